package ai.coditect.ops.metrics.figure;

import ai.coditect.ops.metrics.file.MetricFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One point of one series.
 *
 * @param scope whether it is the same whichever worker tells it
 * @param at the instant that it is told for
 * @param since of a counter, from when on it counts
 * @param takenAt when it was read, which may be long before
 */
public record Sample(
    MetricFigure figure,
    String capability,
    Scope scope,
    SortedMap<String, String> labels,
    double value,
    Instant at,
    Optional<Instant> since,
    Instant takenAt) {

  /** Of what a series is. */
  public enum Scope {
    /** Of the service: one worker tells it. */
    SERVICE,
    /** Of a process: each tells its own. */
    PROCESS
  }

  public Duration age() {
    Duration age = Duration.between(takenAt, at);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
