package ai.coditect.ops.metrics.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger of runs says about a job, or one of its schedules.
 *
 * @param knownSince when a serving worker first had it; from then on it can be late
 * @param lastStarted when its latest run began, however that went
 * @param lastTook how long the latest run that has ended took
 * @param rowsChanged what that run changed
 * @param failures how many runs failed or were refused since the last success
 */
record JobStanding(
    String label,
    Optional<Instant> lastSuccess,
    Optional<Instant> knownSince,
    Optional<Instant> lastStarted,
    Optional<Duration> lastTook,
    Optional<Long> rowsChanged,
    long failures) {}
