package ai.coditect.ops.metrics.figure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.metrics.figure.FigureReading.Point;
import ai.coditect.ops.metrics.file.LabelDomain;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFigure.Kind;
import ai.coditect.ops.metrics.file.MetricFigure.ValueType;
import ai.coditect.ops.metrics.file.MetricFigure.WhenMissing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whatever a statement answers has a name, and what is right in it is told all the same. */
final class AnswerReadingTest {
  private static final Instant SINCE = Instant.parse("2026-11-01T00:00:00Z");
  private static final LabelDomain PLANS = new LabelDomain.Words(List.of("FREE", "PRO"));

  @Test
  void what_is_right_is_told() {
    FigureReading read = read(gauge(WhenMissing.FAULT), row("FREE", 3.0), row("PRO", 0.0));
    assertThat(read.result()).isEqualTo(FigureResult.OK);
    assertThat(values(read)).containsExactly(Map.entry("FREE", 3.0), Map.entry("PRO", 0.0));
  }

  @Test
  void a_null_is_named_and_the_row_beside_it_told() {
    FigureReading read =
        read(
            gauge(WhenMissing.ZERO),
            new AnsweredRow(
                Optional.empty(), Optional.empty(), Optional.empty(), Map.of("plan", "FREE")),
            row("PRO", 1.0));
    assertThat(read.result()).isEqualTo(FigureResult.NO_VALUE);
    assertThat(read.refused()).isEqualTo(1);
    // FREE is unknown and not nothing.
    assertThat(values(read)).containsExactly(Map.entry("PRO", 1.0));
  }

  @Test
  void nan_and_infinity_are_no_numbers() {
    assertThat(read(gauge(WhenMissing.FAULT), row("FREE", Double.NaN)).result())
        .isEqualTo(FigureResult.NOT_A_NUMBER);
    assertThat(read(gauge(WhenMissing.FAULT), row("FREE", Double.NEGATIVE_INFINITY)).result())
        .isEqualTo(FigureResult.NOT_A_NUMBER);
  }

  @Test
  void two_rows_for_one_label_set_are_named_and_the_first_is_told() {
    FigureReading read = read(gauge(WhenMissing.FAULT), row("FREE", 1.0), row("FREE", 2.0));
    assertThat(read.result()).isEqualTo(FigureResult.TWICE);
    assertThat(values(read)).containsExactly(Map.entry("FREE", 1.0));
  }

  @Test
  void a_counter_is_not_negative_and_says_since_when_a_gauge_may_be() {
    MetricFigure counter = figure(Kind.COUNTER, WhenMissing.FAULT, Map.of("plan", PLANS), 0);
    assertThat(read(counter, counted("FREE", -1.0)).result()).isEqualTo(FigureResult.NEGATIVE);
    assertThat(read(counter, row("FREE", 1.0)).result()).isEqualTo(FigureResult.NO_VALUE);
    assertThat(read(counter, counted("FREE", 1.0)).points().get(0).since()).contains(SINCE);
    assertThat(read(gauge(WhenMissing.FAULT), row("FREE", -1.0)).result())
        .isEqualTo(FigureResult.OK);
  }

  @Test
  void no_row_is_a_fault_or_zero_or_nothing_as_the_file_says() {
    assertThat(read(gauge(WhenMissing.FAULT)).result()).isEqualTo(FigureResult.NO_ROW);
    assertThat(read(gauge(WhenMissing.ABSENT)).result()).isEqualTo(FigureResult.OK);
    assertThat(read(gauge(WhenMissing.ABSENT)).points()).isEmpty();
    assertThat(values(read(gauge(WhenMissing.ZERO))))
        .containsExactly(Map.entry("FREE", 0.0), Map.entry("PRO", 0.0));
    assertThat(values(read(gauge(WhenMissing.ZERO), row("PRO", 2.0))))
        .containsExactly(Map.entry("PRO", 2.0), Map.entry("FREE", 0.0));
  }

  @Test
  void rows_of_a_misspelt_figure_make_no_zeros_of_the_right_one() {
    AnsweredRow misspelt =
        new AnsweredRow(
            Optional.of("thigns"), Optional.of(1.0), Optional.empty(), Map.of("plan", "FREE"));
    FigureReading read = read(gauge(WhenMissing.ZERO), misspelt);
    assertThat(read.result()).isEqualTo(FigureResult.NO_ROW);
    assertThat(read.points()).isEmpty();
  }

