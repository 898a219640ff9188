package ai.coditect.ops.check.database;

import ai.coditect.ops.database.Sql;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the server is doing, measured from here. */
final class LoadStore {
  private static final Sql DESCRIBE_LOAD = Sql.file("check/describe_load");
  private static final Sql READ_CLOCK = Sql.file("check/read_clock");
  private static final Sql LONG_TRANSACTIONS = Sql.file("check/find_long_transactions");
  private static final Sql SEES_OTHERS = Sql.file("check/sees_other_sessions");
  private static final Sql BLOAT = Sql.file("check/describe_bloat");

  private final DataSource source;
  private final JdbcClient jdbc;

  LoadStore(DataSource source) {
    this.source = source;
    this.jdbc = JdbcClient.create(source);
  }

  /** What was measured, the shortest first. */
  record Measured(List<Duration> each) {
    Measured {
      each = each.stream().sorted(Comparator.naturalOrder()).toList();
    }

    Duration median() {
      return each.get(each.size() / 2);
    }
  }

  record Load(long inUse, long most) {}

  /** What the server's clock said between two instants of this machine's. */
  record Clocks(Instant before, Instant there, Instant after) {}

  record LongTransaction(int pid, String login, String application, String state, long seconds) {}

  record Bloat(String name, long live, long dead, long updated, long inPlace) {}

  Load load() {
    return jdbc.sql(DESCRIBE_LOAD.text()).query(Load.class).single();
  }

  /** Asks for the time and nothing else, on a connection that is open. */
  Clocks clocks(Clock clock) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      // The first one pays for what the connection has not done yet.
      statement.execute(READ_CLOCK.text());
      Instant before = clock.instant();
      try (ResultSet row = statement.executeQuery(READ_CLOCK.text())) {
        Instant after = clock.instant();
        row.next();
        return new Clocks(before, row.getObject(1, OffsetDateTime.class).toInstant(), after);
      }
    }
  }

  List<LongTransaction> longTransactions(Duration longer) {
    return jdbc.sql(LONG_TRANSACTIONS.text())
        .param("longer", longer.toSeconds() + " seconds")
        .query(LongTransaction.class)
        .list();
  }

  boolean seesOthers() {
    return jdbc.sql(SEES_OTHERS.text()).query(Boolean.class).single();
  }

  List<Bloat> bloat(long least) {
    return jdbc.sql(BLOAT.text()).param("least", least).query(Bloat.class).list();
  }

  /** How long a connection takes that nobody has opened before. */
  Measured connecting(int times) throws SQLException {
    List<Duration> each = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      long begun = System.nanoTime();
      fresh().close();
      each.add(Duration.ofNanos(System.nanoTime() - begun));
    }
    return new Measured(each);
  }

  /** How long the smallest question takes on a connection that is open. */
  Measured asking(int times) throws SQLException {
    List<Duration> each = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      // The first one pays for what the connection has not done yet.
      for (int i = -1; i < times; i++) {
        long begun = System.nanoTime();
        statement.execute("values (1)");
        if (i >= 0) {
          each.add(Duration.ofNanos(System.nanoTime() - begun));
        }
      }
    }
    return new Measured(each);
  }

  private Connection fresh() throws SQLException {
    if (!(source instanceof HikariDataSource pool)) {
      return source.getConnection();
    }
    Properties properties = new Properties();
    properties.putAll(pool.getDataSourceProperties());
    put(properties, "user", pool::getUsername);
    put(properties, "password", pool::getPassword);
    return DriverManager.getConnection(pool.getJdbcUrl(), properties);
  }

  private static void put(Properties properties, String name, Supplier<String> value) {
    String said = value.get();
    if (said != null) {
      properties.put(name, said);
    }
  }
}
