package ai.coditect.ops.local;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Sessions of a test's own that are used again: whoever waits for a row asks some fifty times a
 * second, and to begin a session costs the server more than the question. Few are kept, over all
 * databases.
 */
final class KeptConnections {
  private static final int KEPT = 6;
  private static final int SECONDS_TO_ANSWER = 5;

  private record Kept(String database, Connection session) {}

  private final Deque<Kept> idle = new ArrayDeque<>();

  /** Sessions on this database, as the source makes them. */
  DataSource of(String database, DataSource source) {
    return new AbstractDataSource() {
      @Override
      public Connection getConnection() throws SQLException {
        Connection session = take(database);
        return lend(database, session == null ? source.getConnection() : session);
      }

      @Override
      public Connection getConnection(String user, String password) throws SQLException {
        return source.getConnection(user, password);
      }
    };
  }

  /** Ends those on this database: nobody can copy one that somebody is connected to. */
  synchronized void end(String database) {
    for (Iterator<Kept> each = idle.iterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.database().equals(database)) {
        each.remove();
        close(kept.session());
      }
    }
  }

  private Connection take(String database) throws SQLException {
    for (Connection session = poll(database); session != null; session = poll(database)) {
      // A test may have ended it at the server.
      if (session.isValid(SECONDS_TO_ANSWER)) {
        return session;
      }
      close(session);
    }
    return null;
  }

  private synchronized Connection poll(String database) {
    for (Iterator<Kept> each = idle.iterator(); each.hasNext(); ) {
      Kept kept = each.next();
      if (kept.database().equals(database)) {
        each.remove();
        return kept.session();
      }
    }
    return null;
  }

  private Connection lend(String database, Connection session) {
    AtomicBoolean returned = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                if (returned.compareAndSet(false, true)) {
                  takeBack(database, session);
                }
                return null;
              }
              if (method.getName().equals("isClosed") && returned.get()) {
                return true;
              }
              try {
                return method.invoke(session, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void takeBack(String database, Connection session) {
    try {
      if (!session.isClosed()) {
        if (!session.getAutoCommit()) {
          session.rollback();
          session.setAutoCommit(true);
        }
        try (Statement statement = session.createStatement()) {
          // Roles, settings, locks: the next one begins as in a new session.
          statement.execute("discard all");
        }
        keep(new Kept(database, session));
      }
    } catch (SQLException e) {
      close(session);
    }
  }

  private synchronized void keep(Kept kept) {
    idle.addFirst(kept);
    if (idle.size() > KEPT) {
      close(idle.removeLast().session());
    }
  }

  private static void close(Connection session) {
    try {
      session.close();
    } catch (SQLException e) {
      // It ends one way or another.
    }
  }
}
