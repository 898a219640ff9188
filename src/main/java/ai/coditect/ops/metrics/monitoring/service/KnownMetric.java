package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.metrics.write.MetricShape;
import java.util.List;

/**
 * A metric as the service has it, with its words for kinds and types: there are more than ours.
 *
 * @param labels sorted
 */
public record KnownMetric(
    String metric, String kind, String type, String unit, String description, List<String> labels) {

  public static KnownMetric of(MetricShape shape) {
    return new KnownMetric(
        shape.metric(),
        shape.kind().name(),
        shape.type().name(),
        shape.unit(),
        shape.description(),
        shape.labels());
  }

  public boolean isOfTheKindOf(MetricShape shape) {
    return kind.equals(shape.kind().name()) && type.equals(shape.type().name());
  }

  /** Whether it says all that the shape says; labels that it has beside stay. */
  public boolean says(MetricShape shape) {
    return isOfTheKindOf(shape)
        && unit.equals(shape.unit())
        && description.equals(shape.description())
        && labels.containsAll(shape.labels());
  }
}
