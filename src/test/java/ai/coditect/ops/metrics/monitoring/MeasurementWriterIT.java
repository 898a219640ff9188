package ai.coditect.ops.metrics.monitoring;

import static ai.coditect.ops.metrics.monitoring.WritingWorker.business;
import static ai.coditect.ops.metrics.monitoring.WritingWorker.late;
import static ai.coditect.ops.metrics.monitoring.WritingWorker.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.SteppedClock;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The writer with Google's client, against a service that refuses as the real one does. */
class MeasurementWriterIT {
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

  private List<Long> values(String metric, String job) {
    return service.series(Measurement.PREFIX + metric).stream()
        .filter(each -> each.getMetric().getLabelsMap().get("job").equals(job))
        .flatMap(each -> each.getPointsList().stream())
        .map(point -> point.getValue().getInt64Value())
        .toList();
  }

  @Test
  void five_thousand_series_take_thirty_calls_at_most() {
    List<Measurement> all =
        IntStream.range(0, 5_000)
            .mapToObj(i -> business("jobs/waiting_" + i % 3, "job-" + i, i, clock.instant()))
            .toList();
    assertThat(worker.write(all)).isEqualTo(new WriteReport(5_000, 0, 0, 0));
    assertThat(worker.sent()).isEqualTo(25);
    assertThat(service.faults().calls()).hasSizeLessThanOrEqualTo(30);
    assertThat(service.series()).hasSize(5_000);
    assertThat(service.series())
        .allSatisfy(
            each -> {
              assertThat(each.getResource().getType()).isEqualTo("generic_task");
              assertThat(each.getResource().getLabelsMap()).containsEntry("task_id", "singleton");
            });
    assertThat(service.refusedPoints()).isEmpty();
  }

