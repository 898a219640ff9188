package ai.coditect.ops.local.monitoring;

import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.WindowsBasedSli;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What select_slo_burn_rate answers for objectives of windows whose mean lies in a range. */
final class BurnRates {
  private static final Pattern SELECT =
      Pattern.compile("select_slo_burn_rate\\(\"([^\"]+)\", \"(\\d+)s\"\\)");

  private BurnRates() {}

  /**
   * @param series those that fit a filter
   */
  static double of(
      String filter,
      List<ServiceLevelObjective> objectives,
      Function<String, List<TimeSeries>> series,
      Instant now) {
    Matcher select = SELECT.matcher(filter);
    if (!select.matches()) {
      throw KeptMetrics.invalid("Field filter had an invalid value of \"" + filter + "\".");
    }
    ServiceLevelObjective objective =
        objectives.stream()
            .filter(each -> each.getName().equals(select.group(1)))
            .findFirst()
            .orElseThrow(() -> KeptMetrics.invalid("Could not find " + select.group(1) + "."));
    WindowsBasedSli windows = objective.getServiceLevelIndicator().getWindowsBased();
    WindowsBasedSli.MetricRange mean = windows.getMetricMeanInRange();
    List<Point> points =
        series.apply(mean.getTimeSeries()).stream()
            .flatMap(each -> each.getPointsList().stream())
            .toList();
    long length = Durations.toMillis(windows.getWindowPeriod());
    long count = Long.parseLong(select.group(2)) * 1000 / length;
    double bad = 0;
    double all = 0;
    for (long window = 0; window < count; window++) {
      long until = now.toEpochMilli() - window * length;
      double[] within =
          points.stream()
              .filter(each -> isWithin(each, until - length, until))
              .mapToDouble(each -> value(each))
              .toArray();
      if (within.length > 0) {
        double average = java.util.stream.DoubleStream.of(within).average().orElseThrow();
        all++;
        bad += average > mean.getRange().getMax() || average < mean.getRange().getMin() ? 1 : 0;
      }
    }
    return all == 0 ? 0 : bad / all / (1 - objective.getGoal());
  }

  private static boolean isWithin(Point point, long after, long until) {
    long end = Timestamps.toMillis(point.getInterval().getEndTime());
    return end > after && end <= until;
  }

  private static double value(Point point) {
    return point.getValue().hasInt64Value()
        ? point.getValue().getInt64Value()
        : point.getValue().getDoubleValue();
  }
}
