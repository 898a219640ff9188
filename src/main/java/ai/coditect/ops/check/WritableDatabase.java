package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;

/**
 * Tries to write, and takes it back: a replica, a server after a failover and one without room
 * answer every question, and take nothing.
 */
final class WritableDatabase implements Check {
  static final String CLAIM = "the database takes writes";

  private final DatabaseReachable database;
  private final ServerStore store;

  WritableDatabase(DatabaseReachable database, ServerStore store) {
    this.database = database;
    this.store = store;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public Finding examine() {
    return database.item(CLAIM, this::tried).examine();
  }

  private Finding tried() {
    try {
      store.tryToWrite();
      return Finding.ok("a row, taken back");
    } catch (RuntimeException e) {
      if (store.lacksWhatIsWritten(e)) {
        return Finding.notApplicable("the worker has nothing to write to");
      }
      return Finding.failed(
          List.of(
              new Problem(
                  "The database takes no writes: " + FailureWords.of(e) + ".",
                  "database connection",
                  "Let DB_HOST name the primary, not a replica; while a failover lasts nothing is"
                      + " lost, and work goes on by itself. If the disk is full, give it room.")));
    }
  }
}
