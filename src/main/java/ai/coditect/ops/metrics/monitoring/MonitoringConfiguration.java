package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.monitoring.service.DescriptorBook;
import ai.coditect.ops.metrics.monitoring.service.MonitoringClient;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.PodClient;
import ai.coditect.ops.metrics.monitoring.service.SeriesResource;
import ai.coditect.ops.problem.Check;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nothing of Google's client is loaded before the first figure is written. */
@Configuration(proxyBeanMethods = false)
class MonitoringConfiguration {

  /** Beside a stand-in of Pub/Sub the service itself is not written to. */
  @Bean
  MonitoringSettings monitoringSettings(
      @Value("${spring.cloud.gcp.project-id:}") String project,
      @Value("${ops.monitoring-endpoint:}") String endpoint,
      @Value("${spring.cloud.gcp.pubsub.emulator-host:}") String emulator) {
    return MonitoringSettings.of(project(project, endpoint, emulator), given(endpoint));
  }

  /** Where nothing is configured there is none, so that nothing is collected. */
  @Bean
  @Lazy
  @Nullable MetricSink figureWriting(
      MonitoringSettings settings,
      ObjectProvider<MeasurementWriter> writer,
      ObjectProvider<Collector> collector) {
    // Not a condition: an image's bean definitions are written down before anything is configured.
    return settings.project().isEmpty()
        ? null
        : new FigureWriting(
            writer.getObject(),
            () -> collector.getObject().files().figures().map(FigureWriting::shape).toList());
  }

  private static Optional<String> project(String project, String endpoint, String emulator) {
    return given(project).filter(id -> !endpoint.isBlank() || emulator.isBlank());
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  @Bean
  WriteTroubles writeTroubles() {
    return new WriteTroubles();
  }

  @Bean(destroyMethod = "close")
  @Lazy
  MeasurementWriter measurementWriter(
      MonitoringSettings settings, WriteTroubles troubles, JdbcClient jdbc, Clock clock) {
    return writer(
        settings, troubles, new WriterTurnStore(jdbc, writerName()), ofThisProcess(), clock);
  }

  /** For people who process it is; a container that starts again has the same one, so an id too. */
  static String writerName() {
    return ManagementFactory.getRuntimeMXBean().getName() + " " + UUID.randomUUID();
  }

  static MeasurementWriter writer(
      MonitoringSettings settings,
      WriteTroubles troubles,
      WriterTurnStore turns,
      Supplier<SeriesResource> process,
      Clock clock) {
    MonitoringClient client = new MonitoringClient(settings);
    DescriptorBook descriptors = new DescriptorBook(client, clock);
    SeriesWriter business =
        new SeriesWriter(client, descriptors, SeriesResource::ofBusiness, settings, clock);
    return new MeasurementWriter(
        client,
        descriptors,
        new SeriesWriter(client, descriptors, process, settings, clock),
        new BusinessTurns(business, turns, settings, clock),
        troubles,
        settings.project().isPresent());
  }

  private static Supplier<SeriesResource> ofThisProcess() {
    return PodClient.remembering(() -> PodClient.ofThisProcess().resource());
  }

  @Bean
  @Order(60)
  Check monitoringCheck(
      MonitoringSettings settings, WriteTroubles troubles, Environment environment, Clock clock) {
    return new MonitoringCheck(
        settings,
        troubles,
        ofThisProcess(),
        environment.acceptsProfiles(Profiles.of("serve")),
        clock);
  }
}
