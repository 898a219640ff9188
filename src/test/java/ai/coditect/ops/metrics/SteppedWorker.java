package ai.coditect.ops.metrics;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.silence.SilenceStore;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.collect.CollectorConfiguration;
import ai.coditect.ops.metrics.collect.LeadStore;
import ai.coditect.ops.metrics.collect.ProcessMeter.Connections;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.monitoring.WritingPod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What collects and writes figures in a serving worker, with the shipped files, against a real
 * database; each of its minutes is a step of the clock.
 */
final class SteppedWorker implements AutoCloseable {
  static final Duration MINUTE = Duration.ofMinutes(1);
  private static final List<JobFile> JOBS = JobFiles.packaged().read(Clock.systemUTC());
  private static final MetricsReportSettings SETTINGS =
      new MetricsReportSettings(MINUTE, Duration.ofSeconds(1));
  private static final Map<String, String> RETENTION =
      Map.of(
          "license-expiry",
          "{\"grace\": {\"FREE\": \"P0D\", \"PRO\": \"P14D\"}}",
          "gdpr-purge",
          "{\"retention\": {\"FREE\": \"P30D\"}, \"organizationRetention\": {\"FREE\": \"P30D\"}}");

  private final ExecutorService hands = Executors.newSingleThreadExecutor();
  private final WritingPod pod;
  private final CollectionTurn turn;
  private final SteppedClock clock;

  SteppedWorker(
      String name,
      DataSource database,
      Supplier<Connections> connections,
      LocalMonitoring service,
      SteppedClock clock) {
    this.clock = clock;
    Instant start = clock.instant();
    JdbcClient jdbc = JdbcClient.create(database);
    new SilenceStore(jdbc).know(JOBS);
    MetricFiles files = MetricFileStore.read(Optional.empty());
    pod = new WritingPod(name, service, database, files, clock);
    turn =
        new CollectionTurn(
            CollectorConfiguration.of(
                files,
                JOBS,
                database,
                connections,
                List::of,
                job -> Optional.of(RETENTION.getOrDefault(job, "{}")),
                SETTINGS.budget(),
                start),
            new LeadStore(jdbc, name)::take,
            pod,
            SETTINGS,
            hands,
            () -> Duration.between(start, clock.instant()).toNanos());
  }

  /** What it does at this minute. */
  void look() {
    try {
      turn.look(clock.instant());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hands.shutdownNow();
    pod.close();
  }
}
