package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.database.failure.ServerError;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;

/**
 * Tries to write, and takes it back: a replica, a server after a failover and one without room
 * answer every question, and take nothing.
 */
final class WritableDatabase implements Check {
  static final String CLAIM = "the database takes writes";

  private static final String READ_ONLY = "25006";
  private static final String PRIMARY =
      "Let DB_HOST or DB_INSTANCE name the primary, not a replica; while a failover lasts nothing is"
          + " lost, and work goes on by itself. A primary that is read-only has"
          + " default_transaction_read_only set, by its login, its database or itself.";

  private final ServerStore store;

  WritableDatabase(ServerStore store) {
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
  public String part() {
    return "database-writes";
  }

  /** Asked anew each time: whether there was a database when the worker started says nothing. */
  @Override
  public Finding examine() {
    try {
      return switch (store.tryToWrite()) {
        case TAKEN -> Finding.ok("a row, taken back");
        case NOTHING_TO_WRITE_TO -> Finding.notApplicable("the worker has nothing to write to");
        case NOBODY_ANSWERS -> Finding.notApplicable("no database");
      };
    } catch (RuntimeException e) {
      return Finding.failed(
          List.of(
              new Problem(
                  "The database takes no writes: " + FailureWords.of(e) + ".",
                  "database connection",
                  FailureWords.serverError(e)
                      .filter(error -> !error.words().contains(READ_ONLY))
                      .flatMap(ServerError::cure)
                      .orElse(PRIMARY))));
    }
  }
}
