package ai.coditect.ops.local.monitoring;

import com.google.api.Distribution;
import com.google.api.Distribution.BucketOptions;
import com.google.api.Metric;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Series with one point, right or wrong, for whoever tries what the service takes. */
final class SeriesToWrite {
  private SeriesToWrite() {}

  static TimeSeries cumulative(String type, Instant start, Instant end, long value) {
    return gauge(type, Map.of(), end, whole(value)).toBuilder()
        .setMetricKind(MetricKind.CUMULATIVE)
        .setPoints(0, Point.newBuilder().setInterval(interval(start, end)).setValue(whole(value)))
        .build();
  }

  static TimeSeries gauge(String type, Map<String, String> labels, Instant end, TypedValue value) {
    return TimeSeries.newBuilder()
        .setMetric(Metric.newBuilder().setType(type).putAllLabels(labels))
        .setResource(MonitoredResource.newBuilder().setType("global"))
        .addPoints(
            Point.newBuilder()
                .setInterval(TimeInterval.newBuilder().setEndTime(time(end)))
                .setValue(value))
        .build();
  }

  static TimeInterval interval(Instant start, Instant end) {
    return TimeInterval.newBuilder().setStartTime(time(start)).setEndTime(time(end)).build();
  }

  static Timestamp time(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  static TypedValue whole(long value) {
    return TypedValue.newBuilder().setInt64Value(value).build();
  }

  static TypedValue real(double value) {
    return TypedValue.newBuilder().setDoubleValue(value).build();
  }

  static TypedValue distribution(
      long count, double mean, List<Double> bounds, long... bucketCounts) {
    return TypedValue.newBuilder()
        .setDistributionValue(
            Distribution.newBuilder()
                .setCount(count)
                .setMean(mean)
                .setBucketOptions(
                    BucketOptions.newBuilder()
                        .setExplicitBuckets(
                            BucketOptions.Explicit.newBuilder().addAllBounds(bounds)))
                .addAllBucketCounts(Arrays.stream(bucketCounts).boxed().toList()))
        .build();
  }
}
