package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.monitoring.service.DescriptorBook;
import ai.coditect.ops.metrics.monitoring.service.MonitoringClient;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.MonitoringTroubleException;
import ai.coditect.ops.metrics.monitoring.service.PointAnswer;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Truth;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Figures reach Cloud Monitoring. Where this process writes them, it says what became of the last;
 * anywhere else it writes one point of a series of its own, since only that proves that it may.
 */
final class MonitoringCheck implements Check {
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private final MonitoringSettings settings;
  private final WriteTroubles troubles;
  private final Supplier<SeriesResource> resource;
  private final boolean serving;
  private final Clock clock;

  /**
   * @param serving whether this process writes figures by itself
   */
  MonitoringCheck(
      MonitoringSettings settings,
      WriteTroubles troubles,
      Supplier<SeriesResource> resource,
      boolean serving,
      Clock clock) {
    this.settings = settings;
    this.troubles = troubles;
    this.resource = resource;
    this.serving = serving;
    this.clock = clock;
  }

  @Override
  public String claim() {
    return "Cloud Monitoring can be written";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "figures";
  }

  @Override
  public Finding examine() {
    if (settings.project().isEmpty()) {
      return Finding.notApplicable(
          "no project is configured (GOOGLE_CLOUD_PROJECT), or only Pub/Sub has a stand-in"
              + " (OPS_MONITORING_ENDPOINT)");
    }
    List<Problem> standing = troubles.standing(clock.instant());
    if (!standing.isEmpty()) {
      return Finding.failed(standing);
    }
    Optional<Instant> written = troubles.written();
    if (written.isPresent()) {
      return age(written.get());
    }
    return serving ? Finding.ok("nothing to write so far") : trial();
  }

  private Finding age(Instant written) {
    if (written.plus(SILENCE).isBefore(clock.instant())) {
      return Finding.failed(
          List.of(
              new Problem(
                  "Silent: this worker has written no figure since "
                      + written.truncatedTo(ChronoUnit.SECONDS)
                      + ".",
                  settings.where(),
                  "Restart this worker, and report it with its log.")));
    }
    return Finding.ok("last written " + written.truncatedTo(ChronoUnit.SECONDS));
  }

  private Finding trial() {
    Measurement point =
        Measurement.gauge(
            "check/written",
            "1",
            "That the deployment checklist could write a point.",
            Map.of(),
            new Truth(true),
            clock.instant(),
            Scope.PROCESS);
    try (MonitoringClient client = new MonitoringClient(settings)) {
      Optional<Problem> undescribed = new DescriptorBook(client, clock).describe(point.shape());
      if (undescribed.isPresent()) {
        return Finding.failed(List.of(undescribed.get()));
      }
      PointAnswer answer = client.write(resource.get(), List.of(point)).get(0);
      // Asked twice within seconds: who refuses that would take another one.
      return answer.saysThatItLanded()
          ? Finding.ok(settings.where())
          : answer
              .problem(point.type())
              .map(problem -> Finding.failed(List.of(problem)))
              .orElseGet(() -> Finding.ok(settings.where()));
    } catch (MonitoringTroubleException e) {
      return Finding.failed(List.of(e.problem(settings.where())));
    }
  }
}
