package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What keeps runs within bounds whose effects stay: those that destroy, whichever job they are of,
 * and, as to the time, those that tell the outside. Other runs never notice.
 */
final class Governor {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final RunLedgerStore ledger;
  private final Clock clock;

  Governor(RunLedgerStore ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Why a run whose effects stay may not decide by this instant; empty for any other run. */
  List<Problem> tooEarly(Entry<?> entry, Instant asOf) {
    return effectsStay(entry) && asOf.isAfter(clock.instant().plus(TOLERANCE))
        ? List.of(
            new Problem(
                "as of "
                    + asOf
                    + " lies in the future, and what it would destroy or announce is not due yet.",
                where(entry.file()),
                "Leave out --as-of, or add --dry-run for the forecast."))
        : List.of();
  }

  /** Why a run whose effects stay cannot tell the time here; empty for any other run. */
  List<Problem> clockProblems(Entry<?> entry) {
    if (!effectsStay(entry)) {
      return List.of();
    }
    Instant here = clock.instant();
    Instant there = ledger.now();
    return Duration.between(here, there).abs().compareTo(TOLERANCE) <= 0
        ? List.of()
        : List.of(
            new Problem(
                "the clocks disagree: it is "
                    + here
                    + " to this worker and "
                    + there
                    + " to the database.",
                where(entry.file()),
                "Set the wrong one right; nothing is destroyed or announced by a clock that nobody can"
                    + " trust, and the run is tried again as its job file says."));
  }

  private static boolean effectsStay(Entry<?> entry) {
    return entry.file().destructive() || !entry.job().announces().isEmpty();
  }

  private static String where(JobFile file) {
    return "job " + file.name();
  }

  /** What a run says that ends because destruction is paused. */
  static Problem heldBack(Optional<String> by, Optional<Instant> since) {
    return new Problem(
        "destruction is paused"
            + by.map(name -> " by " + name).orElse("")
            + since.map(at -> " since " + at).orElse("")
            + ".",
        "the kill switch",
        "Run \"destruction resume --by NAME\" when it may go on; a serving worker then goes on by"
            + " itself.");
  }

  /** The job's problems, each with the way to let the run go on all the same. */
  static List<Problem> approvable(UUID run, List<Problem> problems) {
    return problems.stream()
        .map(
            problem ->
                new Problem(
                    problem.what(),
                    problem.where(),
                    problem.cure()
                        + " To let it go on as planned, somebody else runs \"approve "
                        + run
                        + " --by NAME\"."))
        .toList();
  }

  /** What a parked run says once a newer one has taken its place. */
  static List<Problem> superseded(UUID newer) {
    return List.of(
        new Problem(
            "superseded: the run " + newer + " of the same job and parameters was parked later.",
            "run " + newer,
            "Approve that run instead, or nothing."));
  }
}
