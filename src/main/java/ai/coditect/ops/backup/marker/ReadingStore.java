package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.database.ReadOnlySnapshot;
import ai.coditect.ops.database.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One transaction that only reads and sees one instant of a database: the same questions are asked
 * by the marker and, in a copy, by the examination. Names are found in {@code pg_catalog} only.
 */
public final class ReadingStore implements AutoCloseable {
  private static final Sql BEGIN = Sql.file("backup/begin_reading");
  private static final Sql LEAVE_PROCESSORS = Sql.file("backup/leave_processors");
  private static final Sql LIST_STRUCTURE = Sql.file("backup/list_structure");
  private static final Sql HAS_TENANT_HISTORY = Sql.file("backup/has_tenant_history");
  private static final Sql LIST_TENANT_MIGRATIONS = Sql.file("backup/list_tenant_migrations");
  private static final Sql COMPOSE_FIGURES = Sql.file("backup/compose_figures");
  private static final Sql COMPOSE_TAILS = Sql.file("backup/compose_tails");
  private static final Sql COMPOSE_ANSWER = Sql.file("backup/compose_answer");
  private static final Sql LIST_SEQUENCES = Sql.file("backup/list_sequences");

  private final Connection connection;
  private final JdbcClient jdbc;
  private final Snapshot snapshot;

  /** Which instant of which database is read. */
  public record Snapshot(
      String text, int serverVersion, UUID database, String schemaVersion, Instant at) {}

  /** A table of the tenants and the statement that counts and fingerprints it by tenant. */
  record Composed(MarkerContent.Table table, String statement) {}

  private ReadingStore(Connection connection, Duration longest) {
    this.connection = connection;
    this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    this.snapshot =
        jdbc.sql(BEGIN.text())
            .param("timeout", Long.toString(longest.toMillis()))
            .query(
                (row, n) ->
                    new Snapshot(
                        row.getString("snapshot"),
                        row.getInt("server_version"),
                        row.getObject("database_id", UUID.class),
                        row.getString("schema_version"),
                        row.getObject("instant", OffsetDateTime.class).toInstant()))
            .single();
  }

