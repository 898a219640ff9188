package ai.coditect.ops.backup.drill;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.DrillStage;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes the bites of a drill as the engine does, each in a transaction with its bookmark, and can
 * be killed after any of them: before or after the commit.
 */
final class DrillDriver {
  private final DrillSite site;
  private final DrillSettings settings;
  private final String level;
  private final TransactionTemplate transaction;
  private final Map<String, String> finished = new HashMap<>();
  private int stage;
  private Optional<String> bookmark = Optional.empty();
  private RestoreDrill worker;
  final UUID run;
  final List<Problem> problems = new ArrayList<>();
  boolean refused;

  DrillDriver(DrillSite site, DrillSettings settings, String level) {
    this.site = site;
    this.settings = settings;
    this.level = level;
    this.run = site.begin(level);
    this.worker = site.drill();
    this.transaction = new TransactionTemplate(new DataSourceTransactionManager(site.worker));
  }

  /** To the end, undisturbed. */
  DrillDriver play() {
    return playTo("over");
  }

  /** Until a stage is next. */
  DrillDriver playTo(String next) {
    while (!stage().equals(next) && !stage().equals("over") && !refused) {
      bite(true);
    }
    return this;
  }

  /** What the drill has come to. */
  Drill drill() {
    return site.drills.ofRun(run).orElseThrow();
  }

  String verdict() {
    return drill().verdict().map(Drill.Verdict::label).orElse("none");
  }

  String stage() {
    return stage < DrillStage.values().length ? DrillStage.values()[stage].label() : "over";
  }

  /**
   * Until the worker is killed in a bite, or the drill is over.
   *
   * @param kills asked before each bite with the place where the drill is, a stage and its bookmark
   * @param committed whether the bite that it dies in is committed
   * @return whether it was killed
   */
  boolean playUntil(Predicate<String> kills, boolean committed) {
    while (!stage().equals("over") && !refused) {
      boolean dies = kills.test(place());
      bite(!dies || committed);
      if (dies) {
        // Whoever goes on knows nothing of what this one did beside its bites.
        worker = site.drill();
        return true;
      }
    }
    return false;
  }

  private void bite(boolean committed) {
    Outcome outcome =
        transaction.execute(
            status -> {
              Outcome taken =
                  worker.take(DrillStage.values()[stage], jobRun(), settings, DrillSite.SOURCE);
              if (!committed) {
                status.setRollbackOnly();
              }
              return taken;
            });
    if (committed) {
      accept(outcome);
    }
    if (outcome instanceof Outcome.Waiting) {
      LockSupport.parkNanos(2_000_000);
    }
  }

  /** The stage and what it waits for, without what differs from drill to drill. */
  private String place() {
    return stage()
        + bookmark
            .map(text -> text.replaceFirst("^\\S+", "").replaceFirst("[0-9a-f-]{36}", ""))
            .orElse("");
  }

  /** What the engine makes of an answer. */
  private void accept(Outcome outcome) {
    if (outcome instanceof Outcome.Waiting waiting) {
      bookmark = Optional.of(waiting.bookmark());
    } else if (outcome instanceof Outcome.More more) {
      bookmark = Optional.of(more.bookmark());
    } else if (outcome instanceof Outcome.Done done) {
      next(done.bookmark());
    } else if (outcome instanceof Outcome.Unfinished some) {
      problems.addAll(some.problems());
      next("");
    } else if (outcome instanceof Outcome.Refused said) {
      problems.addAll(said.problems());
      refused = true;
    }
  }

  private void next(String left) {
    finished.put(stage(), left);
    stage++;
    bookmark = Optional.empty();
  }

  private JobRun jobRun() {
    return new JobRun(
        run,
        "backup-verification",
        "k-" + run,
        site.asOf(),
        Map.of("level", level),
        1,
        JobRun.Partition.WHOLE,
        bookmark,
        Map.copyOf(finished),
        false);
  }
}
