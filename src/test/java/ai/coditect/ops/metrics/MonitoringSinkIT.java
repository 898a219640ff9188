package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFile;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.WorkerMeter;
import ai.coditect.ops.metrics.write.Measurement;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.monitoring.v3.TimeSeries;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the figures of the files become in Cloud Monitoring, read back from there. */
class MonitoringSinkIT {
  private static final Set<String> BUSINESS_LABELS = Set.of("project_id", "location", "namespace");

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void a_run_writes_every_figure_of_the_service_with_its_unit_and_description() {
    try (LocalMonitoring monitoring = LocalMonitoring.start(Clock.systemUTC());
        InProcessWorker worker = worker(monitoring)) {
      RunResult result = run(worker, "first");
      assertThat(result.problems()).isEmpty();
      assertThat(result.outcome()).isEqualTo(Ending.DONE);
      List<TimeSeries> series = monitoring.series();
      assertThat(result.changed().toString()).contains("figures-told=" + series.size());

      Map<String, MetricDescriptor> descriptors =
          monitoring.descriptors().stream()
              .collect(Collectors.toMap(MetricDescriptor::getType, each -> each));
      Set<String> arrived = new TreeSet<>();
      for (TimeSeries each : series) {
        arrived.add(each.getMetric().getType());
        assertThat(each.getResource().getType()).isEqualTo("generic_task");
        assertThat(each.getResource().getLabelsMap()).containsKeys(keys());
      }
      for (MetricFile file : MetricFileStore.read(Optional.empty()).files()) {
        for (MetricFigure figure : file.figures()) {
          String type = Measurement.PREFIX + figure.name();
          if (file.isOf(WorkerMeter.PROCESS)) {
            assertThat(arrived).doesNotContain(type);
          } else if (figure.missing() != MetricFigure.WhenMissing.ABSENT
              && !file.isOf(WorkerMeter.JOBS)) {
            assertThat(arrived).contains(type);
          }
          if (arrived.contains(type)) {
            assertDescribed(descriptors.get(type), figure);
          }
        }
      }
      assertThat(arrived).contains(Measurement.PREFIX + "job_overdue");
      assertThat(monitoring.refusedPoints()).isEmpty();
    }
  }

  private static String[] keys() {
    return BUSINESS_LABELS.toArray(String[]::new);
  }

  private static void assertDescribed(MetricDescriptor descriptor, MetricFigure figure) {
    assertThat(descriptor.getDescription()).isEqualTo(figure.description());
    assertThat(descriptor.getUnit()).isEqualTo(figure.unit());
    assertThat(descriptor.getMetricKind())
        .isEqualTo(
            figure.kind() == MetricFigure.Kind.COUNTER ? MetricKind.CUMULATIVE : MetricKind.GAUGE);
    assertThat(descriptor.getValueType()).isEqualTo(ValueType.valueOf(figure.type().name()));
    assertThat(descriptor.getLabelsList().stream().map(label -> label.getKey()))
        .containsExactlyInAnyOrderElementsOf(figure.labels().keySet());
  }

  @Test
  void a_run_that_could_not_write_has_not_succeeded() {
    try (LocalMonitoring monitoring = LocalMonitoring.start(Clock.systemUTC());
        InProcessWorker worker = worker(monitoring)) {
      monitoring.faults().refuseAll(Status.PERMISSION_DENIED);
      RunResult refused = run(worker, "refused");
      assertThat(refused.outcome()).isEqualTo(Ending.FAILED);
      assertThat(refused.problems().toString()).contains("Figures not written");
      monitoring.faults().none();
      // What waits is written too, and a series takes no two points within five seconds.
      RunResult again = run(worker, "again", Instant.now().plusSeconds(10));
      assertThat(again.outcome()).as(again.toString()).isEqualTo(Ending.DONE);
    }
  }

  @Test
  void without_a_project_a_run_says_that_figures_have_nowhere_to_go() {
    try (InProcessWorker worker = InProcessWorker.start(database, Map.of())) {
      RunResult result = run(worker, "nowhere");
      assertThat(result.outcome()).isEqualTo(Ending.INVALID);
      assertThat(result.problems().toString()).contains("nowhere to go");
    }
  }

  private static RunResult run(InProcessWorker worker, String key) {
    return run(worker, key, Instant.now());
  }

  private static RunResult run(InProcessWorker worker, String key, Instant asOf) {
    return worker.run("metrics-report", key, asOf, Map.of());
  }

  private InProcessWorker worker(LocalMonitoring monitoring) {
    Map<String, String> environment = new HashMap<>();
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("OPS_MONITORING_ENDPOINT", monitoring.endpoint());
    return InProcessWorker.start(database, environment);
  }
}
