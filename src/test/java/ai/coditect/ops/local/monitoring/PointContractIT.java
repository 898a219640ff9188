package ai.coditect.ops.local.monitoring;

import static ai.coditect.ops.local.monitoring.SeriesToWrite.cumulative;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.distribution;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.gauge;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.interval;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.real;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.time;
import static ai.coditect.ops.local.monitoring.SeriesToWrite.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.local.SteppedClock;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MonitoredResource;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.cloud.monitoring.v3.MetricServiceClient;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.ProjectName;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which points Cloud Monitoring takes, told with Google's client. */
class PointContractIT {
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
  void points_of_a_series_grow_by_five_seconds_at_least() {
    write(gauge(type, Map.of(), NOW, whole(1)));
    assertThat(refusal(gauge(type, Map.of(), NOW, whole(1)))).hasMessageContaining("in order");
    assertThat(refusal(gauge(type, Map.of(), NOW.minusMillis(1), whole(1))))
        .hasMessageContaining("older end time");
    assertThat(refusal(gauge(type, Map.of(), NOW.plusMillis(4_999), whole(1))))
        .hasMessageContaining("more frequently");
    write(gauge(type, Map.of(), NOW.plusSeconds(5), whole(1)));
    assertThat(server.series(type).get(0).getPointsCount()).isEqualTo(2);
  }

  @Test
  void a_point_is_at_most_25_hours_old_and_5_minutes_early() {
    assertThat(
            refusal(
                gauge(type, Map.of(), NOW.minus(Duration.ofHours(25)).minusMillis(1), whole(1))))
        .hasMessageContaining("in the past");
    write(gauge(type, Map.of(), NOW.minus(Duration.ofHours(25)), whole(1)));
    assertThat(refusal(gauge(type, Map.of(), NOW.plusSeconds(300).plusMillis(1), whole(1))))
        .hasMessageContaining("in the future");
    write(gauge(type, Map.of(), NOW.plusSeconds(300), whole(1)));
  }

  @Test
  void a_cumulative_point_has_a_start_that_only_a_reset_moves() {
    Instant start = NOW.minusSeconds(600);
    write(cumulative(type, start, NOW.minusSeconds(60), 5));
    write(cumulative(type, start, NOW, 6));
    assertThat(refusal(cumulative(type, NOW.minusMillis(1), NOW.plusSeconds(60), 1)))
        .hasMessageContaining("older start time");
    assertThat(refusal(cumulative(type, NOW.plusSeconds(60), NOW.plusSeconds(60), 1)))
        .hasMessageContaining("start time must be before the end time");
    write(cumulative(type, NOW.plusMillis(1), NOW.plusSeconds(60), 1));
  }

  @Test
  void a_gauge_has_no_start_of_its_own_and_keeps_kind_type_and_labels() {
    write(gauge(type, Map.of("job", "a"), NOW, whole(1)));
    TimeSeries.Builder early = gauge(type, Map.of("job", "b"), NOW, whole(1)).toBuilder();
    early.getPointsBuilder(0).getIntervalBuilder().setStartTime(time(NOW.minusSeconds(1)));
    assertThat(refusal(early.build())).hasMessageContaining("start time must be equal");
    assertThat(refusal(gauge(type, Map.of("job", "b"), NOW, real(1))))
        .hasMessageContaining("Value type for metric " + type + " must be INT64, but is DOUBLE");
    assertThat(
            refusal(
                gauge(type, Map.of("job", "b"), NOW, whole(1)).toBuilder()
                    .setMetricKind(MetricKind.CUMULATIVE)
                    .setPoints(0, cumulative(type, NOW.minusSeconds(9), NOW, 1).getPoints(0))
                    .build()))
        .hasMessageContaining("Metric kind for metric " + type + " must be GAUGE");
    assertThat(refusal(gauge(type, Map.of("task", "b"), NOW, whole(1))))
        .hasMessageContaining("Unrecognized metric labels");
  }

  static Stream<TimeSeries> unfit() {
    String fresh = "custom.googleapis.com/unfit";
    Map<String, String> thirtyOne =
        IntStream.range(0, 31).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "v"));
    return Stream.of(
        gauge("other.googleapis.com/x", Map.of(), NOW, whole(1)),
        gauge(fresh, thirtyOne, NOW, whole(1)),
        gauge(fresh, Map.of("k".repeat(101), "v"), NOW, whole(1)),
        gauge(fresh, Map.of("not-a-key", "v"), NOW, whole(1)),
        gauge(fresh, Map.of("k", "v".repeat(1025)), NOW, whole(1)),
        gauge(fresh, Map.of(), NOW, TypedValue.getDefaultInstance()),
        gauge(fresh, Map.of(), NOW, real(Double.NaN)),
        gauge(fresh, Map.of(), NOW, distribution(3, 1, List.of(1.0, 2.0), 1, 1, 0)),
        gauge(fresh, Map.of(), NOW, distribution(2, 1, List.of(2.0, 2.0), 1, 1, 0)),
        gauge(fresh, Map.of(), NOW, distribution(0, 1, List.of(1.0), 0, 0)),
        gauge(fresh, Map.of(), NOW, distribution(2, Double.NaN, List.of(1.0), 1, 1)),
        gauge(fresh, Map.of(), NOW, distribution(3, 1, List.of(1.0), 1, 1, 1)),
        gauge(fresh, Map.of(), NOW, whole(1)).toBuilder().setMetricKind(MetricKind.DELTA).build(),
        gauge(fresh, Map.of(), NOW, TypedValue.newBuilder().setBoolValue(true).build()).toBuilder()
            .setMetricKind(MetricKind.CUMULATIVE)
            .setPoints(
                0,
                Point.newBuilder()
                    .setValue(TypedValue.newBuilder().setBoolValue(true))
                    .setInterval(interval(NOW.minusSeconds(1), NOW)))
            .build(),
        gauge(fresh, Map.of(), NOW, whole(1)).toBuilder()
            .setResource(MonitoredResource.newBuilder().setType("k8s_container"))
            .build(),
        gauge(fresh, Map.of(), NOW, whole(1)).toBuilder()
            .setResource(MonitoredResource.newBuilder().setType("gke_container"))
            .build());
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void what_can_never_be_right_is_refused_and_describes_nothing(TimeSeries series) {
    refusal(series);
    assertThat(server.series("custom.googleapis.com/unfit")).isEmpty();
    assertThat(server.descriptors())
        .extracting(MetricDescriptor::getType)
        .doesNotContain("custom.googleapis.com/unfit", "other.googleapis.com/x");
  }

  @Test
  void a_consistent_distribution_is_taken() {
    write(gauge(type, Map.of(), NOW, distribution(3, 1.5, List.of(1.0, 2.0), 1, 1, 1)));
    write(
        gauge(type, Map.of(), NOW.plusSeconds(5), distribution(0, 0, List.of(1.0, 2.0), 0, 0, 0)));
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
}
