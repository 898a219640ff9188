package ai.coditect.ops.export.content;

import ai.coditect.ops.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One transaction that only reads and sees one instant of the database. It holds the instant for as
 * long as it is open, so that dead rows of that time cannot be cleaned up.
 */
final class Snapshot implements AutoCloseable {
  private static final Sql BEGIN = Sql.file("export/begin_snapshot");
  private static final Sql READ_VERSION = Sql.file("export/read_schema_version");
  // Between two copies, while a place takes its time.
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Connection connection;
  private final JdbcClient jdbc;
  private final Instant instant;

  private Snapshot(Connection connection, Duration longest) {
    this.connection = connection;
    this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    this.instant =
        jdbc.sql(BEGIN.text())
            .param("timeout", Long.toString(longest.toMillis()))
            .param("idle", Long.toString(IDLE.toMillis()))
            .query((row, number) -> row.getObject("instant", OffsetDateTime.class).toInstant())
            .single();
  }

  /**
   * @param longest how long one statement may take
   */
  static Snapshot open(DataSource database, Duration longest) throws SQLException {
    Connection connection = database.getConnection();
    try {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      return new Snapshot(connection, longest);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  Instant instant() {
    return instant;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  CopyManager copies() throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /** For example {@code 009}. */
  String schemaVersion() {
    return jdbc.sql(READ_VERSION.text()).query(String.class).single();
  }

  /** Ends it from another thread: whatever is being read breaks off. */
  void abort() throws SQLException {
    connection.unwrap(PGConnection.class).cancelQuery();
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.rollback();
    } finally {
      connection.close();
    }
  }
}
