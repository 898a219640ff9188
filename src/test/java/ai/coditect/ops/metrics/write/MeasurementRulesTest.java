package ai.coditect.ops.metrics.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.coditect.ops.metrics.write.Measurement.Distribution;
import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Truth;
import ai.coditect.ops.metrics.write.Measurement.Value;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MeasurementRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

  private static Measurement of(
      String metric, Kind kind, Map<String, String> labels, Value value, Instant start) {
    return new Measurement(
        metric,
        kind,
        "1",
        "d",
        new TreeMap<>(labels),
        value,
        NOW,
        Optional.ofNullable(start),
        Scope.PROCESS,
        false);
  }

  private static Measurement gauge(Value value) {
    return of("job/rows", Kind.GAUGE, Map.of("job", "a"), value, null);
  }

  private static Measurement counter(Value value) {
    return of("job/rows", Kind.CUMULATIVE, Map.of(), value, NOW.minusMillis(1));
  }

  private static Map<String, String> labels(int count) {
    return IntStream.range(0, count)
        .boxed()
        .collect(Collectors.toMap(i -> "l" + i, i -> "v".repeat(1024)));
  }

  static Stream<Measurement> fit() {
    return Stream.of(
        gauge(new Whole(-1)),
        gauge(new Real(0)),
        gauge(new Truth(false)),
        counter(new Whole(0)),
        counter(new Real(1.5)),
        of("m", Kind.GAUGE, labels(30), new Whole(1), null),
        of("m", Kind.GAUGE, Map.of("k".repeat(100), ""), new Whole(1), null),
        counter(new Distribution(3, 2, List.of(1.0, 2.0), List.of(1L, 0L, 2L))),
        counter(new Distribution(0, 0, List.of(1.0), List.of(0L, 0L))));
  }

  @ParameterizedTest
  @MethodSource("fit")
  void what_the_service_takes_passes(Measurement measurement) {
    assertThat(MeasurementRules.wrong(measurement)).isEmpty();
  }

  static Stream<Arguments> unfit() {
    return Stream.of(
        arguments("name", of("Job", Kind.GAUGE, Map.of(), new Whole(1), null)),
        arguments("name", of("job/", Kind.GAUGE, Map.of(), new Whole(1), null)),
        arguments("name", of("m".repeat(151), Kind.GAUGE, Map.of(), new Whole(1), null)),
        arguments("30 labels", of("m", Kind.GAUGE, labels(31), new Whole(1), null)),
        arguments(
            "label's name", of("m", Kind.GAUGE, Map.of("k".repeat(101), ""), new Whole(1), null)),
        arguments("label's name", of("m", Kind.GAUGE, Map.of("a-b", ""), new Whole(1), null)),
        arguments("1024", of("m", Kind.GAUGE, Map.of("k", "v".repeat(1025)), new Whole(1), null)),
        arguments("finite", gauge(new Real(Double.NaN))),
        arguments("finite", gauge(new Real(Double.NEGATIVE_INFINITY))),
        arguments("negative", counter(new Whole(-1))),
        arguments("negative", counter(new Real(-0.1))),
        arguments("yes or no", counter(new Truth(true))),
        arguments("start", of("m", Kind.CUMULATIVE, Map.of(), new Whole(1), null)),
        arguments("start", of("m", Kind.GAUGE, Map.of(), new Whole(1), NOW.minusSeconds(1))),
        arguments("before its end", of("m", Kind.CUMULATIVE, Map.of(), new Whole(1), NOW)),
        arguments("mean", counter(new Distribution(1, Double.NaN, List.of(1.0), List.of(1L, 0L)))),
        arguments("mean", counter(new Distribution(0, 1, List.of(1.0), List.of(0L, 0L)))),
        arguments("bucket", counter(new Distribution(1, 1, List.of(1.0), List.of(1L)))),
        arguments("bucket", counter(new Distribution(1, 1, List.of(), List.of(1L)))),
        arguments("grow", counter(new Distribution(0, 0, List.of(2.0, 2.0), List.of(0L, 0L, 0L)))),
        arguments("negative", counter(new Distribution(0, 0, List.of(1.0), List.of(-1L, 1L)))),
        arguments("add up", counter(new Distribution(2, 1, List.of(1.0), List.of(1L, 0L)))));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void what_can_never_be_written_is_told_apart(String why, Measurement measurement) {
    assertThat(MeasurementRules.wrong(measurement)).get().asString().contains(why);
  }

  @Test
  void what_is_wrong_is_told_without_the_value() {
    assertThat(
            MeasurementRules.wrong(
                of("m", Kind.GAUGE, Map.of("k", "x@y".repeat(500)), new Whole(1), null)))
        .get()
        .asString()
        .doesNotContain("x@y");
  }
}