  /**
   * @param longest how long one statement may take
   */
  public static ReadingStore open(DataSource database, Duration longest) {
    try {
      Connection connection = ReadOnlySnapshot.open(database, longest);
      try {
        return new ReadingStore(connection, longest);
      } catch (RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("open a snapshot", null, e);
    }
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /**
   * From now on no statement has the server work in parallel, on a database that tenants use: with
   * two processors in all, two workers of one statement keep everybody waiting.
   */
  void leaveProcessorsToTenants() {
    jdbc.sql(LEAVE_PROCESSORS.text()).query(String.class).single();
  }

  /** For questions of one's own in the same snapshot. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Does something that may fail: then the snapshot can be read on all the same. */
  public void attempt(Runnable work) {
    try {
      Connection driver = (Connection) connection.unwrap(PGConnection.class);
      Savepoint savepoint = driver.setSavepoint();
      try {
        work.run();
        driver.releaseSavepoint(savepoint);
      } catch (RuntimeException e) {
        driver.rollback(savepoint);
        throw e;
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("read on", null, e);
    }
  }

  /** Lines by kind, sorted. */
  public SortedMap<String, List<String>> structure() {
    SortedMap<String, List<String>> structure = new TreeMap<>();
    jdbc.sql(LIST_STRUCTURE.text())
        .query(
            row -> {
              structure
                  .computeIfAbsent(row.getString("kind"), kind -> new ArrayList<>())
                  .add(row.getString("line"));
            });
    if (jdbc.sql(HAS_TENANT_HISTORY.text()).query(Boolean.class).single()) {
      structure
          .computeIfAbsent("migrations", kind -> new ArrayList<>())
          .addAll(jdbc.sql(LIST_TENANT_MIGRATIONS.text()).query(String.class).list());
    }
    return structure;
  }

  List<Composed> tables() {
    return jdbc.sql(COMPOSE_FIGURES.text())
        .query(
            (row, n) ->
                new Composed(
                    new MarkerContent.Table(
                        row.getString("name"),
                        row.getString("tenant"),
                        List.of((String[]) row.getArray("columns").getArray()),
                        row.getString("expressions"),
                        row.getString("keys"),
                        row.getLong("filenode"),
                        row.getBoolean("has_birth"),
                        row.getBoolean("has_touch"),
                        0,
                        0),
                    row.getString("statement")))
        .list();
  }

  /**
   * @param most how many of the newest entries of each table
   */
  List<MarkerContent.Tail> tails(int most) {
    List<MarkerContent.Tail> tails = new ArrayList<>();
    jdbc.sql(COMPOSE_TAILS.text())
        .param("most", most)
        .query(
            row -> {
              String name = row.getString("name");
              String key = row.getString("key");
              String expressions = row.getString("expressions");
              tails.add(
                  jdbc.sql(row.getString("statement"))
                      .query(
                          (found, n) ->
                              new MarkerContent.Tail(
                                  name,
                                  key,
                                  expressions,
                                  found.getLong("first"),
                                  found.getLong("last"),
                                  found.getLong("row_count"),
                                  found.getBigDecimal("fingerprint").toPlainString()))
                      .single());
            });
    return tails;
  }

  /** The last value of each sequence that this session may read and that has been used. */
  public SortedMap<String, Long> sequences() {
    SortedMap<String, Long> sequences = new TreeMap<>();
    jdbc.sql(LIST_SEQUENCES.text())
        .query(
            row -> {
              sequences.put(row.getString("name"), row.getLong("last_value"));
            });
    return sequences;
  }

  /**
   * Streams the rows of a composed query, each as its columns in text. A copy, because it lets the
   * server work in parallel and keeps no result in memory, which a cursor and a plain query do not.
   */
  public void stream(String query, Consumer<String[]> rows) {
    try {
      CopyOut copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("copy (" + query + ") to stdout");
      try {
        for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
          rows.accept(new String(line, StandardCharsets.UTF_8).stripTrailing().split("\t", -1));
        }
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("count rows", null, e);
    }
  }

  /**
   * Asks a check file; that it fails is an answer too. Past the pool, which gives a connection up
   * for some errors of a statement.
   */
  public CheckAnswer answer(CheckFile check) {
    String composed =
        jdbc.sql(COMPOSE_ANSWER.text())
            .param("statement", check.statement())
            .query(String.class)
            .single();
    try {
      Connection driver = (Connection) connection.unwrap(PGConnection.class);
      Savepoint savepoint = driver.setSavepoint();
      try (Statement statement = driver.createStatement()) {
        statement.execute("set local statement_timeout = " + check.timeout().toMillis());
        try (ResultSet found = statement.executeQuery(composed)) {
          return read(check, found);
        }
      } catch (SQLException e) {
        return CheckAnswer.failed(
            check.name(), "the statement failed (SQLSTATE " + e.getSQLState() + ")");
      } finally {
        driver.rollback(savepoint);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("ask a check file", null, e);
    }
  }

  /** No texts: one could be somebody's name. */
  private static CheckAnswer read(CheckFile check, ResultSet found) throws SQLException {
    if (found.getMetaData().getColumnCount() != 1) {
      return CheckAnswer.failed(check.name(), "the statement does not answer with one column");
    }
    if (!found.next()) {
      return CheckAnswer.of(check.name(), Optional.empty());
    }
    Optional<String> value;
    switch (found.getMetaData().getColumnType(1)) {
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC ->
          value = Optional.ofNullable(found.getBigDecimal(1)).map(n -> n.toPlainString());
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          value =
              Optional.ofNullable(found.getObject(1, OffsetDateTime.class))
                  .map(at -> at.toInstant().toString());
      case Types.BIT, Types.BOOLEAN -> {
        boolean yes = found.getBoolean(1);
        value = found.wasNull() ? Optional.empty() : Optional.of(Boolean.toString(yes));
      }
      default -> {
        return CheckAnswer.failed(
            check.name(), "the statement answers with neither number, timestamptz nor boolean");
      }
    }
    return found.next()
        ? CheckAnswer.failed(check.name(), "the statement answers with more than one row")
        : CheckAnswer.of(check.name(), value);
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      // Nothing was written.
    }
  }
}
