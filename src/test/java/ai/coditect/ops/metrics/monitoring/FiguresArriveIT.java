package ai.coditect.ops.metrics.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.collect.Collector;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.ProjectName;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a serving worker tells of its figures, read back by Google's own client. */
class FiguresArriveIT {
  private static final String PREFIX = Measurement.PREFIX;

  /** What the figures speak of that have no value where there is nothing. */
  private static final String[] SOMETHING_OF_EVERYTHING = {
    "insert into coditect_ops.backup_verifications (run_id, level, instance, verified_at, verdict,"
        + " points, newest_backup_at, recovery_until) values (gen_random_uuid(), 'freshness', 'i',"
        + " now(), 'ok', '[]', now(), now())",
    "insert into coditect_ops.drills (id, run_id, level, started_at, started_by, ended_at, verdict,"
        + " stage, source_instance, rpo, rto, fault_named) values (gen_random_uuid(),"
        + " gen_random_uuid(), 'drill', now(), 't', now(), 'ok', 'ended', 'i', '1 minute', '1"
        + " minute', true)",
    "insert into coditect_ops.erasure_requests (id, organization_id, user_id, requested_at, due_at)"
        + " values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), now() + '1"
        + " month')",
    "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at, took)"
        + " values ('license-expiry', 'ended', 'command', now(), 'w', 'done', now(), '1 second')",
    "update coditect_ops.metric_leader set until = until",
    "select pg_stat_force_next_flush()",
    "select 1"
  };

  @Test
  void an_independent_client_finds_every_figure_of_the_files_with_unit_and_description(
      @TempDir Path jobs) throws IOException {
    tellingEveryTenSeconds(jobs);
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(SOMETHING_OF_EVERYTHING);
    try (LocalMonitoring service = LocalMonitoring.start(Clock.systemUTC());
        LocalPubSub pubsub = LocalPubSub.start();
        ServingWorker worker =
            ServingWorker.start(
                database,
                pubsub,
                Map.of(
                    "OPS_MONITORING_ENDPOINT",
                    service.endpoint(),
                    "OPS_JOBS_DIR",
                    jobs.toString()));
        MetricServiceClient client = service.client()) {
      List<MetricFigure> figures = worker.get(Collector.class).files().figures().toList();
      assertThat(figures).hasSizeGreaterThan(40);
      List<String> names = figures.stream().map(MetricFigure::name).toList();
      // A busy machine's first collection may be skipped: then the next one brings them.
      Await.until(
          "every figure of the files",
          () -> names(service).containsAll(names),
          () -> true,
          () -> "arrived: " + new TreeSet<>(names(service)));

      Map<String, MetricDescriptor> described = new HashMap<>();
      client
          .listMetricDescriptors(ProjectName.of("demo-project"))
          .iterateAll()
          .forEach(each -> described.put(each.getType(), each));
      for (MetricFigure figure : figures) {
        MetricDescriptor found = described.get(PREFIX + figure.name());
        assertThat(found).as(figure.name()).isNotNull();
        assertThat(found.getUnit()).as(figure.name()).isEqualTo(figure.unit());
        assertThat(found.getDescription()).as(figure.name()).isEqualTo(figure.description());
        assertThat(
                found.getLabelsList().stream()
                    .map(LabelDescriptor::getKey)
                    .collect(Collectors.toSet()))
            .as(figure.name())
            .isEqualTo(figure.labels().keySet());
      }
      for (MetricFigure figure : figures) {
        boolean ofProcess = figure.name().startsWith("process_");
        assertThat(series(client, figure.name()))
            .as(figure.name())
            .isNotEmpty()
            .allSatisfy(
                each -> {
                  assertThat(each.getResource().getType())
                      .isEqualTo(ofProcess ? "generic_node" : "generic_task");
                  assertThat(each.getMetricKind().name())
                      .isEqualTo(
                          figure.kind() == MetricFigure.Kind.COUNTER ? "CUMULATIVE" : "GAUGE");
                  assertThat(each.getValueType().name()).isEqualTo(figure.type().name());
                  assertThat(each.getMetric().getLabelsMap().keySet())
                      .isEqualTo(figure.labels().keySet());
                  assertThat(each.getPointsCount()).isPositive();
                });
      }
      assertThat(service.refusedPoints()).isEmpty();
    }
  }

  private static void tellingEveryTenSeconds(Path jobs) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(
            jobs.resolve(file.getFileName()),
            Files.readString(file).replace("  every: 60s", "  every: 10s"));
      }
    }
  }

  private static Set<String> names(LocalMonitoring service) {
    return service.series().stream()
        .map(each -> each.getMetric().getType().substring(PREFIX.length()))
        .collect(Collectors.toSet());
  }

  private static List<TimeSeries> series(MetricServiceClient client, String figure) {
    long now = System.currentTimeMillis();
    return StreamSupport.stream(
            client
                .listTimeSeries(
                    ProjectName.of("demo-project"),
                    "metric.type = \"" + PREFIX + figure + "\"",
                    TimeInterval.newBuilder()
                        .setStartTime(Timestamps.fromMillis(now - 600_000))
                        .setEndTime(Timestamps.fromMillis(now + 60_000))
                        .build(),
                    TimeSeriesView.FULL)
                .iterateAll()
                .spliterator(),
            false)
        .toList();
  }
}
