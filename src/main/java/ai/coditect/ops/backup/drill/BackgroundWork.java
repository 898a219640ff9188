package ai.coditect.ops.backup.drill;

import ai.coditect.ops.database.failure.FailureTrace;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that takes longer than a bite may: it goes on beside the bites of its run, which look in on
 * it. It dies with this process; whether it can be begun anew is its caller's to know.
 */
final class BackgroundWork {
  private static final Logger log = LoggerFactory.getLogger(BackgroundWork.class);

  private final Map<String, CompletableFuture<?>> going = new ConcurrentHashMap<>();
  private final String process = UUID.randomUUID().toString();

  /** What no other process calls itself. */
  String process() {
    return process;
  }

  /**
   * Begins the work where it is not known, and answers what came of it, once.
   *
   * @param name begins with the run's id
   * @return empty while it goes on
   * @throws ProblemsException when it broke off
   */
  <T> Optional<T> result(String name, Class<T> type, Supplier<T> work) {
    CompletableFuture<?> found =
        going.computeIfAbsent(
            name, key -> CompletableFuture.supplyAsync(work, BackgroundWork::start));
    if (!found.isDone()) {
      return Optional.empty();
    }
    going.remove(name);
    try {
      return Optional.of(type.cast(found.join()));
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemsException told) {
        throw told;
      }
      log.atError().addKeyValue("work", name).setCause(FailureTrace.of(e)).log("work broke off");
      throw new ProblemsException(
          List.of(
              new Problem(
                  "Examination broke off: unexpected "
                      + e.getCause().getClass().getSimpleName()
                      + ".",
                  "restored copy",
                  "The log has the stack trace under this run's id.")));
    }
  }

  /** Lets go of what was begun under names of this run and never asked for again. */
  void forget(UUID run) {
    going.keySet().removeIf(name -> name.startsWith(run.toString()));
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "drill-examination");
    thread.setDaemon(true);
    thread.start();
  }
}
