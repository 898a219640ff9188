package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.write.Measurement;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.util.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Points that arrived at Cloud Monitoring, as a rule's engine sees them: one a minute at most. */
public final class ArrivedSeries {
  /** A host's series stand for a pod's: outside a cluster a process is written on its host. */
  private static final Map<String, SeriesSelector.Resource> RESOURCES =
      Map.of(
          "generic_task", SeriesSelector.Resource.SERVICE,
          "k8s_container", SeriesSelector.Resource.POD,
          "generic_node", SeriesSelector.Resource.POD);

  private ArrivedSeries() {}

  /**
   * @param start of minute 0
   * @param interval that takes the place of a minute; values stay as they are
   * @param minutes how many there are
   */
  public static RuleTest of(
      List<TimeSeries> arrived, Instant start, Duration interval, long minutes) {
    RuleTest test = new RuleTest();
    for (TimeSeries series : arrived) {
      if (series.getMetric().getType().startsWith(Measurement.PREFIX)
          && !series.getPoints(0).getValue().hasDistributionValue()) {
        test.series(name(series), values(series, start, interval, minutes));
      }
    }
    return test;
  }

  private static String name(TimeSeries series) {
    String figure = series.getMetric().getType().substring(Measurement.PREFIX.length());
    String known =
        new SeriesSelector(
                figure.replaceAll("[./]", "_"),
                RESOURCES.get(series.getResource().getType()),
                new TreeMap<>(series.getMetric().getLabelsMap()))
            .promQl();
    // Two processes write the same figures: what they run on tells them apart.
    return known.substring(0, known.length() - 1)
        + series.getResource().getLabelsMap().entrySet().stream()
            .filter(each -> each.getKey().matches("pod_name|node_id"))
            .map(each -> "," + each.getKey() + "=\"" + each.getValue() + "\"")
            .collect(Collectors.joining())
        + "}";
  }

  private static String values(TimeSeries series, Instant start, Duration interval, long minutes) {
    Map<Long, Double> byMinute = new TreeMap<>();
    for (Point point : series.getPointsList()) {
      long millis = Timestamps.toMillis(point.getInterval().getEndTime()) - start.toEpochMilli();
      byMinute.put(-Math.floorDiv(-millis, interval.toMillis()), value(point.getValue()));
    }
    StringBuilder values = new StringBuilder();
    for (long minute = 0; minute < minutes; minute++) {
      Double value = byMinute.get(minute);
      values.append(value == null ? "_ " : Condition.number(value) + " ");
    }
    return values.toString();
  }

  private static double value(TypedValue value) {
    return switch (value.getValueCase()) {
      case INT64_VALUE -> value.getInt64Value();
      case DOUBLE_VALUE -> value.getDoubleValue();
      default -> throw new IllegalArgumentException(value.getValueCase().name());
    };
  }
}
