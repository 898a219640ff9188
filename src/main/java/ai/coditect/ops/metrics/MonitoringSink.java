package ai.coditect.ops.metrics;

import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFigure.ValueType;
import ai.coditect.ops.metrics.monitoring.MeasurementWriter;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Value;
import ai.coditect.ops.metrics.write.WriteReport;
import java.util.List;

/** Figures as Cloud Monitoring keeps them. */
final class MonitoringSink implements MetricSink {
  private final MeasurementWriter writer;

  MonitoringSink(MeasurementWriter writer) {
    this.writer = writer;
  }

  @Override
  public Written write(List<Sample> samples) {
    WriteReport report = writer.write(samples.stream().map(MonitoringSink::measurement).toList());
    return new Written(report.written(), report.refused() + report.waiting() + report.lost());
  }

  private static Measurement measurement(Sample sample) {
    MetricFigure figure = sample.figure();
    Scope scope = sample.scope() == Sample.Scope.SERVICE ? Scope.BUSINESS : Scope.PROCESS;
    Measurement made =
        sample
            .since()
            .map(
                since ->
                    Measurement.cumulative(
                        figure.name(),
                        figure.unit(),
                        figure.description(),
                        sample.labels(),
                        value(sample),
                        since,
                        sample.at(),
                        scope))
            .orElseGet(
                () ->
                    Measurement.gauge(
                        figure.name(),
                        figure.unit(),
                        figure.description(),
                        sample.labels(),
                        value(sample),
                        sample.at(),
                        scope));
    // What the service's figures were during an outage of Monitoring is asked afterwards.
    return scope == Scope.BUSINESS ? made.alsoLate() : made;
  }

  private static Value value(Sample sample) {
    return sample.figure().type() == ValueType.INT64
        ? new Measurement.Whole((long) sample.value())
        : new Measurement.Real(sample.value());
  }
}
