package ai.coditect.ops.job.silence;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known about one success that is waited for.
 *
 * @param label {@code job}, or {@code job/schedule}
 * @param lastSuccess when a run of it last ended well
 * @param knownSince when a serving worker first had it; from then on it can be late
 */
public record Silence(
    String label,
    Duration silentFor,
    Optional<Instant> lastSuccess,
    Optional<Instant> knownSince,
    Optional<LastRun> last) {

  /** How its latest run ended, whatever that was. */
  public record LastRun(String outcome, Instant startedAt) {}

  /** Since when nothing succeeded; empty where nobody ever served it. */
  public Optional<Instant> since() {
    return lastSuccess.or(() -> knownSince);
  }

  /** Whether it has been silent for longer than it may; at the limit itself it is not. */
  public boolean isOverdue(Instant now) {
    return since().filter(from -> from.plus(silentFor).isBefore(now)).isPresent();
  }
}