  @Test
  void a_label_that_is_no_known_word_is_counted_and_never_repeated() {
    AnsweredRow address = row("jane.roe@example.com", 1.0);
    FigureReading read = read(gauge(WhenMissing.FAULT), address, row("FREE", 2.0));
    assertThat(read.result()).isEqualTo(FigureResult.FORBIDDEN_LABEL);
    assertThat(read.rows()).isEqualTo(2);
    assertThat(read.refused()).isEqualTo(1);
    assertThat(values(read)).containsExactly(Map.entry("FREE", 2.0));
    assertThat(address + " " + read).doesNotContain("jane");
    assertThat(
            read(
                    gauge(WhenMissing.FAULT),
                    new AnsweredRow(Optional.empty(), Optional.of(1.0), Optional.empty(), Map.of()))
                .result())
        .isEqualTo(FigureResult.FORBIDDEN_LABEL);
  }

  @Test
  void of_a_hundred_thousand_ids_the_largest_are_told_and_the_rest_as_one() {
    MetricFigure byId =
        figure(Kind.GAUGE, WhenMissing.ABSENT, Map.of("organization", new LabelDomain.Ids()), 3);
    List<AnsweredRow> rows = new ArrayList<>();
    IntStream.rangeClosed(1, 100_000)
        .forEach(
            n ->
                rows.add(
                    new AnsweredRow(
                        Optional.empty(),
                        Optional.of((double) n),
                        Optional.empty(),
                        Map.of("organization", new UUID(0, n).toString()))));
    FigureReading read = AnswerReading.of(List.of(byId), rows, false).get(0);
    assertThat(read.result()).isEqualTo(FigureResult.OK);
    assertThat(read.rows()).isEqualTo(100_000);
    assertThat(values(read))
        .containsExactly(
            Map.entry(new UUID(0, 100_000).toString(), 100_000.0),
            Map.entry(new UUID(0, 99_999).toString(), 99_999.0),
            Map.entry(new UUID(0, 99_998).toString(), 99_998.0),
            Map.entry("other", 100_000.0 * 100_001 / 2 - 299_997));
    assertThat(AnswerReading.of(List.of(byId), rows, true).get(0).result())
        .isEqualTo(FigureResult.TOO_MANY);
  }

  @Test
  void one_answer_serves_several_figures() {
    MetricFigure one = figure("one", Kind.GAUGE, WhenMissing.FAULT, Map.of(), 0);
    MetricFigure two = figure("two", Kind.GAUGE, WhenMissing.FAULT, Map.of(), 0);
    List<FigureReading> read =
        AnswerReading.of(
            List.of(one, two),
            List.of(
                new AnsweredRow(Optional.of("two"), Optional.of(2.0), Optional.empty(), Map.of()),
                new AnsweredRow(Optional.empty(), Optional.of(9.0), Optional.empty(), Map.of())),
            false);
    assertThat(read)
        .extracting(FigureReading::result)
        .containsExactly(FigureResult.NO_ROW, FigureResult.OK);
    assertThat(read.get(1).points().get(0).value()).isEqualTo(2.0);
  }

  private static FigureReading read(MetricFigure figure, AnsweredRow... rows) {
    return AnswerReading.of(List.of(figure), List.of(rows), false).get(0);
  }

  private static List<Map.Entry<String, Double>> values(FigureReading read) {
    return read.points().stream().map(AnswerReadingTest::entry).toList();
  }

  private static Map.Entry<String, Double> entry(Point point) {
    return Map.entry(point.labels().values().iterator().next(), point.value());
  }

  private static MetricFigure gauge(WhenMissing missing) {
    return figure(Kind.GAUGE, missing, Map.of("plan", PLANS), 0);
  }

  private static MetricFigure figure(
      Kind kind, WhenMissing missing, Map<String, LabelDomain> labels, int top) {
    return figure("things", kind, missing, labels, top);
  }

  private static MetricFigure figure(
      String name, Kind kind, WhenMissing missing, Map<String, LabelDomain> labels, int top) {
    SortedMap<String, LabelDomain> sorted = new TreeMap<>(labels);
    return new MetricFigure(
        name, "Things by plan.", "{thing}", kind, ValueType.INT64, sorted, missing, top);
  }

  private static AnsweredRow row(String plan, double value) {
    return new AnsweredRow(
        Optional.empty(), Optional.of(value), Optional.empty(), Map.of("plan", plan));
  }

  private static AnsweredRow counted(String plan, double value) {
    return new AnsweredRow(
        Optional.empty(), Optional.of(value), Optional.of(SINCE), Map.of("plan", plan));
  }
}
