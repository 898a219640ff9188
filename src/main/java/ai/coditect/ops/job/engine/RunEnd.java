package ai.coditect.ops.job.engine;

import ai.coditect.ops.database.failure.FailureTrace;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.transaction.support.TransactionTemplate;

/** Closes a run in the ledger and announces it, in one transaction. */
final class RunEnd {
  private static final Logger log = LoggerFactory.getLogger(RunEnd.class);

  /** Of its own name: whoever prints the answer of a run need not say it twice. */
  private static final Logger finished = LoggerFactory.getLogger("ai.coditect.ops.job.Runs");

  private final RunLedgerStore ledger;
  private final RunAnnouncement announcement;
  private final RunListeners listeners;
  private final TransactionTemplate transaction;

  RunEnd(
      RunLedgerStore ledger,
      RunAnnouncement announcement,
      RunListeners listeners,
      TransactionTemplate transaction) {
    this.ledger = ledger;
    this.announcement = announcement;
    this.listeners = listeners;
    this.transaction = transaction;
  }

  RunResult after(ActiveRun run, boolean finished) {
    if (finished && !run.left().isEmpty()) {
      // Trying this run again would not help: all its stages are over. The next one takes it up.
      return close(run, Ending.FAILED, run.left(), Optional.empty());
    }
    if (finished) {
      Ending ending = run.changed().isEmpty() ? Ending.NOTHING_TO_DO : Ending.DONE;
      return close(run, ending, List.of(), Optional.empty());
    }
    if (run.lost()) {
      return lost(run);
    }
    Optional<Outcome> ending = run.ending();
    if (ending.isPresent() && ending.get() instanceof Outcome.Parked parked) {
      return close(
          run,
          Ending.PARKED,
          Governor.approvable(run.lease().run(), parked.problems()),
          Optional.empty());
    }
    if (ending.isPresent() && ending.get() instanceof Outcome.Refused refused) {
      return close(run, Ending.REFUSED, withLeft(run, refused.problems()), Optional.empty());
    }
    return close(
        run, Ending.INTERRUPTED, run.heldBack().stream().toList(), Optional.of(Duration.ZERO));
  }

  RunResult refuse(ActiveRun run, List<Problem> problems) {
    return closeOrLeave(run, Ending.REFUSED, problems, Optional.empty());
  }

  RunResult failed(ActiveRun run, Throwable failure) {
    if (run.lost()) {
      return lost(run);
    }
    List<Problem> refusal = refusal(run, failure);
    if (!refusal.isEmpty()) {
      return closeOrLeave(run, Ending.REFUSED, withLeft(run, refusal), Optional.empty());
    }
    JobFile.Run file = run.entry().file().run();
    int attempt = run.lease().attempt();
    Optional<Duration> retryAfter =
        attempt < file.attempts()
            ? Optional.of(file.backoff().beforeAttempt(attempt + 1))
            : Optional.empty();
    FailureProblem died = FailureProblem.of(run.entry().file().name(), failure);
    if (!died.expected()) {
      // Once, and without messages: they may quote row values.
      log.atError()
          .addKeyValue("job", run.entry().file().name())
          .addKeyValue("run", run.lease().run())
          .addKeyValue("attempt", attempt)
          .setCause(FailureTrace.of(failure))
          .log("run failed unexpectedly");
    }
    return closeOrLeave(run, Ending.FAILED, withLeft(run, List.of(died.problem())), retryAfter);
  }

  /** What a guard said, in this failure or before its end could not be written. */
  private static List<Problem> refusal(ActiveRun run, Throwable failure) {
    List<Problem> refusal = FailureProblem.refusal(failure);
    return refusal.isEmpty() && run.ending().orElse(null) instanceof Outcome.Refused refused
        ? refused.problems()
        : refusal;
  }

  private static List<Problem> withLeft(ActiveRun run, List<Problem> problems) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(run.left());
    return all;
  }

  /** Its end is told to whoever asked, also where the ledger cannot be written now. */
  private RunResult closeOrLeave(
      ActiveRun run, Ending ending, List<Problem> problems, Optional<Duration> retryAfter) {
    try {
      return close(run, ending, problems, retryAfter);
    } catch (RuntimeException | Error e) {
      // The ledger still says running; without heartbeats the run is taken over when the database
      // is back.
      FailureProblem.of(run.entry().file().name(), e)
          .tell(log.atError(), e)
          .addKeyValue("job", run.entry().file().name())
          .addKeyValue("run", run.lease().run())
          .addKeyValue("ending", problems)
          .log("run left to takeover");
      return result(run, ending, problems, Duration.ZERO, Optional.empty());
    }
  }

  private RunResult close(
      ActiveRun run, Ending ending, List<Problem> problems, Optional<Duration> retryAfter) {
    RunResult closed =
        transaction.execute(
            status -> {
              Optional<RunLedgerStore.Finished> finished =
                  ledger.finish(run.lease(), ending, run.changed(), problems, retryAfter);
              if (finished.isEmpty()) {
                return lost(run);
              }
              if (ending == Ending.PARKED) {
                supersedeEarlier(run);
              }
              RunResult result =
                  result(run, ending, problems, finished.get().took(), finished.get().retryAt());
              announcement.announce(result);
              return result;
            });
    say(run, closed);
    listeners.ended(closed);
    return closed;
  }

  /** One line a run: whoever has something to do finds it, with its cure, in the same place. */
  private static void say(ActiveRun run, RunResult closed) {
    LoggingEventBuilder line =
        finished
            .atLevel(
                switch (closed.outcome()) {
                  case FAILED -> Level.ERROR;
                  case REFUSED, PARKED -> Level.WARN;
                  default -> Level.INFO;
                })
            .addKeyValue("job", closed.job())
            .addKeyValue("run", run.lease().run())
            .addKeyValue("outcome", closed.outcome().label())
            .addKeyValue("changed", closed.changed().byKind())
            .addKeyValue("took", closed.took());
    if (!closed.problems().isEmpty()) {
      line = line.addKeyValue("problems", closed.problems());
    }
    line.log("run finished");
  }

  private void supersedeEarlier(ActiveRun run) {
    List<Problem> because = Governor.superseded(run.lease().run());
    for (RunRecord.Superseded earlier : ledger.supersede(run.lease(), because)) {
      announcement.announce(
          new RunResult(
              Optional.of(earlier.id()),
              run.entry().file().name(),
              earlier.key(),
              Optional.of(earlier.asOf()),
              Ending.REFUSED,
              earlier.changed(),
              Duration.ZERO,
              because,
              Optional.empty(),
              Optional.empty()));
    }
  }

  private RunResult lost(ActiveRun run) {
    return result(
        run,
        Ending.INTERRUPTED,
        List.of(
            new Problem(
                "this worker was silent for too long, and another one took the run.",
                "run " + run.lease().run(),
                "Nothing to do: the other worker brings it to its end.")),
        Duration.ZERO,
        Optional.empty());
  }

  private static RunResult result(
      ActiveRun run,
      Ending ending,
      List<Problem> problems,
      Duration took,
      Optional<Instant> retryAt) {
    return new RunResult(
        Optional.of(run.lease().run()),
        run.entry().file().name(),
        run.key(),
        Optional.of(run.lease().asOf()),
        ending,
        run.changed(),
        took,
        problems,
        retryAt,
        Optional.empty());
  }
}
