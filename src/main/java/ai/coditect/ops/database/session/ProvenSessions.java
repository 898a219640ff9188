package ai.coditect.ops.database.session;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.session.Pooling.Seen;
import ai.coditect.ops.database.session.SessionPolicy.Session;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Sessions that are what the worker takes them for; any other is closed, and a {@link
 * RefusalException} is the cause of the error that says so. Costs one question a connection.
 */
final class ProvenSessions extends DelegatingDataSource {
  private static final Sql DESCRIBE_SESSION = Sql.file("database/describe_session");

  private volatile boolean keepsSessions;

  ProvenSessions(DataSource driver) {
    super(driver);
  }

  @Override
  public Connection getConnection() throws SQLException {
    return proven(() -> super.getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return proven(() -> super.getConnection(user, password));
  }

  private interface Opening {
    Connection open() throws SQLException;
  }

  private Connection proven(Opening opening) throws SQLException {
    Connection session = open(opening);
    try {
      List<Problem> problems = problems(session, opening);
      if (!problems.isEmpty()) {
        throw refused(problems, null);
      }
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static Connection open(Opening opening) throws SQLException {
    try {
      return opening.open();
    } catch (SQLException e) {
      if (Pooling.takesNoOptions(e)) {
        throw refused(
            List.of(
                new Problem(
                    "Session settings cannot be asked for: what answers takes no startup parameter"
                        + " named options, as pgbouncer.",
                    SessionPolicy.WHERE,
                    "Connect to PostgreSQL itself, not to the pooler (Cloud SQL: port 5432).")),
            e);
      }
      throw e;
    }
  }

  private List<Problem> problems(Connection session, Opening opening) throws SQLException {
    List<Problem> problems = new ArrayList<>();
    if (!keepsSessions) {
      Seen seen = Pooling.look(session, new Others(opening));
      Pooling.problem(seen).ifPresent(problems::add);
      // Where no second session was to be had, the next connection is looked at again.
      keepsSessions = seen == Seen.NO_POOLER || seen == Seen.WHOLE_SESSIONS;
    }
    problems.addAll(SessionPolicy.problems(describe(session)));
    return problems;
  }

  private static Session describe(Connection session) {
    List<String> names = SessionPolicy.names();
    return JdbcClient.create(new SingleConnectionDataSource(session, true))
        .sql(DESCRIBE_SESSION.text())
        .param("names", names.toArray(String[]::new))
        .query(
            (row, number) ->
                new Session(
                    row.getInt("backend"),
                    row.getString("login"),
                    row.getString("database"),
                    row.getString("first_schema"),
                    settings(names, row)))
        .single();
  }

  private static Map<String, String> settings(List<String> names, ResultSet row)
      throws SQLException {
    String[] values = (String[]) row.getArray("settings").getArray();
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      settings.put(names.get(i), values[i]);
    }
    return settings;
  }

  private static SQLException refused(List<Problem> problems, @Nullable SQLException reason) {
    RefusalException refusal = new RefusalException(problems);
    if (reason != null) {
      refusal.addSuppressed(reason);
    }
    return new SQLException(problems.get(0).what(), refusal);
  }

  /** The same sessions, before they are proven. */
  private static final class Others extends DelegatingDataSource {
    private final Opening opening;

    Others(Opening opening) {
      this.opening = opening;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return opening.open();
    }
  }
}
