package ai.coditect.ops.bench;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** One way to let every due license expire. */
enum Contestant {
  /** The worker's own run, through its one door, with the packaged job file; without its start. */
  WORKER(BenchServer.Layout.OURS) {
    @Override
    Duration expire(Database database, Instant asOf) {
      try (var context =
          WorkerStart.start(
              InProcessWorker.Worker.class,
              OpsEnvironment.read(
                  WorkerCommand.environment(database), EnumSet.of(OpsEnvironment.Need.DATABASE)),
              WorkerStart.Shape.ONE_SHOT,
              false)) {
        RunRequest request =
            new RunRequest(
                "license-expiry",
                UUID.randomUUID().toString(),
                RunRequest.Origin.COMMAND,
                Optional.of(asOf),
                Map.of(),
                false);
        JobRunner door = context.getBean(JobRunner.class);
        long start = System.nanoTime();
        RunResult result = door.run(request);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (result.outcome() != RunResult.Ending.DONE) {
          throw new IllegalStateException(result.toString());
        }
        return took;
      }
    }
  },

  /** Windows of the heap over two connections, one statement and one commit each. */
  CHUNKED_SQL(BenchServer.Layout.OURS) {
    @Override
    Duration expire(Database database, Instant asOf) throws SQLException {
      UUID run = UUID.randomUUID();
      List<Connection> connections = List.of(connect(database, run), connect(database, run));
      long start = System.nanoTime();
      long blocks = blocks(connections.get(0));
      AtomicLong next = new AtomicLong();
      List<CompletableFuture<Void>> workers = new ArrayList<>();
      for (Connection connection : connections) {
        workers.add(CompletableFuture.runAsync(() -> windows(connection, run, asOf, next, blocks)));
      }
      workers.forEach(CompletableFuture::join);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      for (Connection connection : connections) {
        connection.close();
      }
      return took;
    }
  },

  /** Everything in one statement, on the layout that everybody writes. */
  ONE_STATEMENT(BenchServer.Layout.EVERYDAY) {
    @Override
    Duration expire(Database database, Instant asOf) throws SQLException {
      UUID run = UUID.randomUUID();
      try (Connection connection = connect(database, run);
          PreparedStatement all = connection.prepareStatement(BenchServer.file("expire_at_once"))) {
        all.setString(1, asOf.toString());
        for (int i = 2; i <= 3; i++) {
          all.setObject(i, run);
        }
        long start = System.nanoTime();
        all.executeQuery().close();
        return Duration.ofNanos(System.nanoTime() - start);
      }
    }
  };

  private static final long WINDOW = Long.getLong("bench.window", 700);

  private final BenchServer.Layout layout;

  Contestant(BenchServer.Layout layout) {
    this.layout = layout;
  }

  BenchServer.Layout layout() {
    return layout;
  }

  abstract Duration expire(Database database, Instant asOf) throws SQLException;

  private static Connection connect(Database database, UUID run) throws SQLException {
    Connection connection = database.as(LocalPostgres.WORKER).getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute("set ops.run_id = '" + run + "'");
    }
    return connection;
  }

  private static long blocks(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select pg_relation_size('coditect_shared.licenses') / 8192")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void windows(
      Connection connection, UUID run, Instant asOf, AtomicLong next, long blocks) {
    try (PreparedStatement window =
        connection.prepareStatement(BenchServer.file("expire_window"))) {
      for (long from = next.getAndAdd(WINDOW); from < blocks; from = next.getAndAdd(WINDOW)) {
        window.setString(1, "(" + from + ",0)");
        window.setString(2, "(" + (from + WINDOW) + ",0)");
        window.setString(3, asOf.toString());
        for (int i = 4; i <= 5; i++) {
          window.setObject(i, run);
        }
        window.executeQuery().close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
