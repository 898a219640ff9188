package ai.coditect.ops.export.content;

import ai.coditect.ops.database.ReadOnlySnapshot;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One transaction that only reads and sees one instant of the database. It holds the instant for as
 * long as it is open, so that dead rows of that time cannot be cleaned up.
 */
final class SnapshotStore implements AutoCloseable {
  private static final Sql BEGIN = Sql.file("export/begin_snapshot");
  private static final Sql READ_VERSION = Sql.file("export/read_schema_version");
  // Between two copies, while a place takes its time.
  private static final Duration IDLE = Duration.ofMinutes(5);

  private final Connection connection;
  private final JdbcClient jdbc;
  private final Instant instant;
  private boolean brokenOff;

  private SnapshotStore(Connection connection, Duration longest) {
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
  static SnapshotStore open(DataSource database, Duration longest) {
    try {
      Connection connection = ReadOnlySnapshot.open(database, longest);
      try {
        return new SnapshotStore(connection, longest);
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw trouble("the snapshot", e);
    }
  }

  Instant instant() {
    return instant;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  /**
   * Rows of a statement that was composed, which has ids and addresses in it: unlike Spring's, the
   * exception shows no statement.
   */
  <T> List<T> read(String statement, RowMapper<T> mapper) {
    try (Statement plain = connection.createStatement();
        ResultSet found = plain.executeQuery(statement)) {
      List<T> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(mapper.mapRow(found, rows.size()));
      }
      return rows;
    } catch (SQLException e) {
      throw trouble("what was composed", e);
    }
  }

  /** Begins a copy. */
  CopyOut copy(String statement) throws SQLException {
    return connection.unwrap(PGConnection.class).getCopyAPI().copyOut(statement);
  }

  /** The newest migration of the worker's schema, for example {@code 009}. */
  String schemaVersion() {
    return jdbc.sql(READ_VERSION.text()).query(String.class).single();
  }

  /** The server's words may hold values of rows, so only its code is kept. */
  static ProblemsException trouble(String reading, SQLException e) {
    return new ProblemsException(
        List.of(
            new Problem(
                "the database ended the reading of "
                    + reading
                    + " (SQLSTATE "
                    + e.getSQLState()
                    + ").",
                "export",
                "It is tried again; the server's own log says more.")));
  }

  /** A copy was left in its middle: the connection is cut, and not used again. */
  void breakOff() {
    brokenOff = true;
  }

  @Override
  public void close() {
    try (connection) {
      if (brokenOff) {
        connection.abort(Runnable::run);
      }
      // Of a connection that was cut, this tells the pool so.
      connection.rollback();
    } catch (SQLException e) {
      // Nothing was written.
    }
  }
}
