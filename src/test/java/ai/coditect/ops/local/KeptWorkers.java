package ai.coditect.ops.local;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One worker in this process for each database, for tests of what several commands do one after the
 * other: it stays up between them, as one that serves does. Nobody copies a database of theirs.
 */
public final class KeptWorkers implements AutoCloseable {
  private final Map<LocalPostgres.Database, InProcessWorker> workers = new HashMap<>();

  /** Has this done on a database, by a worker with these variables if it is the first one there. */
  public <T> T on(
      LocalPostgres.Database database,
      Map<String, String> variables,
      Function<InProcessWorker, T> work) {
    return work.apply(
        workers.computeIfAbsent(database, each -> InProcessWorker.start(each, variables)));
  }

  @Override
  public void close() {
    workers.values().forEach(InProcessWorker::close);
    workers.clear();
  }
}
