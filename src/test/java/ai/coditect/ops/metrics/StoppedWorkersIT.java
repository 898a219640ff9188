package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.metrics.alert.ShippedRules;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import io.grpc.Status;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole workers in real time, ten seconds of which stand for a minute: whatever stops, the alert
 * for it speaks and no other. All at once, since most of it is waiting.
 */
@Tag("campaign")
class StoppedWorkersIT {
  private static final String EVERY_INTERVAL = "0/10 * * * * ?";

  /** So long after a slot a run is not yet missed, and so long a miss has to last. */
  private static final Duration GRACE = Duration.ofMinutes(2);

  private static final int OVERDUE_FOR = 3;
  private static final int INTERVALS = 2;

  /**
   * A look of a worker comes up to a quarter of an interval late, and then some on a busy machine.
   */
  private static final int LATE = 1;

  @TempDir private Path directory;
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final List<AutoCloseable> open = new ArrayList<>();
  private ShippedRules rules;

  @BeforeEach
  void read() throws Exception {
    rules = ShippedRules.orSkip(directory);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    pubsub.close();
  }

  private ServedScene scene(String name, LocalPostgres.Database database) throws Exception {
    ServedScene scene = new ServedScene(database, pubsub, directory.resolve("jobs-" + name));
    open.add(scene);
    return scene;
  }

  private ServedScene scene(String name) throws Exception {
    return scene(name, LocalPostgres.shared().migrated());
  }

  @Test
  void every_schedule_that_stops_raises_its_own_alert_and_no_other() throws Exception {
    Map<String, ServedScene> frozen = new LinkedHashMap<>();
    for (String label : schedules()) {
      ServedScene scene =
          scene(label.replace('/', '-')).scheduled("license-expiry", "5/10 * * * * ?");
      scene.scheduled(label, EVERY_INTERVAL);
      keepPaused(scene.database(), label);
      scene.serveAsPod("frozen");
      frozen.put(label, scene);
    }
    for (Map.Entry<String, ServedScene> each : frozen.entrySet()) {
      String label = each.getKey();
      ServedScene scene = each.getValue().told(1);
      long missed = scene.minute(firstSlot(scene.database(), label).plus(GRACE));
      long speaks = missed + OVERDUE_FOR + INTERVALS + LATE;
      String alert = label.replaceAll("[/-]", "_") + "_overdue";
      rules.add(
          label.replace('/', '-'),
          scene
              .until(speaks)
              .firingOnly(missed - 1)
              .firingOnly(speaks, alert)
              .neverFiringBut(speaks, alert));
    }
    assertThat(rules.judge()).hasSize(7).allSatisfy((name, said) -> assertThat(said).isEmpty());
  }

  private static List<String> schedules() {
    return JobFiles.packaged().read(Clock.systemUTC()).stream()
        .flatMap(
            file ->
                file.expected().stream()
                    .filter(each -> file.schedule(each.schedule()).isPresent())
                    .map(each -> each.label()))
        .toList();
  }

  /** Whoever sets it right: it is as if nobody had. */
  private static void keepPaused(LocalPostgres.Database database, String label) {
    database.execute(
        "create schema planted",
        "create function planted.pause() returns trigger language plpgsql as $$ begin"
            + " new.trigger_state := 'PAUSED'; return new; end $$",
        "revoke execute on function planted.pause() from public",
        "create trigger planted before insert or update on coditect_ops.qrtz_triggers for each row"
            + " when (new.trigger_name = '"
            + label
            + "') execute function planted.pause()");
  }

  private static Instant firstSlot(LocalPostgres.Database database, String label) throws Exception {
    try (Connection connection = database.asSuperuser().getConnection();
        var statement =
            connection.prepareStatement(
                "select ceil(extract(epoch from known_since) / 10) * 10 from"
                    + " coditect_ops.expected_successes where label = ?")) {
      statement.setString(1, label);
      var row = statement.executeQuery();
      row.next();
      return Instant.ofEpochSecond(row.getLong(1));
    }
  }

