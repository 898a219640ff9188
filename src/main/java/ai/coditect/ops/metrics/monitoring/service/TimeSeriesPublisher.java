package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Truth;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.MetricShape;
import com.google.api.Distribution;
import com.google.api.Distribution.BucketOptions;
import com.google.api.LabelDescriptor;
import com.google.api.Metric;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.api.MonitoredResource;
import com.google.monitoring.v3.CreateTimeSeriesRequest;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeInterval;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;

/** Says measurements in the service's words. */
final class TimeSeriesPublisher {
  private TimeSeriesPublisher() {}

  static CreateTimeSeriesRequest request(
      String project, SeriesResource resource, List<Measurement> measurements) {
    MonitoredResource of =
        MonitoredResource.newBuilder()
            .setType(resource.type())
            .putAllLabels(resource.labels())
            .putLabels("project_id", project)
            .build();
    CreateTimeSeriesRequest.Builder request =
        CreateTimeSeriesRequest.newBuilder().setName("projects/" + project);
    measurements.forEach(each -> request.addTimeSeries(series(of, each)));
    return request.build();
  }

  private static TimeSeries series(MonitoredResource resource, Measurement measurement) {
    TimeInterval.Builder interval = TimeInterval.newBuilder().setEndTime(time(measurement.at()));
    measurement.start().ifPresent(start -> interval.setStartTime(time(start)));
    return TimeSeries.newBuilder()
        .setMetric(
            Metric.newBuilder().setType(measurement.type()).putAllLabels(measurement.labels()))
        .setResource(resource)
        .setMetricKind(MetricKind.valueOf(measurement.kind().name()))
        .setValueType(ValueType.valueOf(measurement.value().type().name()))
        .addPoints(Point.newBuilder().setInterval(interval).setValue(value(measurement)))
        .build();
  }

  private static TypedValue value(Measurement measurement) {
    TypedValue.Builder typed = TypedValue.newBuilder();
    if (measurement.value() instanceof Truth truth) {
      return typed.setBoolValue(truth.value()).build();
    }
    if (measurement.value() instanceof Whole whole) {
      return typed.setInt64Value(whole.value()).build();
    }
    if (measurement.value() instanceof Real real) {
      return typed.setDoubleValue(real.value()).build();
    }
    Measurement.Distribution distribution = (Measurement.Distribution) measurement.value();
    return typed
        .setDistributionValue(
            Distribution.newBuilder()
                .setCount(distribution.count())
                .setMean(distribution.mean())
                .setBucketOptions(
                    BucketOptions.newBuilder()
                        .setExplicitBuckets(
                            BucketOptions.Explicit.newBuilder()
                                .addAllBounds(distribution.bounds())))
                .addAllBucketCounts(distribution.counts()))
        .build();
  }

  static MetricDescriptor descriptor(MetricShape shape) {
    MetricDescriptor.Builder descriptor =
        MetricDescriptor.newBuilder()
            .setType(Measurement.PREFIX + shape.metric())
            .setMetricKind(MetricKind.valueOf(shape.kind().name()))
            .setValueType(ValueType.valueOf(shape.type().name()))
            .setUnit(shape.unit())
            .setDescription(shape.description())
            .setDisplayName("ops " + shape.metric());
    shape
        .labels()
        .forEach(
            label ->
                descriptor.addLabels(
                    LabelDescriptor.newBuilder()
                        .setKey(label)
                        .setValueType(LabelDescriptor.ValueType.STRING)));
    return descriptor.build();
  }

  static KnownMetric known(MetricDescriptor descriptor) {
    return new KnownMetric(
        descriptor.getType().substring(Measurement.PREFIX.length()),
        descriptor.getMetricKind().name(),
        descriptor.getValueType().name(),
        descriptor.getUnit(),
        descriptor.getDescription(),
        descriptor.getLabelsList().stream().map(LabelDescriptor::getKey).sorted().toList());
  }

  private static Timestamp time(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
