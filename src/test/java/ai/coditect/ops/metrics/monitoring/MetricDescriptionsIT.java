package ai.coditect.ops.metrics.monitoring;

import static ai.coditect.ops.metrics.monitoring.WritingWorker.business;
import static ai.coditect.ops.metrics.monitoring.WritingWorker.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Distribution;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.WriteReport;
import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.monitoring.v3.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics are described before they have a point, and stay what they were made as. */
class MetricDescriptionsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");

  private final SteppedClock clock = new SteppedClock(START);
  private LocalMonitoring service;
  private WritingWorker worker;

  @BeforeEach
  void start() {
    DATABASE.execute(
        "update coditect_ops.figure_writer set worker = null, until = '-infinity', written_through ="
            + " null");
    service = LocalMonitoring.start(clock);
    worker = WritingWorker.start("one", service, DATABASE, clock);
  }

  @AfterEach
  void stop() {
    worker.close();
    service.close();
  }

  private WriteReport minute(Measurement... measurements) {
    WriteReport report = worker.write(measurements);
    clock.step(Duration.ofMinutes(1));
    return report;
  }

  @Test
  void metrics_are_described_before_their_first_point() {
    minute(
        business("waiting", "a", 1, clock.instant()),
        process("threads", "a", 2, clock.instant()),
        Measurement.cumulative(
            "duration",
            "s",
            "How long runs took.",
            Map.of("outcome", "done"),
            new Distribution(3, 2, List.of(1.0, 5.0), List.of(1L, 2L, 0L)),
            START.minusSeconds(60),
            clock.instant(),
            Scope.PROCESS));
    assertThat(service.descriptors())
        .extracting(
            MetricDescriptor::getType,
            each -> each.getMetricKind().name(),
            each -> each.getValueType().name(),
            MetricDescriptor::getUnit,
            MetricDescriptor::getDescription)
        .containsExactlyInAnyOrder(
            tuple(
                "custom.googleapis.com/ops/waiting", "GAUGE", "INT64", "{run}", "Runs that wait."),
            tuple(
                "custom.googleapis.com/ops/threads", "GAUGE", "INT64", "{run}", "Runs that wait."),
            tuple(
                "custom.googleapis.com/ops/duration",
                "CUMULATIVE",
                "DISTRIBUTION",
                "s",
                "How long runs took."));
    TimeSeries threads = service.series("custom.googleapis.com/ops/threads").get(0);
    assertThat(threads.getResource().getType()).isEqualTo("generic_node");
    assertThat(threads.getResource().getLabelsMap()).containsEntry("node_id", "one");
    assertThat(service.series("custom.googleapis.com/ops/duration").get(0).getPoints(0).getValue())
        .satisfies(
            value ->
                assertThat(value.getDistributionValue().getBucketCountsList())
                    .containsExactly(1L, 2L, 0L));
  }

  @Test
  void words_and_labels_of_a_metric_that_is_there_are_brought_up_to_date() {
    minute(
        Measurement.gauge(
            "waiting", "1", "Old.", Map.of("queue", "x"), new Whole(1), START, Scope.BUSINESS));
    WritingWorker next = WritingWorker.start("next", service, DATABASE, clock);
    assertThat(next.write(business("waiting", "a", 1, clock.instant())).written()).isEqualTo(1);
    assertThat(service.descriptors())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.getDescription()).isEqualTo("Runs that wait.");
              assertThat(each.getUnit()).isEqualTo("{run}");
              assertThat(each.getLabelsList())
                  .extracting(LabelDescriptor::getKey)
                  .containsExactly("queue", "job");
            });
    service.faults().forgetCalls();
    clock.step(Duration.ofMinutes(1));
    next.write(business("waiting", "a", 1, clock.instant()));
    assertThat(service.faults().calls()).containsExactly("CreateTimeSeries");
    next.close();
  }

  @Test
  void a_metric_of_another_kind_is_refused_by_name_with_the_name_it_could_have() {
    minute(
        Measurement.gauge(
            "waiting", "1", "d", Map.of("job", "a"), new Real(1), START, Scope.BUSINESS));
    WritingWorker next = WritingWorker.start("next", service, DATABASE, clock);
    WriteReport report =
        next.write(
            business("waiting", "a", 1, clock.instant()),
            business("held", "a", 2, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(1, 1, 0, 0));
    assertThat(next.sent()).isEqualTo(1);
    assertThat(next.troubles())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what())
                  .startsWith("Kind changed:")
                  .contains("GAUGE DOUBLE", "GAUGE INT64");
              assertThat(problem.where()).isEqualTo("custom.googleapis.com/ops/waiting");
              assertThat(problem.cure()).contains("waiting_v2");
            });
    assertThat(service.series("custom.googleapis.com/ops/held"))
        .singleElement()
        .satisfies(each -> assertThat(each.getPoints(0).getValue().getInt64Value()).isEqualTo(2));
    next.close();
  }
}
