package ai.coditect.ops.metrics;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.alert.ArrivedSeries;
import ai.coditect.ops.metrics.alert.RuleTest;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Serving workers on a database of their own, and the points that they write every ten seconds. */
final class ServedScene implements AutoCloseable {
  /** What takes the place of a minute. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  private final LocalPostgres.Database database;
  private final LocalMonitoring service = LocalMonitoring.start(Clock.systemUTC());
  private final LocalPubSub pubsub;
  private final Path jobs;
  private final List<AutoCloseable> workers = new ArrayList<>();

  ServedScene(LocalPostgres.Database database, LocalPubSub pubsub, Path jobs) throws IOException {
    this.database = database;
    this.pubsub = pubsub;
    this.jobs = Files.createDirectory(jobs);
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(
            jobs.resolve(file.getFileName()),
            Files.readString(file).replace("  every: 60s", "  every: 10s"));
      }
    }
  }

  /**
   * @param label a job, or job/schedule
   */
  ServedScene scheduled(String label, String cron) throws IOException {
    String[] words = label.split("/");
    Path file = jobs.resolve(words[0] + ".yaml");
    String before = Files.readString(file);
    String section = words.length == 1 ? "schedule: \\{ " : "  " + words[1] + ":\\R    ";
    String after =
        before.replaceFirst("(" + section + ")cron: \"[^\"]*\"", "$1cron: \"" + cron + "\"");
    if (after.equals(before)) {
      throw new IllegalArgumentException("no schedule " + label);
    }
    Files.writeString(file, after);
    return this;
  }

  /** Within this process; one of all scenes can, since Quartz knows one database a process. */
  ServingWorker serveHere() {
    ServingWorker worker =
        ServingWorker.start(
            database,
            pubsub,
            Map.of("OPS_MONITORING_ENDPOINT", service.endpoint(), "OPS_JOBS_DIR", jobs.toString()));
    workers.add(worker);
    return worker;
  }

  /** A process of its own, which takes itself for a pod. */
  WorkerProcess serveAsPod(String name) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "OPS_MONITORING_ENDPOINT", service.endpoint(),
                "OPS_JOBS_DIR", jobs.toString(),
                "GOOGLE_CLOUD_PROJECT", "demo-project",
                "PUBSUB_EMULATOR_HOST", pubsub.endpoint(),
                "SERVER_PORT", "0",
                "DB_HOST", database.host(),
                "DB_PORT", Integer.toString(database.port()),
                "DB_NAME", database.name(),
                "DB_USER", LocalPostgres.WORKER,
                "DB_PASSWORD", "any"));
    environment.putAll(
        Map.of(
            "DB_SSLMODE", "disable",
            "KUBERNETES_SERVICE_HOST", "127.0.0.1",
            "CLUSTER_NAME", "demo",
            "CLUSTER_LOCATION", "europe-west4",
            "POD_NAMESPACE", "ops",
            "POD_NAME", name));
    WorkerProcess worker = WorkerProcess.start(environment, "serve");
    workers.add(worker);
    return worker;
  }

  LocalPostgres.Database database() {
    return database;
  }

  LocalMonitoring service() {
    return service;
  }

  List<TimeSeries> series(String figure) {
    return service.series(Measurement.PREFIX + figure);
  }

  static Instant end(Point point) {
    return Instant.ofEpochMilli(Timestamps.toMillis(point.getInterval().getEndTime()));
  }

  /** Waits until each figure of the service has been told so often. */
  ServedScene told(int times) {
    Await.until(
        "figures of the service",
        () ->
            series("job_consecutive_failures").stream()
                .anyMatch(each -> each.getPointsCount() >= times));
    return this;
  }

  /** In intervals since the first point. */
  long minute(Instant at) {
    return -Math.floorDiv(-Duration.between(start(), at).toMillis(), INTERVAL.toMillis());
  }

  private Instant start() {
    return service.series().stream()
        .map(each -> end(each.getPoints(0)))
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** What has arrived, once this minute is over. */
  RuleTest until(long minute) {
    Await.until("minute " + minute, () -> minute(Instant.now()) > minute);
    return ArrivedSeries.of(service.series(), start(), INTERVAL, minute + 1);
  }

  @Override
  public void close() {
    for (AutoCloseable worker : workers) {
      try {
        worker.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    service.close();
  }
}
