package ai.coditect.ops.local.monitoring;

import com.google.api.Metric;
import com.google.api.MetricDescriptor;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/** What Cloud SQL itself writes about an instance, and nobody through the API. */
final class InstanceSeries {
  private static final int MINUTES = 10;

  private InstanceSeries() {}

  /**
   * @param metric behind {@code cloudsql.googleapis.com/database/}
   * @param shares of 1
   */
  static TimeSeries of(
      String project, String instance, String metric, Map<Instant, Double> shares) {
    TimeSeries.Builder series =
        TimeSeries.newBuilder()
            .setMetric(Metric.newBuilder().setType("cloudsql.googleapis.com/database/" + metric))
            .setResource(
                MonitoredResource.newBuilder()
                    .setType("cloudsql_database")
                    .putLabels("project_id", project)
                    .putLabels("region", "us-central1")
                    .putLabels("database_id", project + ":" + instance))
            .setMetricKind(MetricDescriptor.MetricKind.GAUGE)
            .setValueType(MetricDescriptor.ValueType.DOUBLE);
    new TreeMap<>(shares)
        .forEach(
            (at, share) -> {
              Timestamp end = Timestamps.fromMillis(at.toEpochMilli());
              series.addPoints(
                  Point.newBuilder()
                      .setInterval(TimeInterval.newBuilder().setStartTime(end).setEndTime(end))
                      .setValue(TypedValue.newBuilder().setDoubleValue(share)));
            });
    return series.build();
  }

  /** The last minutes of one that always has the same to do. */
  static TimeSeries resting(
      String project, String instance, String metric, double share, Clock clock) {
    Map<Instant, Double> shares = new TreeMap<>();
    Instant minute = clock.instant().truncatedTo(ChronoUnit.MINUTES);
    for (int i = 1; i <= MINUTES; i++) {
      shares.put(minute.minus(i, ChronoUnit.MINUTES), share);
    }
    return of(project, instance, metric, shares);
  }
}
