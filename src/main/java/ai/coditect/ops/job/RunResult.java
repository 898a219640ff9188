package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a request ended.
 *
 * @param run the run's id; empty for a dry run and for a request that never became a run
 * @param retryAt when a failed or busy request should be made again; empty when it should not
 * @param plan what a dry run found; empty otherwise
 */
public record RunResult(
    Optional<UUID> run,
    String job,
    String key,
    Optional<Instant> asOf,
    Ending outcome,
    Changes changed,
    Duration took,
    List<Problem> problems,
    Optional<Instant> retryAt,
    Optional<Forecast> plan) {

  /** The answer to a request that never became a run. */
  public static RunResult notBegun(RunRequest request, Ending outcome, List<Problem> problems) {
    return new RunResult(
        Optional.empty(),
        request.job(),
        request.key(),
        request.asOf(),
        outcome,
        Changes.NONE,
        Duration.ZERO,
        problems,
        Optional.empty(),
        Optional.empty());
  }

  /** The closed set of endings, with the process exit code of each. */
  public enum Ending {
    DONE(0),
    NOTHING_TO_DO(0),
    ALREADY_DONE(0),
    FAILED(1),
    /** The request itself is wrong: unknown job, bad parameter. Nothing ran. */
    INVALID(2),
    REFUSED(3),
    INTERRUPTED(4),
    PARKED(5),
    /** Another worker is at this key, or at this job with these parameters. Ask again later. */
    BUSY(1);

    private final int exitCode;

    Ending(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }

    /** The spelling in JSON, ledger and metrics. */
    public String label() {
      return switch (this) {
        case INVALID, BUSY -> "failed";
        default -> name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
      };
    }
  }
}
