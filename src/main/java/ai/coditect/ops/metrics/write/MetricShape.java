package ai.coditect.ops.metrics.write;

import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.ValueType;
import java.util.List;
import java.util.stream.Stream;

/**
 * A metric as its descriptor says it.
 *
 * @param labels the names, sorted
 */
public record MetricShape(
    String metric,
    Kind kind,
    ValueType type,
    String unit,
    String description,
    List<String> labels) {

  public MetricShape {
    labels = labels.stream().sorted().distinct().toList();
  }

  /** With the labels of both: none is ever taken away. */
  public MetricShape withLabelsOf(MetricShape other) {
    return new MetricShape(
        metric,
        kind,
        type,
        unit,
        description,
        Stream.concat(labels.stream(), other.labels().stream()).toList());
  }

  /** Whether what is known as the other can become this: kind and type stay for ever. */
  public boolean canFollow(MetricShape other) {
    return kind == other.kind() && type == other.type();
  }
}
