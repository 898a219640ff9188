package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The first item; the others about the database ask it whether there is one to look at. */
final class DatabaseReachable implements Check {
  private final ServerStore store;
  private Optional<Boolean> reached = Optional.empty();

  DatabaseReachable(ServerStore store) {
    this.store = store;
  }

  @Override
  public String claim() {
    return "the database can be reached and is PostgreSQL 15 or newer";
  }

  @Override
  public synchronized Finding examine() {
    try {
      ServerStore.Server server = store.server();
      reached = Optional.of(true);
      if (server.versionNumber() < 150000) {
        return Finding.failed(
            List.of(
                new Problem(
                    "The server is PostgreSQL " + server.version() + ".",
                    "database " + server.database(),
                    "Use PostgreSQL 15 or newer.")));
      }
      return Finding.ok("PostgreSQL " + server.version() + ", database " + server.database());
    } catch (RuntimeException e) {
      reached = Optional.of(false);
      Optional<RefusalException> refusal = Causes.first(e, RefusalException.class);
      if (refusal.isPresent()) {
        return Finding.refused(refusal.get().problems());
      }
      return Finding.failed(
          List.of(
              new Problem(
                  "The database cannot be reached: " + FailureWords.of(e) + ".",
                  "database connection",
                  "Check DB_HOST, DB_PORT, DB_NAME, DB_USER, DB_PASSWORD and DB_SSLMODE, or DB_INSTANCE, and that the server is up and accepts connections from here.")));
    }
  }

  /** An item that makes sense only with a database. */
  Check item(String claim, Supplier<Finding> examination) {
    return new Check() {
      @Override
      public String claim() {
        return claim;
      }

      @Override
      public Finding examine() {
        return isReached() ? examination.get() : Finding.notApplicable("no database");
      }
    };
  }

  private synchronized boolean isReached() {
    if (reached.isEmpty()) {
      examine();
    }
    return reached.orElse(false);
  }
}
