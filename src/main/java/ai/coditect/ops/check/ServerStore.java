package ai.coditect.ops.check;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.failure.Causes;
import java.sql.SQLException;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** What the catalogue says about the server and its tables. */
final class ServerStore {
  private static final Sql DESCRIBE_SERVER = Sql.file("check/describe_server");
  private static final Sql LIST_UNGUARDED_TENANT_TABLES =
      Sql.file("check/list_unguarded_tenant_tables");

  private static final Sql TRY_TO_WRITE = Sql.file("check/try_to_write");

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  ServerStore(JdbcClient jdbc, TransactionTemplate transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * @param socket true when the session came in over a local socket
   * @param mostConnections what the server gives to logins that are no superusers
   * @param otherConnections those that somebody else than a worker has now
   * @param loginConnections the limit of the worker's login, negative for none
   */
  record Server(
      String version,
      int versionNumber,
      String database,
      String login,
      boolean encrypted,
      String protocol,
      boolean socket,
      boolean loopback,
      int mostConnections,
      int otherConnections,
      int loginConnections) {}

  /** A table of the tenants whose row-level security is not both enabled and forced. */
  record UnguardedTable(String name, boolean enabled, boolean forced) {}

  Server server() {
    return jdbc.sql(DESCRIBE_SERVER.text()).query(Server.class).single();
  }

  /** What became of a row that was only tried. */
  enum Trial {
    TAKEN,
    /** The table is missing, or the right to it, as other items tell. */
    NOTHING_TO_WRITE_TO,
    /** There is no database now to ask. */
    NOBODY_ANSWERS
  }

  /**
   * Writes a row and takes it back.
   *
   * @throws DataAccessException when the server answers, and does not take it
   */
  Trial tryToWrite() {
    try {
      transaction.executeWithoutResult(
          status -> {
            status.setRollbackOnly();
            jdbc.sql(TRY_TO_WRITE.text()).update();
          });
      return Trial.TAKEN;
    } catch (CannotCreateTransactionException e) {
      return Trial.NOBODY_ANSWERS;
    } catch (DataAccessException e) {
      String state = Causes.first(e, SQLException.class).map(SQLException::getSQLState).orElse("");
      if (state.startsWith("08") || state.startsWith("57P")) {
        return Trial.NOBODY_ANSWERS;
      }
      if (state.startsWith("42") || state.startsWith("3F")) {
        return Trial.NOTHING_TO_WRITE_TO;
      }
      throw e;
    }
  }

  List<UnguardedTable> unguardedTables() {
    return jdbc.sql(LIST_UNGUARDED_TENANT_TABLES.text()).query(UnguardedTable.class).list();
  }
}
