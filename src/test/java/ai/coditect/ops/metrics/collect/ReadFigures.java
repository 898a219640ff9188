package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.file.MetricFileStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Every shipped figure of a database, read once as the worker reads them.
 *
 * @param byFile how long each statement took
 * @param wrong figures that were not read, with their reason
 */
public record ReadFigures(Map<String, Duration> byFile, List<String> wrong) {
  private static final String PLANS =
      "{\"FREE\": \"P30D\", \"PRO\": \"P90D\", \"ENTERPRISE\": \"P1Y\"}";

  static final Map<String, String> SETTINGS =
      Map.of(
          "license-expiry",
          "{\"grace\": " + PLANS + "}",
          "gdpr-purge",
          "{\"retention\": " + PLANS + ", \"organizationRetention\": " + PLANS + "}");

  public static ReadFigures of(Database database, Instant now) {
    Collector collector =
        CollectorConfiguration.of(
            MetricFileStore.read(Optional.empty()),
            JobFiles.packaged().read(Clock.fixed(now, ZoneOffset.UTC)),
            database.as(LocalPostgres.WORKER),
            () -> new ProcessMeter.Connections(0, 0, 5),
            List::of,
            job -> Optional.ofNullable(SETTINGS.get(job)),
            Duration.ofSeconds(8),
            now);
    collector.read(now);
    List<FigureReport> reports = collector.tell(now, true).reports();
    return new ReadFigures(
        reports.stream()
            .filter(report -> !report.took().isZero())
            .collect(Collectors.toMap(FigureReport::file, FigureReport::took, (one, same) -> one)),
        reports.stream()
            .filter(report -> report.result() != FigureResult.OK)
            .map(report -> report.figure().name() + ": " + report.result() + " " + report.why())
            .toList());
  }
}