  @Test
  void a_worker_its_database_its_collection_or_monitoring_stops() throws Exception {
    LocalPostgres server = LocalPostgres.another();
    open.add(server::stop);
    ServedScene worker = scene("worker");
    WorkerProcess killed = worker.serveAsPod("killed");
    ServedScene database = scene("database", server.migrated());
    database.serveAsPod("database");
    ServedScene monitoring = scene("monitoring");
    monitoring.serveAsPod("monitoring");
    ServedScene collection = scene("collection");
    collection.serveAsPod("collection");
    ServedScene connections = scene("connections");
    ServingWorker taken = connections.serveHere();
    Stream.of(worker, database, monitoring, collection, connections).forEach(each -> each.told(3));

    Instant fault = Instant.now();
    killed.kill();
    server.stop();
    monitoring.service().faults().refuseAll(Status.UNAVAILABLE);
    collection
        .database()
        .execute("update coditect_ops.metric_leader set worker = 'hung', until = 'infinity'");
    for (int i = 0; i < 5; i++) {
      Connection each = taken.get(DataSource.class).getConnection();
      open.add(0, each);
    }
    absent("worker", worker, fault, "worker_absent");
    absent("database", database, fault, "figures_absent");
    absent("monitoring", monitoring, fault, "worker_absent");
    absent("collection", collection, fault, "figures_absent");
    assertThat(rules.judge()).hasSize(4).allSatisfy((name, said) -> assertThat(said).isEmpty());

    connections.until(connections.minute(fault) + ShippedRules.GONE);
    for (TimeSeries own : connections.series("process_uptime")) {
      List<Instant> ends = own.getPointsList().stream().map(ServedScene::end).toList();
      long wanted =
          Math.round(
              (double) Duration.between(ends.get(0), ends.get(ends.size() - 1)).toMillis()
                  / ServedScene.INTERVAL.toMillis());
      assertThat(ends.get(ends.size() - 1)).isAfter(fault.plus(Duration.ofMinutes(1)));
      assertThat(ends.size() - 1).isGreaterThanOrEqualTo((int) Math.ceil(wanted * 0.99));
    }
  }

  private void absent(String name, ServedScene scene, Instant fault, String alert)
      throws Exception {
    long minute = scene.minute(fault);
    long speaks = minute + ShippedRules.GONE + LATE;
    rules.add(
        name,
        scene
            .until(speaks)
            .firingOnly(minute)
            .firingOnly(speaks, alert)
            .neverFiringBut(speaks, alert));
  }

  @Test
  void when_the_leader_is_killed_another_goes_on_without_a_double_or_a_long_gap() throws Exception {
    ServedScene scene = scene("leader");
    WorkerProcess ada = scene.serveAsPod("ada");
    scene.told(1);
    scene.serveAsPod("bob");
    Await.until("the other worker", () -> scene.series("process_uptime").size() == 2);
    scene.told(4);
    assertThat(leads(scene, "ada")).isEqualTo(1);
    // Not in its turn to write, which outlasts it by three of these short intervals.
    Await.until("the end of its turn", () -> turnIsOver(scene.database()));
    ada.kill();
    int before = scene.series("job_overdue").get(0).getPointsCount();
    scene.told(before + 4);

    assertThat(scene.service().refusedPoints()).isEmpty();
    assertThat(leads(scene, "bob")).isEqualTo(1);
    for (TimeSeries series : scene.series("job_overdue")) {
      List<Instant> ends = series.getPointsList().stream().map(ServedScene::end).toList();
      assertThat(ends).isSorted().doesNotHaveDuplicates();
      for (int i = 1; i < ends.size(); i++) {
        assertThat(Duration.between(ends.get(i - 1), ends.get(i)))
            .isLessThanOrEqualTo(ServedScene.INTERVAL.multipliedBy(INTERVALS));
      }
    }
  }

  private static long leads(ServedScene scene, String pod) {
    Point newest =
        scene.series("process_leads").stream()
            .filter(each -> each.getResource().getLabelsMap().containsValue(pod))
            .reduce((one, other) -> other)
            .map(each -> each.getPoints(each.getPointsCount() - 1))
            .orElseThrow();
    return newest.getValue().getInt64Value();
  }

  private static boolean turnIsOver(LocalPostgres.Database database) {
    try (Connection connection = database.asSuperuser().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select until <= clock_timestamp() from coditect_ops.figure_writer")) {
      row.next();
      return row.getBoolean(1);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
