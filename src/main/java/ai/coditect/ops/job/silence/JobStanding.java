package ai.coditect.ops.job.silence;

import ai.coditect.ops.job.silence.Silence.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the ledger of runs says about a job, or one of its schedules.
 *
 * @param knownSince when a serving worker first had it; from then on it can be late
 * @param last its latest run, however that went
 * @param lastSeen when its latest run began; one that is running is seen now
 * @param lastTook how long the latest run that has ended took
 * @param rowsChanged what that run changed
 * @param failures how many runs failed or were refused since the last success
 */
public record JobStanding(
    String label,
    Optional<Instant> lastSuccess,
    Optional<Instant> knownSince,
    Optional<LastRun> last,
    Optional<Instant> lastSeen,
    Optional<Duration> lastTook,
    Optional<Long> rowsChanged,
    long failures) {}
