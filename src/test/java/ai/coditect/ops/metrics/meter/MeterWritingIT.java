package ai.coditect.ops.metrics.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.monitoring.MeasurementWriter;
import ai.coditect.ops.metrics.write.WriteReport;
import com.google.api.MetricDescriptor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A serving worker's own figures, at its page for scrapers and in Cloud Monitoring. */
class MeterWritingIT {

  @Test
  void a_serving_worker_is_scraped_and_writes_what_it_measures_of_itself() throws Exception {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    try (LocalMonitoring service = LocalMonitoring.start(Clock.systemUTC());
        LocalPubSub pubsub = LocalPubSub.start()) {
      String page = pageOfAWorkerThatRan(database, pubsub, service);
      assertThat(page)
          .contains(
              "ops_run_duration_seconds_bucket{job=\"license-expiry\"",
              "ops_bite_duration_seconds_count{job=\"license-expiry\"}",
              "ops_intake_events_total{verdict=\"recorded\"}",
              "ops_relay_events_total",
              "jvm_memory_used_bytes",
              "hikaricp_connections_active{pool=\"ops-worker\"}");

      // Of the last flush: no minute had passed.
      assertThat(names(service))
          .contains(
              "custom.googleapis.com/ops/worker/ops_run_duration",
              "custom.googleapis.com/ops/worker/ops_bite_duration",
              "custom.googleapis.com/ops/worker/ops_intake_event_age",
              "custom.googleapis.com/ops/worker/ops_relay_events",
              "custom.googleapis.com/ops/worker/jvm_memory_used",
              "custom.googleapis.com/ops/worker/hikaricp_connections_max");
      assertThat(service.refusedPoints()).isEmpty();
      assertThat(service.descriptors())
          .allSatisfy(
              each -> {
                assertThat(each.getDescription()).isNotBlank().doesNotStartWith("Auto created");
                assertThat(each.getUnit()).isNotBlank();
              });
      assertThat(service.series())
          .filteredOn(each -> each.getMetric().getType().contains("/ops/worker/"))
          .extracting(each -> each.getResource().getType())
          .containsOnly("generic_node");
    }
  }

  private static String pageOfAWorkerThatRan(
      LocalPostgres.Database database, LocalPubSub pubsub, LocalMonitoring service)
      throws Exception {
    try (ServingWorker worker =
        ServingWorker.start(
            database, pubsub, Map.of("OPS_MONITORING_ENDPOINT", service.endpoint()))) {
      worker
          .get(JobRunner.class)
          .run(
              new RunRequest(
                  "license-expiry", "k", Origin.COMMAND, Optional.empty(), Map.of(), false));
      assertThat(worker.get(MeasurementWriter.class).isConfigured()).isTrue();
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(worker.address("/actuator/prometheus")).build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static List<String> names(LocalMonitoring service) {
    return service.descriptors().stream().map(MetricDescriptor::getType).toList();
  }

  @Test
  void the_last_flush_waits_until_it_may_be_written_and_no_longer() {
    List<Instant> written = new CopyOnWriteArrayList<>();
    MeterLoop loop =
        new MeterLoop(
            now -> {
              written.add(now);
              return List.of();
            },
            all -> WriteReport.NOTHING,
            Duration.ofMillis(100),
            Clock.systemUTC());
    loop.start();
    Await.until("a first turn", () -> written.size() == 1);
    long begun = System.nanoTime();
    loop.stop(Duration.ofSeconds(30));
    assertThat(written).hasSize(2);
    assertThat(Duration.between(written.get(0), written.get(1)))
        .isBetween(Duration.ofMillis(4_900), Duration.ofSeconds(30));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void a_turn_that_fails_is_not_the_last_one() {
    List<Instant> asked = new CopyOnWriteArrayList<>();
    MeterLoop loop =
        new MeterLoop(
            now -> {
              asked.add(now);
              throw new AssertionError("planted");
            },
            all -> WriteReport.NOTHING,
            Duration.ofMillis(10),
            Clock.systemUTC());
    loop.start();
    await().atMost(Await.PATIENCE).until(() -> asked.size() > 3);
    loop.stop(Duration.ZERO);
  }
}
