package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.engine.RunRecord.Lease;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobCatalog.Entry;
import ai.coditect.ops.problem.OutwardGuard;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The one door, as {@link JobRunner} promises it. */
final class EngineJobRunner implements JobRunner {
  private static final Logger log = LoggerFactory.getLogger(EngineJobRunner.class);

  private static final Duration PUT_OFF = Duration.ofMinutes(1);

  private final JobCatalog catalog;
  private final RequestCheck requests;
  private final RunGuard guard;
  private final OutwardGuard outward;
  private final Governor governor;
  private final RunLedgerStore ledger;
  private final BatchProgress progress;
  private final Heartbeat heartbeat;
  private final RunEnd end;
  private final DryRun dryRun;
  private final Clock clock;

  EngineJobRunner(
      JobCatalog catalog,
      RequestCheck requests,
      RunGuard guard,
      OutwardGuard outward,
      Governor governor,
      RunLedgerStore ledger,
      BatchProgress progress,
      Heartbeat heartbeat,
      RunEnd end,
      DryRun dryRun,
      Clock clock) {
    this.catalog = catalog;
    this.requests = requests;
    this.guard = guard;
    this.outward = outward;
    this.governor = governor;
    this.ledger = ledger;
    this.progress = progress;
    this.heartbeat = heartbeat;
    this.end = end;
    this.dryRun = dryRun;
    this.clock = clock;
  }

  @Override
  public RunResult run(RunRequest asked) {
    try {
      return checked(asked);
    } catch (RuntimeException | Error e) {
      // Before a run began, or after its ledger could not be reached: nothing to record it in.
      List<Problem> refusal = FailureProblem.refusal(e);
      if (!refusal.isEmpty()) {
        return RunResult.notBegun(asked, Ending.REFUSED, refusal);
      }
      FailureProblem because = FailureProblem.of(asked.job(), e);
      because.tell(log.atError(), e).addKeyValue("job", asked.job()).log("run could not begin");
      return RunResult.notBegun(asked, Ending.FAILED, List.of(because.problem()));
    }
  }

  private RunResult checked(RunRequest asked) {
    RequestCheck.Checked checked = requests.check(asked);
    List<Problem> wrong = new ArrayList<>(checked.problems());
    Optional<Entry<?>> known = catalog.find(asked.job());
    if (!asked.dryRun()) {
      known.ifPresent(each -> wrong.addAll(each.job().missingSettings()));
    }
    if (!wrong.isEmpty() || known.isEmpty()) {
      if (!asked.dryRun() && known.isPresent()) {
        putOffDue(asked, wrong);
      }
      return RunResult.notBegun(asked, Ending.INVALID, wrong);
    }
    RunRequest request = asked.with(checked.parameters());
    return request.dryRun() ? dryRun.of(request, known.get()) : begin(request, known.get());
  }

  /**
   * Of a run that is due and was asked of another version, or with settings that are missing here:
   * without this it is found due again and again. A copy is not written to.
   */
  private void putOffDue(RunRequest asked, List<Problem> against) {
    try {
      ledger
          .find(asked.job(), asked.key())
          .filter(run -> run.parameters().equals(asked.parameters()))
          .filter(run -> outward.problems().isEmpty())
          .ifPresent(run -> ledger.putOff(run, PUT_OFF, against));
    } catch (RuntimeException e) {
      // The answer is the same, and the next scan tries again: the database or what guards it may
      // be away, or the run on record cannot be read.
    }
  }

  private RunResult begin(RunRequest request, Entry<?> entry) {
    List<Problem> blind = guard.problems();
    List<Problem> elsewhere = blind.isEmpty() ? outward.problems() : List.of();
    if (!elsewhere.isEmpty()) {
      // Not on record: a copy is not written to, and its key stays free.
      return RunResult.notBegun(request, Ending.REFUSED, elsewhere);
    }
    Obstacles obstacles = Obstacles.of(blind, entry.job());
    Instant asOf = request.asOf().orElseGet(clock::instant).truncatedTo(ChronoUnit.MICROS);
    List<Problem> early = governor.tooEarly(entry, asOf);
    if (!early.isEmpty()) {
      // Not on record: the key stays free for the run that was meant.
      return RunResult.notBegun(request, Ending.REFUSED, early);
    }
    Optional<Lease> fresh;
    try {
      fresh = ledger.begin(request, asOf, entry.file().destructive());
    } catch (DataAccessException e) {
      if (blind.isEmpty()) {
        throw e;
      }
      // A blind role can often still write the ledger; where it cannot, the refusal is the answer.
      return RunResult.notBegun(request, Ending.REFUSED, blind);
    }
    if (fresh.isPresent()) {
      if (!obstacles.problems().isEmpty()) {
        return end.refuse(active(entry, fresh.get(), request), obstacles.problems());
      }
      List<Problem> apart = obstacles.isNone() ? governor.clockProblems(entry) : List.of();
      // What keeps clocks in step cures it: the run keeps its key and is tried again.
      return apart.isEmpty()
          ? work(entry, fresh.get(), request, obstacles)
          : end.failed(active(entry, fresh.get(), request), new TransientProblemsException(apart));
    }
    Optional<RunRecord> known = ledger.find(request.job(), request.key());
    if (known.isPresent()) {
      return again(request, entry, known.get(), obstacles);
    }
    return obstacles.problems().isEmpty()
        ? besideAnother(request, entry, obstacles)
        : RunResult.notBegun(request, Ending.REFUSED, obstacles.problems());
  }

