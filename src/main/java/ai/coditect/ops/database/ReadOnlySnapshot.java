package ai.coditect.ops.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** A transaction that only reads and sees one instant of the database, for long statements. */
public final class ReadOnlySnapshot {
  private static final Duration GRACE = Duration.ofMinutes(1);

  private ReadOnlySnapshot() {}

  /**
   * Opens one; whoever gets it ends and closes it.
   *
   * @param longest how long one statement may take; the server ends it, and is silent until then
   */
  public static Connection open(DataSource database, Duration longest) throws SQLException {
    Connection connection = database.getConnection();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      connection.setNetworkTimeout(Runnable::run, (int) longest.plus(GRACE).toMillis());
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
