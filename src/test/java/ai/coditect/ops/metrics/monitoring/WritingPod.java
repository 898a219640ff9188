package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes collected figures as a worker in a pod does, by a clock that nobody corrects. */
public final class WritingPod implements MetricSink, AutoCloseable {
  private final MeasurementWriter writer;
  private final FigureWriting figures;

  public WritingPod(
      String name, LocalMonitoring service, DataSource database, MetricFiles files, Clock clock) {
    writer =
        MonitoringConfiguration.writer(
            new MonitoringSettings(
                Optional.of("demo-project"),
                Optional.of(service.endpoint()),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                Duration.ofMillis(1),
                Duration.ofMinutes(1),
                Duration.ofDays(36_500),
                8_000_000),
            new WriteTroubles(),
            new WriterTurnStore(JdbcClient.create(database), name),
            () -> SeriesResource.ofPod("europe-west4", "demo", "ops", name, "ops-worker"),
            clock);
    figures = new FigureWriting(writer, () -> files.figures().map(FigureWriting::shape).toList());
  }

  @Override
  public Written write(List<Sample> samples) {
    return figures.write(samples);
  }

  @Override
  public void close() {
    writer.close();
  }
}
