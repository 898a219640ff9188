package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.LeftoverRemoval;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStage;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The stages of a restore drill. Each bite asks the service one thing, or looks whether what was
 * asked for has happened, and leaves what it knows in the database; so a drill goes on anywhere. A
 * stage that decides how the drill ends hands that on, and the later ones only clear up.
 */
public final class RestoreDrill {
  private final DrillStore drills;
  private final BackupSelection preparation;
  private final CopyCreation creation;
  private final CopyVerification verification;
  private final DrillCleanup cleanup;
  private final Clock clock;

  RestoreDrill(
      DrillStore drills,
      BackupSelection preparation,
      CopyCreation creation,
      CopyVerification verification,
      DrillCleanup cleanup,
      Clock clock) {
    this.drills = drills;
    this.preparation = preparation;
    this.creation = creation;
    this.verification = verification;
    this.cleanup = cleanup;
    this.clock = clock;
  }

  /** One bite of a stage. */
  public Outcome take(DrillStage stage, JobRun run, DrillSettings settings, InstanceName source) {
    DrillContext context = DrillContext.of(run, settings, source, stage, clock);
    return switch (stage) {
      case CLEAR -> cleanup.clear(context);
      case PICK -> preparation.pick(context);
      case MAKE -> untilExamined(context, creation::make);
      case RESTORE -> untilExamined(context, creation::restore);
      case CONNECT -> untilExamined(context, verification::connect);
      case EXAMINE -> untilExamined(context, verification::examine);
      case REMOVE -> {
        verification.forget(run.id());
        yield cleanup.remove(context, drill(run));
      }
      case CONCLUDE -> cleanup.conclude(context, drill(run));
    };
  }

  private Drill drill(JobRun run) {
    return drills.ofRun(run.id()).orElseThrow();
  }

  private Outcome untilExamined(
      DrillContext context, BiFunction<DrillContext, Drill, Outcome> work) {
    Drill drill = drill(context.run());
    if (context.soFar().isPresent()) {
      return context.done();
    }
    Duration limit = context.settings().limit();
    if (drill.startedAt().plus(limit).isBefore(context.now())) {
      return over(
          drills,
          context,
          drill,
          Verdict.TIMED_OUT,
          List.of(
              new Problem(
                  "Drill timed out in stage "
                      + context.stage().label()
                      + ": it may take "
                      + DurationText.of(limit)
                      + ".",
                  "drill " + drill.id(),
                  "See what the instance's operations waited for, or raise drill.longest and"
                      + " drill.cost in jobs/backup-verification.yaml.")));
    }
    try {
      return work.apply(context, drill);
    } catch (TransientProblemsException e) {
      // The service is away or busy: until the drill's time is over it may come back.
      return context.waiting();
    } catch (RefusalException e) {
      return over(drills, context, drill, Verdict.FAILED, e.problems());
    } catch (ProblemsException e) {
      return over(drills, context, drill, Verdict.INCONCLUSIVE, e.problems());
    }
  }

  /** Removes what earlier drills left behind, one step each; how many are still to go. */
  public LeftoverRemoval.Swept sweep(DrillSettings settings) {
    return cleanup.sweep(settings, clock.instant());
  }

  /** Ends the stage well. */
  static Outcome over(DrillStore drills, DrillContext context, Drill drill) {
    drills.save(drill.reached(context.stage()).took(context.stage(), context.taken()));
    return context.done();
  }

  /** Ends the stage, and with it the drill but for clearing up. */
  static Outcome over(
      DrillStore drills,
      DrillContext context,
      Drill drill,
      Verdict verdict,
      List<Problem> problems) {
    Drill ended =
        drill.reached(context.stage()).took(context.stage(), context.taken()).having(problems);
    drills.save(verdict == Verdict.FAILED ? ended.failing(failures(ended)) : ended);
    return context.done(verdict);
  }

  /** What it means that a stage fails; an examination that was made says it itself. */
  private static Set<Drill.Failure> failures(Drill drill) {
    return switch (drill.stage()) {
      case EXAMINE -> drill.failures().isEmpty() ? Set.of(Drill.Failure.CONTENT) : Set.of();
      case REMOVE -> Set.of(Drill.Failure.REMOVAL);
      default -> Set.of(Drill.Failure.RESTORE);
    };
  }
}
