package ai.coditect.ops.export.work;

import ai.coditect.ops.export.shelf.Shelves;
import ai.coditect.ops.export.work.PackageStore.Removable;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what has expired, what nobody wants any more and what was given up. */
final class PackageRemoval {
  private static final Logger log = LoggerFactory.getLogger(PackageRemoval.class);
  private static final int AT_ONCE = 50;
  // The database ends a transaction that is idle for ten seconds; each waits once, at most.
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private final PackageStore packages;
  private final Shelves shelves;
  private final Clock clock;
  // A place that falls silent keeps its thread, and not the run.
  private final ExecutorService hands =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "package-removal");
            thread.setDaemon(true);
            return thread;
          });

  PackageRemoval(PackageStore packages, Shelves shelves, Clock clock) {
    this.packages = packages;
    this.shelves = shelves;
    this.clock = clock;
  }

  /**
   * One bite.
   *
   * @param strict whether the run fails, once everything was tried, when something cannot be
   *     removed
   */
  Outcome bite(JobRun run, boolean strict) {
    if (run.bookmark().isEmpty()) {
      packages.leave();
    }
    Optional<UUID> after = run.bookmark().filter(id -> !id.isEmpty()).map(UUID::fromString);
    List<Removable> removable = packages.removable(after, run.asOf(), AT_ONCE);
    Instant enough = clock.instant().plus(LONGEST);
    List<Problem> problems = new ArrayList<>();
    int removed = 0;
    UUID last = null;
    for (Removable each : removable) {
      if (clock.instant().isAfter(enough)) {
        break;
      }
      try {
        boolean was = remove(each.location());
        if (each.forGood()) {
          packages.recordRemoval(each.id());
        }
        if (was) {
          removed++;
          log.atInfo().addKeyValue("package", each.id()).log("package removed");
        }
      } catch (ProblemsException e) {
        problems.addAll(e.problems());
      } catch (TimeoutException e) {
        problems.add(silent(each));
        last = null;
        break;
      }
      last = each.id();
    }
    Changes changes = Changes.of("packages-removed", removed);
    if (!problems.isEmpty()) {
      log.atWarn().addKeyValue("problems", problems.size()).log("packages cannot be removed");
      if (strict) {
        throw new ProblemsException(problems);
      }
    }
    return last == null ? Outcome.done(changes) : Outcome.more(last.toString(), changes);
  }

  private boolean remove(String location) throws TimeoutException {
    Future<Boolean> removal =
        hands.submit(() -> shelves.holding(location).remove(shelves.name(location)));
    try {
      return removal.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Problem silent(Removable each) {
    return new Problem(
        "the place of a package does not answer within " + LONGEST.toSeconds() + " seconds.",
        each.location(),
        "See that the network lets the worker reach it; the next run removes what is left.");
  }
}
