package ai.coditect.ops.metrics.monitoring.service;

import java.time.Duration;
import java.util.Optional;

/**
 * Where figures are written.
 *
 * @param project empty where none is written
 * @param endpoint of a stand-in, in plain text; else the service's own
 * @param answerWithin how long one request may take
 * @param writeWithin how long one round of writing may take
 * @param firstPause before a request is tried again; the next pause is five times as long
 * @param turn how long a worker that fell silent keeps others from writing business figures
 * @param clocksAgreeWithin by how much this clock may differ from the database's before it is
 *     corrected
 * @param mostWaitingBytes what may wait for the service, of the business and of the process each
 */
public record MonitoringSettings(
    Optional<String> project,
    Optional<String> endpoint,
    Duration answerWithin,
    Duration writeWithin,
    Duration firstPause,
    Duration turn,
    Duration clocksAgreeWithin,
    long mostWaitingBytes) {

  /** With the lengths that suit the service. */
  public static MonitoringSettings of(Optional<String> project, Optional<String> endpoint) {
    return new MonitoringSettings(
        project,
        endpoint,
        Duration.ofSeconds(8),
        Duration.ofSeconds(40),
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        8_000_000);
  }

  public String where() {
    return endpoint.orElse("Cloud Monitoring of project " + project.orElse("?"));
  }
}