  /** The key is known: it was done, it is in flight, or it goes on from where it stopped. */
  private RunResult again(
      RunRequest request, Entry<?> entry, RunRecord known, Obstacles obstacles) {
    if (request.origin() == Origin.COMMAND && !known.parameters().equals(request.parameters())) {
      // Of events the intake sees to it, and a slot has one request only.
      return RunResult.notBegun(request, Ending.INVALID, List.of(keyTaken(request, known)));
    }
    if (known.is("done") || known.is("nothing-to-do")) {
      return answer(request, known, Ending.ALREADY_DONE, known.problems());
    }
    if (known.is("parked") && !known.approved()) {
      return answer(request, known, Ending.PARKED, known.problems());
    }
    if (known.is("running") && !known.abandoned()) {
      return busy(request, Optional.of(known));
    }
    List<Problem> against = new ArrayList<>(obstacles.problems());
    if (against.isEmpty()) {
      against.addAll(governor.clockProblems(entry));
      against.addAll(governor.tooEarly(entry, known.asOf()));
    }
    if (!against.isEmpty()) {
      // Another worker may be let go on, or this one later; a due run is not found due for ever.
      ledger.putOff(known, PUT_OFF, against);
      return answer(request, known, Ending.REFUSED, against);
    }
    Optional<Lease> lease = ledger.resume(known, entry.file().destructive());
    if (lease.isEmpty()) {
      // Another worker was first, or a run of another key is in flight in its place.
      return besideAnother(request.with(known.parameters()), entry, obstacles);
    }
    log.atInfo()
        .addKeyValue("job", known.job())
        .addKeyValue("run", known.id())
        .addKeyValue("before", known.outcome())
        .addKeyValue("worker", known.worker())
        .log("run resumed");
    RunRequest as =
        new RunRequest(
            known.job(),
            known.key(),
            request.origin(),
            Optional.empty(),
            known.parameters(),
            false);
    return work(entry, lease.get(), as, obstacles);
  }

  /** Names only: values may be anything. */
  private static Problem keyTaken(RunRequest request, RunRecord known) {
    Set<String> names = new TreeSet<>(known.parameters().keySet());
    names.addAll(request.parameters().keySet());
    names.removeIf(
        name -> Objects.equals(known.parameters().get(name), request.parameters().get(name)));
    return new Problem(
        "Key taken: it is on record for a run with other parameters ("
            + String.join(", ", names)
            + ").",
        "job " + request.job() + ", run " + known.id(),
        "Choose another key for this run; or, to go on with that one, type what it was asked with.");
  }

  /**
   * Something holds this job and these parameters. The run of another key whose worker is dead is
   * brought to its end first.
   */
  private RunResult besideAnother(RunRequest request, Entry<?> entry, Obstacles obstacles) {
    Optional<RunRecord> other = ledger.findInFlight(request.job(), request.parameters());
    boolean ofAnotherKey = other.filter(run -> !run.key().equals(request.key())).isPresent();
    if (ofAnotherKey && other.get().abandoned()) {
      RunRequest theirs =
          new RunRequest(
              request.job(),
              other.get().key(),
              request.origin(),
              Optional.empty(),
              other.get().parameters(),
              false);
      RunResult resumed = again(theirs, entry, other.get(), obstacles);
      if (resumed.outcome() == Ending.DONE || resumed.outcome() == Ending.NOTHING_TO_DO) {
        return run(request);
      }
    }
    return busy(request, other);
  }

  /** Another worker is at it; {@code run} is present only when it is this very run. */
  private RunResult busy(RunRequest request, Optional<RunRecord> holder) {
    return new RunResult(
        holder.filter(run -> run.key().equals(request.key())).map(RunRecord::id),
        request.job(),
        request.key(),
        holder.map(RunRecord::asOf),
        Ending.BUSY,
        Changes.NONE,
        Duration.ZERO,
        List.of(
            new Problem(
                "a run of this job with the same parameters is in flight"
                    + holder
                        .map(run -> " (key " + run.key() + ", worker " + run.worker() + ").")
                        .orElse("."),
                "job " + request.job(),
                "Ask again when it has ended; \"runs --job " + request.job() + "\" shows it.")),
        Optional.of(clock.instant().plusSeconds(2)),
        Optional.empty());
  }

  private RunResult work(Entry<?> entry, Lease lease, RunRequest request, Obstacles obstacles) {
    ActiveRun run = active(entry, lease, request);
    if (obstacles.failure().isPresent()) {
      return end.failed(run, obstacles.failure().get());
    }
    log.atInfo()
        .addKeyValue("job", request.job())
        .addKeyValue("run", lease.run())
        .addKeyValue("key", request.key())
        .addKeyValue("asOf", lease.asOf())
        .log("run started");
    Heartbeat.Beating beating = heartbeat.start(run);
    try {
      return end.after(run, progress.advance(run));
    } catch (RuntimeException | Error e) {
      // An Error too: a run that nobody ends is taken over again and again, and never fails.
      return end.failed(run, e);
    } finally {
      beating.close();
    }
  }

  private ActiveRun active(Entry<?> entry, Lease lease, RunRequest request) {
    return new ActiveRun(
        entry,
        lease,
        request.key(),
        request.parameters(),
        clock.instant().plus(entry.file().run().timeout()));
  }

  private RunResult answer(
      RunRequest request, RunRecord known, Ending ending, List<Problem> problems) {
    return new RunResult(
        Optional.of(known.id()),
        known.job(),
        request.key(),
        Optional.of(known.asOf()),
        ending,
        known.changed(),
        Duration.ZERO,
        problems,
        Optional.empty(),
        Optional.empty());
  }
}
