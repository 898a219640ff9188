package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.metrics.figure.MetricSink;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.Real;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Value;
import ai.coditect.ops.metrics.write.Measurement.ValueType;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.metrics.write.WriteReport;
import java.util.List;
import java.util.function.Supplier;

/**
 * Hands collected figures on to be written. Those of the service are still worth something after an
 * outage; those of a process tell how it is now.
 */
final class FigureWriting implements MetricSink {
  private final MeasurementWriter writer;
  private final Supplier<List<MetricShape>> declared;
  private boolean described;

  /**
   * @param declared the metrics of all figures, those without a value among them
   */
  FigureWriting(MeasurementWriter writer, Supplier<List<MetricShape>> declared) {
    this.writer = writer;
    this.declared = declared;
  }

  @Override
  public synchronized Written write(List<Sample> samples) {
    if (!described) {
      // An alert about a figure that never had a value needs its metric to be known.
      described = writer.describe(declared.get());
    }
    WriteReport report =
        writer.write("figures", samples.stream().map(FigureWriting::measurement).toList());
    return new Written(report.written(), report.refused() + report.waiting() + report.lost());
  }

  static Measurement measurement(Sample sample) {
    MetricFigure figure = sample.figure();
    boolean ofService = sample.scope() == Sample.Scope.SERVICE;
    return new Measurement(
        figure.name(),
        kind(figure),
        figure.unit(),
        figure.description(),
        sample.labels(),
        value(figure, sample.value()),
        sample.at(),
        sample.since(),
        ofService ? Scope.BUSINESS : Scope.PROCESS,
        ofService);
  }

  /** The metric that the figure is written as, also where it has no value yet. */
  static MetricShape shape(MetricFigure figure) {
    return new MetricShape(
        figure.name(),
        kind(figure),
        figure.type() == MetricFigure.ValueType.INT64 ? ValueType.INT64 : ValueType.DOUBLE,
        figure.unit(),
        figure.description(),
        List.copyOf(figure.labels().keySet()));
  }

  private static Kind kind(MetricFigure figure) {
    return figure.kind() == MetricFigure.Kind.COUNTER ? Kind.CUMULATIVE : Kind.GAUGE;
  }

  /** What is no number stays none, so that it is refused by name. */
  private static Value value(MetricFigure figure, double value) {
    return figure.type() == MetricFigure.ValueType.INT64 && Double.isFinite(value)
        ? new Whole(Math.round(value))
        : new Real(value);
  }
}
