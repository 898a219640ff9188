package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.database.ReadOnlySnapshot;
import ai.coditect.ops.database.Sql;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.job.silence.JobStanding;
import ai.coditect.ops.job.silence.SilenceStore;
import ai.coditect.ops.metrics.collect.Answered.NotAnswered;
import ai.coditect.ops.metrics.figure.AnsweredRow;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFile.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One transaction that only reads, on one connection, which metric files are asked in. */
final class FigureStore implements FigureSession {
  private static final Sql BEGIN = Sql.file("metrics/begin_collection");
  private static final Sql LIMIT = Sql.file("metrics/limit_statement");
  private static final Sql IS_MEMBER = Sql.file("metrics/is_member");
  private static final Sql LIMIT_ANSWER = Sql.file("metrics/limit_answer");

  /** Rows of one answer that are read; what an answer by id has beyond is counted as too many. */
  static final int MOST_ROWS = 100_000;

  private static final String TIMED_OUT = "57014";
  private static final Set<String> REFUSALS = Set.of("42501", "25006");
  private final Connection connection;
  private final Connection driver;
  private final JdbcClient jdbc;
  private final SilenceStore silences;

  private FigureStore(Connection connection, Duration longest) throws SQLException {
    this.connection = connection;
    // Past the pool, which gives a connection up for some errors of a statement.
    this.driver = (Connection) connection.unwrap(PGConnection.class);
    this.jdbc = JdbcClient.create(new SingleConnectionDataSource(driver, true));
    this.silences = new SilenceStore(jdbc);
    jdbc.sql(BEGIN.text())
        .param("idle", Long.toString(longest.plusSeconds(5).toMillis()))
        .query((row, n) -> true)
        .single();
  }

  /**
   * @param longest how long the whole collection may take
   */
  static FigureStore open(DataSource database, Duration longest) {
    try {
      Connection connection = ReadOnlySnapshot.open(database, longest);
      try {
        return new FigureStore(connection, longest);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("open a snapshot", null, e);
    }
  }

  @Override
  public Answered ask(Query query, Optional<String> settings, Instant now) {
    if (query.needs().isPresent() && !isMember(query.needs().get())) {
      return new NotAnswered(
          FigureResult.REFUSED, "the worker is no member of " + query.needs().get());
    }
    return apart(query.timeout(), () -> rows(query, settings, now), failed -> failed);
  }

  @Override
  public Optional<NotAnswered> jobs(
      List<Expected> expected, Duration timeout, Consumer<JobStanding> standing) {
    return apart(
        timeout,
        () -> {
          silences.standings(expected).forEach(standing);
          return Optional.empty();
        },
        Optional::of);
  }

  /** One question that leaves nothing behind, however it ends: the next finds the same snapshot. */
  private <T> T apart(Duration timeout, Supplier<T> question, Function<NotAnswered, T> failed) {
    try {
      Savepoint savepoint = driver.setSavepoint();
      try {
        limit(timeout);
        return question.get();
      } catch (DataAccessException e) {
        return failed.apply(failure(e));
      } finally {
        driver.rollback(savepoint);
        driver.releaseSavepoint(savepoint);
      }
    } catch (SQLException e) {
      throw new UncategorizedSQLException("ask in a snapshot", null, e);
    }
  }

  private Answered rows(Query query, Optional<String> settings, Instant now) {
    String statement =
        jdbc.sql(LIMIT_ANSWER.text())
            .param("statement", query.statement())
            .param("most", MOST_ROWS + 1)
            .query(String.class)
            .single();
    List<AnsweredRow> rows = new ArrayList<>();
    Optional<String> wrong =
        jdbc.sql(statement)
            .param("now", now.atOffset(ZoneOffset.UTC))
            .param("settings", settings.orElse("{}"))
            .query(
                found -> {
                  Optional<String> shape = AnswerRowStore.wrongShape(found.getMetaData());
                  while (shape.isEmpty() && found.next() && rows.size() <= MOST_ROWS) {
                    rows.add(AnswerRowStore.row(found));
                  }
                  return shape;
                });
    if (wrong.isPresent()) {
      return new NotAnswered(FigureResult.FAILED, wrong.get());
    }
    boolean cut = rows.size() > MOST_ROWS;
    return new Answered.Rows(cut ? rows.subList(0, MOST_ROWS) : rows, cut);
  }

  /** The server's message may quote a row, so its code has to do. */
  private static NotAnswered failure(DataAccessException e) {
    String code =
        e.getMostSpecificCause() instanceof SQLException cause && cause.getSQLState() != null
            ? cause.getSQLState()
            : "";
    if (code.startsWith("08") || code.startsWith("57P")) {
      throw e;
    }
    if (code.equals(TIMED_OUT)) {
      return new NotAnswered(FigureResult.TIMEOUT, "it took longer than its timeout");
    }
    if (REFUSALS.contains(code)) {
      return new NotAnswered(
          FigureResult.REFUSED,
          code.equals("25006") ? "it writes" : "the worker may not read what it reads");
    }
    return new NotAnswered(
        FigureResult.FAILED,
        code.isEmpty() ? "it asks for an unknown parameter" : "it failed, SQLSTATE " + code);
  }

  private boolean isMember(String role) {
    return jdbc.sql(IS_MEMBER.text()).param("role", role).query(Boolean.class).single();
  }

  private void limit(Duration timeout) {
    jdbc.sql(LIMIT.text())
        .param("millis", Long.toString(timeout.toMillis()))
        .query(String.class)
        .single();
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
