package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tenants at work under their policies: 300 transactions a second on 10 connections, started by
 * the clock whether or not the one before has ended, so that a stall counts for all who wait.
 */
final class TenantLoad implements AutoCloseable {
  private static final int CONNECTIONS = 10;
  private static final long INTERVAL_NANOS = 1_000_000_000L / 300;
  private static final long LONG_WAIT_MILLIS = 200;

  private static final List<String> MIX =
      List.of(
          "read",
          "read",
          "read",
          "read",
          "person",
          "person",
          "activate",
          "activate",
          "project",
          "rename");

  private record Tenant(
      String organization, String license, String user, String username, String project) {}

  /**
   * @param longLockWaits waits for a lock of more than 200 ms, of anybody
   */
  record Latencies(int transactions, double p50, double p99, double most, int longLockWaits) {}

  private final Database database;
  private final List<Tenant> tenants;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<String> longWaits = new ConcurrentLinkedQueue<>();
  private volatile long begin;
  private volatile boolean counting;
  private volatile boolean ended;

  private TenantLoad(Database database, List<Tenant> tenants) {
    this.database = database;
    this.tenants = tenants;
  }

  /** Starts, and returns when every connection has done its work for a while. */
  static TenantLoad start(Database database, Duration warmUp) throws InterruptedException {
    List<Tenant> tenants =
        JdbcClient.create(database.asSuperuser())
            .sql(BenchServer.file("list_tenants"))
            .query(
                (row, n) ->
                    new Tenant(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5)))
            .list();
    TenantLoad load = new TenantLoad(database, tenants);
    load.begin = System.nanoTime();
    for (int i = 0; i < CONNECTIONS; i++) {
      load.go(load::transactions);
    }
    load.go(load::watchLocks);
    Thread.sleep(warmUp.toMillis());
    return load;
  }

  private interface Work {
    void run() throws SQLException;
  }

  private void go(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (SQLException | RuntimeException e) {
                failures.add(e.toString());
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** From now on transactions count. */
  void count() {
    counting = true;
  }

  Latencies end() throws InterruptedException {
    counting = false;
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.toString());
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    int waits = (int) longWaits.stream().distinct().count();
    return new Latencies(
        sorted.length, millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1), waits);
  }

  private static double millis(long[] sorted, double share) {
    int index = (int) Math.min(sorted.length - 1L, (long) (sorted.length * share));
    return sorted.length == 0 ? 0 : sorted[index] / 1e6;
  }

  private void transactions() throws SQLException {
    try (Connection connection = database.as(LocalPostgres.APP).getConnection()) {
      connection.setAutoCommit(false);
      while (!ended) {
        long number = next.getAndIncrement();
        long due = begin + number * INTERVAL_NANOS;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        boolean counts = counting;
        // Scrambled, so that neighbours in time are no neighbours on a page.
        Tenant tenant = tenants.get((int) (number * 7919 % tenants.size()));
        transaction(connection, tenant, MIX.get((int) (number % MIX.size())), number);
        if (counts) {
          nanos.add(System.nanoTime() - due);
        }
      }
    }
  }

  private static void transaction(Connection connection, Tenant tenant, String kind, long number)
      throws SQLException {
    execute(
        connection,
        "select set_config('app.current_organization_id', ?, true)",
        tenant.organization());
    switch (kind) {
      case "read" ->
          execute(
              connection,
              "select * from coditect_shared.licenses where id = cast(? as uuid)",
              tenant.license());
      case "person" ->
          execute(
              connection,
              "select * from coditect_shared.users where username = ?",
              tenant.username());
      case "activate" ->
          execute(
              connection,
              "update coditect_shared.licenses set activation_count = activation_count + 1 where id = cast(? as uuid)",
              tenant.license());
      case "project" ->
          execute(
              connection,
              "insert into coditect_shared.projects (organization_id, owner_id, name, slug)"
                  + " values (cast(? as uuid), cast(? as uuid), 'Project', ?)",
              tenant.organization(),
              tenant.user(),
              "load-" + number);
      default ->
          execute(
              connection,
              "update coditect_shared.projects set name = 'Renamed' where id = cast(? as uuid)",
              tenant.project());
    }
    connection.commit();
  }

  private static void execute(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.execute();
    }
  }

  private void watchLocks() throws SQLException {
    try (Connection connection = database.asSuperuser().getConnection();
        PreparedStatement waiting =
            connection.prepareStatement(
                "select pid || ' ' || waitstart from pg_locks where not granted"
                    + " and clock_timestamp() - waitstart > ? * interval '1 millisecond'")) {
      waiting.setLong(1, LONG_WAIT_MILLIS);
      while (!ended) {
        try (ResultSet rows = waiting.executeQuery()) {
          while (rows.next()) {
            longWaits.add(rows.getString(1));
          }
        }
        LockSupport.parkNanos(LONG_WAIT_MILLIS * 1_000_000 / 4);
      }
    }
  }

  @Override
  public void close() {
    ended = true;
  }
}
