package ai.coditect.ops.local.monitoring;

import static ai.coditect.ops.local.monitoring.SeriesToWrite.gauge;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.interval;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.local.SteppedClock;
import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.DeadlineExceededException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.api.gax.rpc.UnavailableException;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.CreateTimeSeriesSummary;
import com.google.monitoring.v3.ListMetricDescriptorsRequest;
import com.google.monitoring.v3.ListTimeSeriesRequest.TimeSeriesView;
import com.google.monitoring.v3.ProjectName;
import com.google.monitoring.v3.TimeSeries;
import com.google.rpc.Code;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the worker relies on in Cloud Monitoring, told with Google's client. */
class MonitoringContractIT {
  private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");
  private static final String PROJECT = "contract";
  private static final SteppedClock CLOCK = new SteppedClock(NOW);
  private static LocalMonitoring server;
  private static MetricServiceClient client;
  private String type;

  @BeforeAll
  static void connect() throws IOException {
    server = LocalMonitoring.start(CLOCK);
    client = server.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
    server.close();
  }

  @BeforeEach
  void name_a_metric() {
    CLOCK.set(NOW);
    server.faults().none();
    server.faults().forgetCalls();
    type = "custom.googleapis.com/contract/" + UUID.randomUUID();
  }

  @Test
  void a_point_is_taken_describes_its_metric_and_is_read_back_the_newest_first() {
    write(gauge(type, Map.of("job", "a"), NOW.minusSeconds(60), whole(1)));
    write(gauge(type, Map.of("job", "a"), NOW, whole(2)));

    MetricDescriptor made = client.getMetricDescriptor(descriptorName(type));
    assertThat(made.getMetricKind()).isEqualTo(MetricKind.GAUGE);
    assertThat(made.getValueType()).isEqualTo(ValueType.INT64);
    assertThat(made.getLabelsList()).extracting(LabelDescriptor::getKey).containsExactly("job");
    List<TimeSeries> read = read("metric.type = \"" + type + "\" AND resource.type = \"global\"");
    assertThat(read).hasSize(1);
    assertThat(read.get(0).getResource().getLabelsMap()).containsEntry("project_id", PROJECT);
    assertThat(read.get(0).getPointsList())
        .extracting(point -> point.getValue().getInt64Value())
        .containsExactly(2L, 1L);
    assertThat(read("metric.type = \"" + type + "\" AND metric.labels.job = \"b\"")).isEmpty();
    assertThatThrownBy(() -> read("metric.type != \"x\""))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void words_of_a_descriptor_are_replaced_labels_are_added_and_kind_and_type_stay() {
    client.createMetricDescriptor(
        ProjectName.of(PROJECT), descriptor(MetricKind.GAUGE, ValueType.INT64, "old", "a"));
    client.createMetricDescriptor(
        ProjectName.of(PROJECT), descriptor(MetricKind.GAUGE, ValueType.INT64, "new", "b"));
    MetricDescriptor kept = client.getMetricDescriptor(descriptorName(type));
    assertThat(kept.getDescription()).isEqualTo("new");
    assertThat(kept.getUnit()).isEqualTo("s");
    assertThat(kept.getLabelsList()).extracting(LabelDescriptor::getKey).containsExactly("a", "b");
    assertThatThrownBy(
            () ->
                client.createMetricDescriptor(
                    ProjectName.of(PROJECT),
                    descriptor(MetricKind.CUMULATIVE, ValueType.INT64, "new", "a")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("metricKind");
    assertThatThrownBy(
            () ->
                client.createMetricDescriptor(
                    ProjectName.of(PROJECT),
                    descriptor(MetricKind.GAUGE, ValueType.DOUBLE, "new", "a")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("valueType");
    assertThat(
            client
                .listMetricDescriptors(
                    ListMetricDescriptorsRequest.newBuilder()
                        .setName("projects/" + PROJECT)
                        .setFilter("metric.type = starts_with(\"" + type + "\")")
                        .build())
                .iterateAll())
        .containsExactly(kept);

    client.deleteMetricDescriptor(descriptorName(type));
    assertThatThrownBy(() -> client.getMetricDescriptor(descriptorName(type)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_request_carries_two_hundred_series_at_most() {
    List<TimeSeries> all =
        IntStream.range(0, 201)
            .mapToObj(i -> gauge(type, Map.of("n", "" + i), NOW, whole(i)))
            .toList();
    assertThatThrownBy(() -> client.createTimeSeries(ProjectName.of(PROJECT), all))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("maximum of 200");
    assertThat(server.series(type)).isEmpty();
    client.createTimeSeries(ProjectName.of(PROJECT), all.subList(0, 200));
    assertThat(server.series(type)).hasSize(200);
  }

  @Test
  void what_is_right_is_taken_and_what_is_not_is_named_and_counted() {
    write(gauge(type, Map.of("n", "0"), NOW.minusSeconds(2), whole(0)));
    TimeSeries twoPoints =
        gauge(type, Map.of("n", "3"), NOW, whole(1)).toBuilder()
            .addPoints(gauge(type, Map.of(), NOW.plusSeconds(9), whole(1)).getPoints(0))
            .build();
    ApiException refused =
        refusal(
            gauge(type, Map.of("n", "0"), NOW, whole(0)),
            gauge(type, Map.of("n", "1"), NOW, whole(1)),
            gauge(type, Map.of("n", "1"), NOW, whole(2)),
            twoPoints,
            gauge(type, Map.of("n", "4"), NOW, whole(4)));
    assertThat(refused)
        .hasMessageContaining("One or more TimeSeries could not be written: ")
        .hasMessageContaining("timeSeries[0] ")
        .hasMessageContaining("more frequently than the maximum sampling period")
        .hasMessageContaining("Duplicate TimeSeries encountered");
    CreateTimeSeriesSummary summary =
        refused.getErrorDetails().getMessage(CreateTimeSeriesSummary.class);
    assertThat(summary.getTotalPointCount()).isEqualTo(5);
    assertThat(summary.getSuccessPointCount()).isEqualTo(2);
    assertThat(summary.getErrorsList())
        .extracting(error -> error.getStatus().getCode() + "x" + error.getPointCount())
        .containsExactlyInAnyOrder(
            Code.FAILED_PRECONDITION_VALUE + "x1", Code.INVALID_ARGUMENT_VALUE + "x2");
    assertThat(server.series(type))
        .extracting(each -> each.getMetric().getLabelsMap().get("n"))
        .containsExactlyInAnyOrder("0", "1", "4");
  }

  @Test
  void places_in_a_message_are_drawn_together() {
    assertThat(RefusedSeries.ranges(List.of(0, 1, 2, 7, 9, 10))).isEqualTo("0-2,7,9-10");
  }

  @Test
  void the_client_does_not_try_a_write_again_by_itself() {
    server.faults().refuseAll(Status.UNAVAILABLE);
    assertThatThrownBy(() -> write(gauge(type, Map.of(), NOW, whole(1))))
        .isInstanceOf(UnavailableException.class);
    assertThat(server.faults().calls("CreateTimeSeries")).isEqualTo(1);
    server.faults().refuseAll(Status.PERMISSION_DENIED);
    assertThatThrownBy(() -> write(gauge(type, Map.of(), NOW, whole(1))))
        .isInstanceOf(PermissionDeniedException.class);
  }

  @Test
  void a_lost_answer_is_that_of_a_point_that_was_taken() {
    write(gauge(type, Map.of(), NOW.minusSeconds(60), whole(1)));
    server.faults().loseAnswers(1);
    assertThatThrownBy(() -> write(gauge(type, Map.of(), NOW, whole(1))))
        .isInstanceOf(UnavailableException.class);
    assertThat(refusal(gauge(type, Map.of(), NOW, whole(1)))).hasMessageContaining("in order");
    assertThat(server.series(type).get(0).getPointsCount()).isEqualTo(2);
  }

  @Test
  void who_waits_too_long_is_told_so() {
    server.faults().holdAll();
    assertThatThrownBy(
            () ->
                client
                    .createTimeSeriesCallable()
                    .call(
                        CreateTimeSeriesRequest.newBuilder()
                            .setName("projects/" + PROJECT)
                            .addTimeSeries(gauge(type, Map.of(), NOW, whole(1)))
                            .build(),
                        com.google.api.gax.grpc.GrpcCallContext.createDefault()
                            .withTimeoutDuration(Duration.ofMillis(300))))
        .isInstanceOf(DeadlineExceededException.class);
  }

  @Test
  void what_was_written_outlives_the_server() throws IOException {
    write(gauge(type, Map.of(), NOW, whole(1)));
    server.goAway();
    assertThatThrownBy(() -> write(gauge(type, Map.of(), NOW.plusSeconds(9), whole(2))))
        .isInstanceOf(UnavailableException.class);
    server.comeBack();
    // A connection that failed waits before it tries again, and would fail the next tests at once.
    client.close();
    client = server.client();
    assertThat(server.series(type).get(0).getPointsCount()).isEqualTo(1);
  }

  private ApiException refusal(TimeSeries... series) {
    ApiException refused =
        catchThrowableOfType(InvalidArgumentException.class, () -> write(series));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static void write(TimeSeries... series) {
    client.createTimeSeries(ProjectName.of(PROJECT), Arrays.asList(series));
  }

  private static List<TimeSeries> read(String filter) {
    return Stream.of(
            client.listTimeSeries(
                ProjectName.of(PROJECT),
                filter,
                interval(NOW.minusSeconds(3600), NOW.plusSeconds(3600)),
                TimeSeriesView.FULL))
        .flatMap(
            page -> java.util.stream.StreamSupport.stream(page.iterateAll().spliterator(), false))
        .toList();
  }

  private static String descriptorName(String type) {
    return "projects/" + PROJECT + "/metricDescriptors/" + type;
  }

  private MetricDescriptor descriptor(
      MetricKind kind, ValueType value, String description, String label) {
    return MetricDescriptor.newBuilder()
        .setType(type)
        .setMetricKind(kind)
        .setValueType(value)
        .setUnit("s")
        .setDescription(description)
        .addLabels(LabelDescriptor.newBuilder().setKey(label))
        .build();
  }
}
