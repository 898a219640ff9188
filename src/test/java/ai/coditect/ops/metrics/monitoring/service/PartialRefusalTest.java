package ai.coditect.ops.metrics.monitoring.service;

import static ai.coditect.ops.metrics.monitoring.service.PointAnswer.INVALID;
import static ai.coditect.ops.metrics.monitoring.service.PointAnswer.OUT_OF_ORDER;
import static ai.coditect.ops.metrics.monitoring.service.PointAnswer.TAKEN;
import static ai.coditect.ops.metrics.monitoring.service.PointAnswer.TOO_SOON;
import static ai.coditect.ops.metrics.monitoring.service.PointAnswer.TWICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialRefusalTest {
  private static final String BEGIN =
      "io.grpc.StatusRuntimeException: INVALID_ARGUMENT: One or more TimeSeries could not be"
          + " written: ";

  @Test
  void places_come_after_the_reason_as_in_2019() {
    assertThat(
            PartialRefusal.read(
                BEGIN
                    + "One or more points were written more frequently than the maximum sampling"
                    + " period configured for the metric. {Metric: custom.googleapis.com/a,"
                    + " Timestamps: {Youngest Existing: 'x', New: 'y'}}: timeSeries[1-2,4];"
                    + " Field timeSeries[5] had an invalid value: Duplicate TimeSeries encountered."
                    + " Only one point can be written per TimeSeries per request.: timeSeries[5]",
                7))
        .contains(List.of(TAKEN, TOO_SOON, TOO_SOON, TAKEN, TOO_SOON, TWICE, TAKEN));
  }

  @Test
  void the_resource_stands_between_as_in_2023() {
    assertThat(
            PartialRefusal.read(
                BEGIN
                    + "Points must be written in order. One or more of the points specified had an"
                    + " older start time than the most recent point.: global{} timeSeries[0]:"
                    + " custom.googleapis.com/a{why:more frequently}; Unheard of; really.:"
                    + " global{} timeSeries[2]: custom.googleapis.com/b{}",
                3))
        .contains(List.of(OUT_OF_ORDER, TAKEN, INVALID));
  }

  @Test
  void places_come_first_as_in_2025() {
    assertThat(
            PartialRefusal.read(
                BEGIN
                    + "timeSeries[0-1] (example metric.type=\"custom.googleapis.com/a\","
                    + " metric.labels={\"why\": \"in order\"}): write for resource=generic_task{job:x}"
                    + " failed with: One or more points were written more frequently than the"
                    + " maximum sampling period configured for the metric.; timeSeries[3] (example"
                    + " metric.type=\"custom.googleapis.com/b\", metric.labels={}): write for"
                    + " resource=generic_task{job:x} failed with: Points must be written in order.",
                4))
        .contains(List.of(TOO_SOON, TOO_SOON, TAKEN, OUT_OF_ORDER));
  }

  @Test
  void a_message_without_places_says_nothing_about_points() {
    assertThat(PartialRefusal.read("INVALID_ARGUMENT: Field name had an invalid value", 2))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Data points cannot be written more than 25h in the past., TOO_OLD",
    "Data points cannot be written more than 5m in the future., TOO_EARLY",
    "'Metric kind for metric custom.googleapis.com/a must be GAUGE, but is CUMULATIVE.', OTHER_KIND",
    "'Value type for metric custom.googleapis.com/a must be INT64, but is DOUBLE.', OTHER_KIND",
    "Unrecognized metric labels: [x], OTHER_LABELS",
    "Internal error encountered. Please retry after a few seconds., FAULT",
    "Something new., INVALID"
  })
  void a_reason_is_known_by_its_words(String sentence, PointAnswer answer) {
    assertThat(PointAnswer.of(sentence)).isEqualTo(answer);
  }
}
