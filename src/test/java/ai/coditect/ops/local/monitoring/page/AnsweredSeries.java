package ai.coditect.ops.local.monitoring.page;

import com.google.api.MetricDescriptor;
import com.google.monitoring.dashboard.v1.Aggregation;
import com.google.monitoring.dashboard.v1.TimeSeriesFilter;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.protobuf.util.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One line of an answer: values by the end of their alignment period, in seconds.
 *
 * @param labels of metric and resource; none of what was reduced
 */
record AnsweredSeries(Map<String, String> labels, SortedMap<Long, Double> values) {

  /** What the service would answer to this filter. */
  static List<AnsweredSeries> of(
      TimeSeriesFilter query, Function<String, List<TimeSeries>> series) {
    Aggregation aggregation = query.getAggregation();
    List<AnsweredSeries> aligned = new ArrayList<>();
    for (TimeSeries each : series.apply(query.getFilter())) {
      Map<String, String> labels = new TreeMap<>(each.getResource().getLabelsMap());
      labels.putAll(each.getMetric().getLabelsMap());
      aligned.add(new AnsweredSeries(labels, align(each, aggregation)));
    }
    return aggregation.getCrossSeriesReducer() == Aggregation.Reducer.REDUCE_NONE
        ? aligned
        : reduce(aligned, aggregation.getCrossSeriesReducer());
  }

  private static SortedMap<Long, Double> align(TimeSeries series, Aggregation aggregation) {
    long period = Math.max(1, aggregation.getAlignmentPeriod().getSeconds());
    SortedMap<Long, List<Double>> periods = new TreeMap<>();
    for (Point point : series.getPointsList()) {
      long end = Timestamps.toSeconds(point.getInterval().getEndTime());
      periods
          .computeIfAbsent(Math.floorDiv(end, period) * period + period, at -> new ArrayList<>())
          .add(value(point));
    }
    SortedMap<Long, Double> values = new TreeMap<>();
    Double before = null;
    for (Map.Entry<Long, List<Double>> each : periods.entrySet()) {
      List<Double> all = each.getValue();
      double last = all.get(all.size() - 1);
      double value =
          switch (aggregation.getPerSeriesAligner()) {
            case ALIGN_MAX -> all.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            case ALIGN_MIN -> all.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            case ALIGN_MEAN ->
                all.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            case ALIGN_DELTA ->
                series.getValueType() == MetricDescriptor.ValueType.DISTRIBUTION
                    ? last
                    : last - (before == null ? all.get(0) : before);
            default ->
                throw new IllegalArgumentException(
                    "not drawn here: " + aggregation.getPerSeriesAligner());
          };
      before = last;
      values.put(each.getKey(), value);
    }
    return values;
  }

  private static double value(Point point) {
    return switch (point.getValue().getValueCase()) {
      case INT64_VALUE -> point.getValue().getInt64Value();
      case DOUBLE_VALUE -> point.getValue().getDoubleValue();
      case BOOL_VALUE -> point.getValue().getBoolValue() ? 1 : 0;
      // Drawn by its mean: which of its values is the 95th is the service's to say.
      case DISTRIBUTION_VALUE -> point.getValue().getDistributionValue().getMean();
      default -> throw new IllegalArgumentException("not drawn here: " + point.getValue());
    };
  }

  private static List<AnsweredSeries> reduce(
      List<AnsweredSeries> aligned, Aggregation.Reducer reducer) {
    SortedMap<Long, List<Double>> together = new TreeMap<>();
    aligned.forEach(
        each ->
            each.values()
                .forEach(
                    (at, value) ->
                        together.computeIfAbsent(at, key -> new ArrayList<>()).add(value)));
    SortedMap<Long, Double> values = new TreeMap<>();
    together.forEach(
        (at, all) ->
            values.put(
                at,
                switch (reducer) {
                  case REDUCE_MAX, REDUCE_PERCENTILE_95 ->
                      all.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
                  case REDUCE_MIN ->
                      all.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
                  case REDUCE_SUM -> all.stream().mapToDouble(Double::doubleValue).sum();
                  case REDUCE_COUNT -> (double) all.size();
                  default -> throw new IllegalArgumentException("not drawn here: " + reducer);
                }));
    return values.isEmpty() ? List.of() : List.of(new AnsweredSeries(Map.of(), values));
  }

  double newest() {
    return values.get(values.lastKey());
  }

  /** A legend as its template says: ${metric.labels.job}. */
  String named(String template) {
    String name = template;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      name =
          name.replace("${metric.labels." + label.getKey() + "}", label.getValue())
              .replace("${resource.labels." + label.getKey() + "}", label.getValue());
    }
    return name;
  }
}
