package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.WorkerMeter;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.Timestamps;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every connection of a worker's pool is taken: it still tells what it is like itself. */
class TakenConnectionsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");
  private static final int WELL = 2;
  private static final int TAKEN = 12;
  private static final int CONNECTIONS = 5;

  @Test
  void a_workers_own_points_all_arrive_and_no_age_is_made_younger() throws Exception {
    SteppedClock clock = new SteppedClock(START);
    try (HikariDataSource pool = pool();
        LocalMonitoring service = LocalMonitoring.start(clock);
        SteppedWorker worker =
            new SteppedWorker("taken", pool, () -> connections(pool), service, clock)) {
      pass(WELL, worker, clock);
      List<Connection> taken = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        taken.add(pool.getConnection());
      }
      pass(TAKEN, worker, clock);
      for (Connection each : taken) {
        each.close();
      }
      List<Instant> minutes =
          IntStream.range(0, WELL + TAKEN)
              .mapToObj(minute -> START.plus(SteppedWorker.MINUTE.multipliedBy(minute)))
              .toList();
      for (String figure : ofProcess()) {
        assertThat(points(service, figure)).as(figure).extracting(this::end).isEqualTo(minutes);
      }
      assertThat(points(service, "process_connections_used"))
          .extracting(point -> point.getValue().getInt64Value())
          .endsWith(5L)
          .filteredOn(used -> used == CONNECTIONS)
          .hasSize(TAKEN);
      pass(1, worker, clock);
      // The last lead outlives the last reading by a minute: what it told then waited with its age.
      List<Point> ages = points(service, "collection_age", "outbox_oldest");
      assertThat(ages)
          .extracting(this::end)
          .containsExactly(
              minutes.get(0),
              minutes.get(1),
              minutes.get(WELL),
              START.plus(SteppedWorker.MINUTE.multipliedBy(WELL + TAKEN)));
      assertThat(ages)
          .extracting(point -> point.getValue().getDoubleValue())
          .containsExactly(0.0, 0.0, 60.0, 0.0);
      assertThat(service.refusedPoints()).isEmpty();
    }
  }

  private static void pass(int minutes, SteppedWorker worker, SteppedClock clock) {
    for (int minute = 0; minute < minutes; minute++) {
      worker.look();
      clock.step(SteppedWorker.MINUTE);
    }
  }

  private static HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setDataSource(DATABASE.as(LocalPostgres.WORKER));
    pool.setMaximumPoolSize(CONNECTIONS);
    pool.setConnectionTimeout(Duration.ofMillis(250).toMillis());
    return pool;
  }

  private static Connections connections(HikariDataSource pool) {
    return new Connections(
        pool.getHikariPoolMXBean().getActiveConnections(),
        pool.getHikariPoolMXBean().getThreadsAwaitingConnection(),
        CONNECTIONS);
  }

  private static List<String> ofProcess() {
    return MetricFileStore.read(Optional.empty()).files().stream()
        .filter(file -> file.isOf(WorkerMeter.PROCESS))
        .flatMap(file -> file.figures().stream())
        .map(figure -> figure.name())
        .toList();
  }

  private static List<Point> points(LocalMonitoring service, String figure) {
    return points(service, figure, "");
  }

  private static List<Point> points(LocalMonitoring service, String figure, String label) {
    List<TimeSeries> series =
        service.series(Measurement.PREFIX + figure).stream()
            .filter(each -> label.isEmpty() || each.getMetric().getLabelsMap().containsValue(label))
            .toList();
    assertThat(series).as(figure).hasSize(1);
    return series.get(0).getPointsList();
  }

  private Instant end(Point point) {
    return Instant.ofEpochMilli(Timestamps.toMillis(point.getInterval().getEndTime()));
  }
}