  @Test
  void a_refused_point_blocks_no_other_and_is_told_by_name() {
    minute(business("waiting", "b", 1, clock.instant()));
    // Somebody else writes one of the series, with a clock that is ahead.
    WritingWorker other = WritingWorker.start("one", service, DATABASE, clock);
    other.write(business("waiting", "b", 99, clock.instant().plusSeconds(240)));
    WriteReport report =
        minute(
            business("waiting", "a", 1, clock.instant()),
            business("waiting", "b", 2, clock.instant()),
            business("waiting", "c", 3, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(2, 1, 0, 0));
    assertThat(worker.sent()).isEqualTo(1);
    assertThat(values("waiting", "a")).containsExactly(1L);
    assertThat(values("waiting", "c")).containsExactly(3L);
    assertThat(worker.troubles())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .startsWith("Out of order:");
    clock.step(Duration.ofMinutes(4));
    assertThat(minute(business("waiting", "b", 4, clock.instant())).written()).isEqualTo(1);
    assertThat(worker.troubles()).isEmpty();
    other.close();
  }

  @Test
  void what_can_never_be_written_is_refused_before_it_is_sent() {
    WriteReport report =
        minute(
            business("waiting", "a", 1, clock.instant()),
            Measurement.gauge(
                "ratio", "1", "d", Map.of(), new Real(Double.NaN), START, Scope.BUSINESS),
            Measurement.cumulative(
                "rows",
                "1",
                "d",
                Map.of(),
                new Whole(-1),
                START.minusSeconds(9),
                START,
                Scope.PROCESS),
            process("threads", "a", 3, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(2, 2, 0, 0));
    assertThat(worker.sent()).isEqualTo(2);
    assertThat(worker.troubles())
        .extracting(Problem::where)
        .containsExactlyInAnyOrder("figure ratio", "figure rows");
    assertThat(service.refusedPoints()).isEmpty();
  }

  @Test
  void after_a_lost_answer_in_order_means_that_it_landed() {
    minute(business("waiting", "a", 1, clock.instant()));
    service.faults().loseAnswers(1);
    WriteReport report =
        minute(
            business("waiting", "a", 2, clock.instant()),
            business("waiting", "b", 2, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(2, 0, 0, 0));
    assertThat(worker.sent()).isEqualTo(2);
    assertThat(values("waiting", "a")).containsExactly(1L, 2L);
    assertThat(worker.troubles()).isEmpty();
  }

  @Test
  void answers_that_stay_lost_are_understood_a_minute_later() {
    minute(business("waiting", "a", 1, clock.instant()));
    service.faults().loseAnswers(1);
    AtomicInteger requests = new AtomicInteger();
    service.faults().refuse(request -> requests.incrementAndGet() > 1 ? Status.UNAVAILABLE : null);
    assertThat(minute(late(business("waiting", "a", 2, clock.instant()))).waiting()).isEqualTo(1);
    assertThat(worker.troubles()).hasSize(1);
    assertThat(requests).hasValue(3);
    service.faults().none();
    WriteReport report = minute(late(business("waiting", "a", 3, clock.instant())));
    assertThat(report.written()).isEqualTo(2);
    assertThat(values("waiting", "a")).containsExactly(1L, 2L, 3L);
    assertThat(worker.troubles()).isEmpty();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(
            Status.PERMISSION_DENIED, 1, "Cloud Monitoring refuses the worker", "metricWriter"),
        arguments(Status.UNAUTHENTICATED, 1, "Cloud Monitoring refuses the worker", "identity"),
        arguments(Status.RESOURCE_EXHAUSTED, 1, "Quota of Cloud Monitoring", "quota"),
        arguments(Status.NOT_FOUND, 1, "The project is not known", "GOOGLE_CLOUD_PROJECT"),
        arguments(Status.INTERNAL, 1, "Cloud Monitoring fails", "tries again"),
        arguments(Status.UNAVAILABLE, 3, "Cloud Monitoring does not answer", "network"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void a_refusal_of_everything_is_named_and_what_may_come_late_waits(
      Status status, int tries, String what, String cure) {
    minute(business("waiting", "a", 1, clock.instant()));
    service.faults().refuseAll(status.withDescription("holds a name: Ada"));
    service.faults().forgetCalls();
    WriteReport report =
        minute(
            late(business("waiting", "a", 2, clock.instant())),
            business("waiting", "b", 2, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(0, 0, 1, 1));
    assertThat(worker.sent()).isEqualTo(tries);
    assertThat(worker.troubles())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).startsWith(what).contains(status.getCode().name());
              assertThat(problem.what()).doesNotContain("Ada");
              assertThat(problem.cure()).contains(cure);
            });
    service.faults().none();
    assertThat(minute(business("waiting", "a", 3, clock.instant())).written()).isEqualTo(2);
    assertThat(values("waiting", "a")).containsExactly(1L, 2L, 3L);
    assertThat(worker.troubles()).isEmpty();
    assertThat(service.refusedPoints()).isEmpty();
  }

  @Test
  void a_service_that_does_not_answer_is_given_up_in_time() {
    service.faults().holdAll();
    WritingWorker hasty = WritingWorker.hasty(service, DATABASE, clock);
    WriteReport report = hasty.write(process("threads", "a", 2, clock.instant()));
    assertThat(report).isEqualTo(new WriteReport(0, 0, 0, 1));
    assertThat(hasty.sent()).isEqualTo(0);
    hasty.close();
    assertThat(hasty.troubles()).extracting(Problem::what).asString().contains("DEADLINE_EXCEEDED");
  }

  @Test
  void after_an_outage_what_may_come_late_is_there_minute_by_minute() {
    minute(
        late(business("waiting", "a", 0, clock.instant())),
        business("held", "a", 0, clock.instant()));
    service.goAway();
    for (int i = 1; i <= 5; i++) {
      minute(
          late(business("waiting", "a", i, clock.instant())),
          business("held", "a", i, clock.instant()));
    }
    service.comeBack();
    minute(
        late(business("waiting", "a", 6, clock.instant())),
        business("held", "a", 6, clock.instant()));
    assertThat(values("waiting", "a")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(values("held", "a")).containsExactly(0L, 6L);
    assertThat(service.refusedPoints()).isEmpty();
    assertThat(worker.troubles()).isEmpty();
  }

  @Test
  void what_is_older_than_a_day_and_an_hour_is_let_go() {
    minute(late(business("waiting", "a", 0, clock.instant())));
    service.faults().refuseAll(Status.PERMISSION_DENIED);
    minute(late(business("waiting", "a", 1, clock.instant())));
    clock.step(Duration.ofMinutes(10));
    minute(late(business("waiting", "a", 2, clock.instant())));
    clock.step(Duration.ofHours(25).minusMinutes(8));
    service.faults().none();
    WriteReport report = minute(late(business("waiting", "a", 3, clock.instant())));
    assertThat(report.lost()).isEqualTo(1);
    assertThat(values("waiting", "a")).containsExactly(0L, 2L, 3L);
    assertThat(service.refusedPoints()).isEmpty();
  }

  @Test
  void what_waits_through_a_long_outage_stays_within_its_bytes() {
    WritingWorker small = WritingWorker.withRoomFor(50_000, service, DATABASE, clock);
    service.faults().refuseAll(Status.PERMISSION_DENIED);
    long mostWaiting = 0;
    for (int i = 0; i < 300; i++) {
      mostWaiting =
          Math.max(
              mostWaiting,
              small.write(late(process("waiting", "a", i, clock.instant()))).waiting());
      clock.step(Duration.ofMinutes(1));
    }
    assertThat(mostWaiting).isBetween(50L, 140L);
    service.faults().none();
    small.write(late(process("waiting", "a", 300, clock.instant())));
    List<Long> told = values("waiting", "a");
    assertThat(told).startsWith(0L).endsWith(299L, 300L).isSorted();
    for (int i = 1; i < told.size(); i++) {
      assertThat(told.get(i) - told.get(i - 1)).isLessThanOrEqualTo(10);
    }
    small.close();
  }

  @Test
  void points_within_five_seconds_are_not_sent() {
    worker.write(process("threads", "a", 1, clock.instant()));
    service.faults().forgetCalls();
    clock.step(Duration.ofMillis(4_999));
    assertThat(worker.write(process("threads", "a", 2, clock.instant())).lost()).isEqualTo(1);
    assertThat(service.faults().calls()).isEmpty();
    clock.step(Duration.ofMillis(1));
    assertThat(worker.write(process("threads", "a", 3, clock.instant())).written()).isEqualTo(1);
    assertThat(values("threads", "a")).containsExactly(1L, 3L);
  }

  @Test
  void figures_of_the_process_are_written_while_the_database_is_down() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setPortNumbers(new int[] {1});
    WritingWorker cut = WritingWorker.on("cut", service, nowhere, clock);
    WriteReport report =
        cut.write(
            process("threads", "a", 1, clock.instant()),
            late(business("waiting", "a", 1, clock.instant())));
    assertThat(report).isEqualTo(new WriteReport(1, 0, 1, 0));
    assertThat(cut.sent()).isEqualTo(1);
    assertThat(values("threads", "a")).containsExactly(1L);
    assertThat(cut.troubles())
        .extracting(Problem::what)
        .singleElement()
        .asString()
        .startsWith("Business figures not written:");
    cut.close();
  }

  @Test
  void one_point_that_the_service_fails_on_waits_alone() {
    List<CreateTimeSeriesRequest> seen = new ArrayList<>();
    service
        .faults()
        .refuse(
            request -> {
              if (request instanceof CreateTimeSeriesRequest write && seen.isEmpty()) {
                seen.add(write);
                return Status.INVALID_ARGUMENT.withDescription(
                    "One or more TimeSeries could not be written: Internal error encountered. Please"
                        + " retry after a few seconds.: timeSeries[0]");
              }
              return null;
            });
    // The service took the second one of them, which it cannot show: it is not sent again.
    WriteReport report =
        minute(
            late(business("waiting", "a", 1, clock.instant())),
            late(business("waiting", "b", 1, clock.instant())));
    assertThat(report).isEqualTo(new WriteReport(1, 0, 1, 0));
    assertThat(worker.sent()).isEqualTo(1);
    assertThat(minute(business("waiting", "c", 1, clock.instant())).written()).isEqualTo(2);
    assertThat(values("waiting", "a")).containsExactly(1L);
  }
}
