package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFileStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Every shipped figure of a database, read once as the worker reads them.
 *
 * @param took the reading as a whole; a worker has its files and its connection before
 * @param byFile how long each statement took
 * @param wrong figures that were not read, with their reason
 */
public record ReadFigures(Duration took, Map<String, Duration> byFile, List<String> wrong) {
  private static final String RETENTION =
      "{\"FREE\": \"P30D\", \"PRO\": \"P90D\", \"ENTERPRISE\": \"P1Y\"}";

  /** As shipped. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "license-expiry",
          "{\"grace\": {\"FREE\": \"P0D\", \"PRO\": \"P14D\", \"ENTERPRISE\": \"P30D\"}}",
          "gdpr-purge",
          "{\"retention\": " + RETENTION + ", \"organizationRetention\": " + RETENTION + "}");

  static Optional<String> settings(String job) {
    return Optional.ofNullable(SETTINGS.get(job));
  }

  static Collector collector(DataSource connections, Instant now) {
    return CollectorConfiguration.of(
        MetricFileStore.read(Optional.empty()),
        JobFiles.packaged().read(Clock.fixed(now, ZoneOffset.UTC)),
        connections,
        () -> new ProcessMeter.Connections(0, 0, 5),
        List::of,
        ReadFigures::settings,
        Duration.ofSeconds(8),
        now);
  }

  /**
   * @param connections the worker's, of a pool
   */
  public static ReadFigures of(DataSource connections, Instant now) {
    Collector collector = collector(connections, now);
    long start = System.nanoTime();
    collector.read(now);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    List<FigureReport> reports = collector.tell(now, true).reports();
    return new ReadFigures(
        took,
        reports.stream()
            .filter(report -> !report.took().isZero())
            .collect(
                Collectors.toMap(
                    FigureReport::file, FigureReport::took, (one, same) -> one, TreeMap::new)),
        reports.stream()
            .filter(report -> report.result() != FigureResult.OK)
            .map(report -> report.figure().name() + ": " + report.result() + " " + report.why())
            .toList());
  }
}
