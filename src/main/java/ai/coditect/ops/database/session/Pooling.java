package ai.coditect.ops.database.session;

import ai.coditect.ops.database.Sql;
import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * Whether a pooler gives one session of the server to several of its clients in turn. A pooler
 * tells a client a number of its own where the server tells that of its process; only then is it
 * looked at more closely, by a second connection.
 */
public final class Pooling {
  private static final Sql READ_BACKEND = Sql.file("database/read_backend");
  private static final int ROUNDS = 3;

  /** A pooler that has no session to give may let a client wait for minutes. */
  private static final int PATIENCE_MILLIS = 3_000;

  private static final Problem SHARED =
      new Problem(
          "Transaction pooling: what answers gives each transaction another session of the server, so"
              + " time-outs, locks and prepared statements would not be the worker's own.",
          SessionPolicy.WHERE,
          "Connect to PostgreSQL itself, not to the pooler (Cloud SQL: port 5432), or let the pooler keep"
              + " sessions for this login: pool_mode=session.");

  /** What became of the look. */
  enum Seen {
    NO_POOLER,
    WHOLE_SESSIONS,
    SHARED_SESSIONS,
    /** It gave no second session in time. */
    UNKNOWN
  }

  private Pooling() {}

  /** What speaks against a database whose sessions are shared; empty when nothing is known to. */
  public static Optional<Problem> problem(DataSource database) throws SQLException {
    try (Connection first = database.getConnection()) {
      return problem(look(first, database));
    }
  }

  static Optional<Problem> problem(Seen seen) {
    return seen == Seen.SHARED_SESSIONS ? Optional.of(SHARED) : Optional.empty();
  }

  /** Whether what was refused is the startup parameter that carries the settings. */
  static boolean takesNoOptions(SQLException failure) {
    return says(failure, "unsupported startup parameter");
  }

  static Seen look(Connection first, DataSource others) throws SQLException {
    int backend = backend(first);
    if (!first.isWrapperFor(PGConnection.class)
        || first.unwrap(PGConnection.class).getBackendPID() == backend) {
      return Seen.NO_POOLER;
    }
    try (Connection second = open(others)) {
      second.setNetworkTimeout(Runnable::run, PATIENCE_MILLIS);
      for (int round = 0; round < ROUNDS; round++) {
        second.setAutoCommit(false);
        // What it is given now it keeps for the transaction, and gives back first afterwards.
        if (backend(second) == backend || backend(first) != backend) {
          return Seen.SHARED_SESSIONS;
        }
        second.rollback();
        if (backend(first) != backend) {
          return Seen.SHARED_SESSIONS;
        }
      }
      return Seen.WHOLE_SESSIONS;
    } catch (SQLException e) {
      return says(e, "statement pooling") ? Seen.SHARED_SESSIONS : Seen.UNKNOWN;
    }
  }

  /** In time, or not: one that comes later is closed. */
  private static Connection open(DataSource others) throws SQLException {
    CompletableFuture<Connection> opening = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Connection opened = others.getConnection();
                if (!opening.complete(opened)) {
                  opened.close();
                }
              } catch (SQLException | RuntimeException e) {
                opening.completeExceptionally(e);
              }
            },
            "second-session");
    thread.setDaemon(true);
    thread.start();
    try {
      return opening.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof SQLException refused
          ? refused
          : new SQLException("no second session", e.getCause());
    }
  }

  private static int backend(Connection session) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(READ_BACKEND.text())) {
      row.next();
      return row.getInt(1);
    }
  }

  /** No server says so, and poolers have one SQLSTATE for everything. */
  private static boolean says(SQLException failure, String words) {
    return Causes.first(failure, PSQLException.class)
        .map(PSQLException::getServerErrorMessage)
        .map(server -> String.valueOf(server.getMessage()).contains(words))
        .orElse(false);
  }
}
