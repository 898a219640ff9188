package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.drill.throwaway.Reaper;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.Drill.Verdict;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The stages of a restore drill. Each bite asks the service one thing, or looks whether what was
 * asked for has happened, and leaves what it knows in the database; so a drill goes on anywhere. A
 * stage that decides how the drill ends hands that on, and the later ones only clear up.
 */
public final class RestoreDrill {
  /** In the order in which they run. */
  public static final List<String> STAGES =
      List.of("clear", "pick", "make", "restore", "connect", "examine", "remove", "conclude");

  /** The levels of a run that are drills. */
  public static final Set<String> LEVELS = Set.of("drill", "point-in-time");

  private final DrillStore drills;
  private final Preparation preparation;
  private final Making making;
  private final Looking looking;
  private final ClearingUp clearingUp;
  private final Clock clock;

  RestoreDrill(
      DrillStore drills,
      Preparation preparation,
      Making making,
      Looking looking,
      ClearingUp clearingUp,
      Clock clock) {
    this.drills = drills;
    this.preparation = preparation;
    this.making = making;
    this.looking = looking;
    this.clearingUp = clearingUp;
    this.clock = clock;
  }

  /** One bite of a stage. */
  public Outcome take(String stage, JobRun run, DrillSettings settings, InstanceName source) {
    DrillBite scene = DrillBite.of(run, settings, source, stage, clock);
    if (stage.equals("clear")) {
      return clearingUp.clear(scene);
    }
    if (stage.equals("pick")) {
      return preparation.pick(scene);
    }
    Drill drill = drills.ofRun(run.id()).orElseThrow();
    if (DrillBite.UNTIL_EXAMINED.contains(stage)) {
      return untilExamined(stage, scene, drill);
    }
    if (stage.equals("remove")) {
      looking.forget(run.id());
      return clearingUp.remove(scene, drill);
    }
    return clearingUp.conclude(scene, drill);
  }

  private Outcome untilExamined(String stage, DrillBite scene, Drill drill) {
    if (scene.soFar().isPresent()) {
      return scene.done();
    }
    Duration limit = scene.settings().limit();
    if (drill.startedAt().plus(limit).isBefore(scene.now())) {
      return over(
          drills,
          scene,
          drill,
          stage,
          Verdict.TIMED_OUT,
          List.of(
              new Problem(
                  "Drill timed out in stage " + stage + ": it may take " + limit + ".",
                  "drill " + drill.id(),
                  "See what the instance's operations waited for, or raise drill.longest and"
                      + " drill.cost in jobs/backup-verification.yaml.")));
    }
    try {
      return switch (stage) {
        case "make" -> making.make(scene, drill);
        case "restore" -> making.restore(scene, drill);
        case "connect" -> looking.connect(scene, drill);
        default -> looking.examine(scene, drill);
      };
    } catch (TransientProblemsException e) {
      // The service is away or busy: until the drill's time is over it may come back.
      return scene.waiting(scene.step().at());
    } catch (RefusalException e) {
      return over(drills, scene, drill, stage, Verdict.FAILED, e.problems());
    } catch (ProblemsException e) {
      return over(drills, scene, drill, stage, Verdict.INCONCLUSIVE, e.problems());
    }
  }

  /** Removes what earlier drills left behind, one step each; how many are still to go. */
  public Reaper.Swept sweep(DrillSettings settings) {
    clearingUp.store().allowSilence();
    return clearingUp.sweep(settings, clock.instant());
  }

  /** Ends a stage well. */
  static Outcome over(DrillStore drills, DrillBite scene, Drill drill, String stage) {
    drills.save(drill.reached(stage).took(stage, scene.taken()));
    return scene.done();
  }

  /** Ends a stage, and with it the drill but for clearing up. */
  static Outcome over(
      DrillStore drills,
      DrillBite scene,
      Drill drill,
      String stage,
      Verdict verdict,
      List<Problem> problems) {
    drills.save(drill.reached(stage).took(stage, scene.taken()).having(problems));
    return scene.done(verdict);
  }
}
