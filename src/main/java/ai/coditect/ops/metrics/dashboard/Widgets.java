package ai.coditect.ops.metrics.dashboard;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.metrics.alert.Condition.Threshold;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFigure.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What stands on a tile. */
final class Widgets {
  private static final String EVERY_MINUTE = "60s";
  private static final String EVERY_HOUR = "3600s";

  /** How the series of a traffic light become its one number. */
  enum Reducer {
    MOST("ALIGN_MAX", "REDUCE_MAX", "ABOVE"),
    LEAST("ALIGN_MIN", "REDUCE_MIN", "BELOW"),
    SUM("ALIGN_MAX", "REDUCE_SUM", "ABOVE"),
    LEAST_OF_ALL("ALIGN_MAX", "REDUCE_SUM", "BELOW"),
    COUNT("ALIGN_MEAN", "REDUCE_COUNT", "BELOW");

    private final String aligner;
    private final String reducer;
    private final String direction;

    Reducer(String aligner, String reducer, String direction) {
      this.aligner = aligner;
      this.reducer = reducer;
      this.direction = direction;
    }
  }

  private Widgets() {}

  static Map<String, Object> text(String title, String markdown) {
    return object(
        "title",
        title,
        "text",
        object("content", markdown, "format", "MARKDOWN", "style", object("fontSize", "FS_LARGE")));
  }

  /** What is open in the project, whoever's policy opened it. */
  static Map<String, Object> incidents(String title) {
    return object("title", title, "incidentList", object());
  }

  /** One number that turns yellow and red, where there are limits for it. */
  static Map<String, Object> light(
      String title,
      SeriesSelector series,
      Reducer reducer,
      Optional<Double> yellow,
      Optional<Double> red) {
    return object(
        "title",
        title,
        "scorecard",
        object(
            "timeSeriesQuery",
            query(
                series,
                object(
                    "alignmentPeriod", EVERY_MINUTE,
                    "perSeriesAligner", reducer.aligner,
                    "crossSeriesReducer", reducer.reducer)),
            "sparkChartView",
            object("sparkChartType", "SPARK_LINE"),
            "thresholds",
            Stream.concat(
                    yellow.stream().map(each -> threshold(each, "YELLOW", reducer.direction)),
                    red.stream().map(each -> threshold(each, "RED", reducer.direction)))
                .toList()));
  }

  private static Map<String, Object> threshold(double value, String color, String direction) {
    return object("value", value, "color", color, "direction", direction);
  }

  /** A row for each series, with its newest value. */
  static Map<String, Object> table(String title, SeriesSelector series) {
    return object(
        "title",
        title,
        "timeSeriesTable",
        object(
            "dataSets",
            List.of(
                object(
                    "timeSeriesQuery",
                    query(series, aligned(EVERY_MINUTE, "ALIGN_MAX")),
                    "minAlignmentPeriod",
                    EVERY_MINUTE)),
            "metricVisualization",
            "NUMBER"));
  }

  /**
   * A line for each series, and where rules begin to speak.
   *
   * @param levels at which something begins to be wrong beside them
   */
  static Map<String, Object> chart(
      String title, SeriesSelector series, ChartSource source, double... levels) {
    MetricFigure figure = source.figure(series);
    boolean counts = figure.kind() == Kind.COUNTER;
    String every = counts ? EVERY_HOUR : EVERY_MINUTE;
    String aligner =
        counts ? "ALIGN_DELTA" : source.isWrongBelow(series) ? "ALIGN_MIN" : "ALIGN_MAX";
    Map<String, Object> data = object("timeSeriesQuery", query(series, aligned(every, aligner)));
    data.put("plotType", counts ? "STACKED_BAR" : "LINE");
    String legend = legend(figure, series);
    if (!legend.isEmpty()) {
      data.put("legendTemplate", legend);
    }
    data.put("minAlignmentPeriod", every);
    data.put("targetAxis", "Y1");
    Map<String, Object> chart =
        object(
            "dataSets", List.of(data), "yAxis", object("label", figure.unit(), "scale", "LINEAR"));
    List<Map<String, Object>> lines =
        DoubleStream.concat(
                source.thresholds(series).stream().mapToDouble(Threshold::threshold),
                DoubleStream.of(levels))
            .mapToObj(Widgets::line)
            .toList();
    if (!lines.isEmpty()) {
      chart.put("thresholds", lines);
    }
    chart.put("chartOptions", object("mode", "COLOR"));
    return object("title", title, "xyChart", chart);
  }

  private static Map<String, Object> line(double threshold) {
    return object("label", "alert", "value", threshold, "targetAxis", "Y1");
  }

  /** Labels that tell the series apart. */
  private static String legend(MetricFigure figure, SeriesSelector series) {
    String resource =
        series.resource() == SeriesSelector.Resource.POD ? "${resource.labels.pod_name}" : "";
    return figure.labels().keySet().stream()
        .filter(label -> !series.labels().containsKey(label))
        .map(label -> "${metric.labels." + label + "}")
        .collect(Collectors.joining(" "))
        .concat(resource);
  }

  private static Map<String, Object> aligned(String every, String aligner) {
    return object("alignmentPeriod", every, "perSeriesAligner", aligner);
  }

  private static Map<String, Object> query(SeriesSelector series, Map<String, Object> aggregation) {
    return object(
        "timeSeriesFilter", object("filter", series.filter(), "aggregation", aggregation));
  }
}
