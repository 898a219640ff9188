package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has to be done so that the service describes every declared metric as it is declared. What
 * it describes beside them stays: its points would go with it.
 *
 * @param problems of those that can never become what is declared
 */
public record DescriptorPlan(
    List<MetricShape> added,
    List<MetricShape> changed,
    List<MetricShape> unchanged,
    List<Problem> problems) {

  public static DescriptorPlan of(List<MetricShape> declared, List<KnownMetric> known) {
    Map<String, KnownMetric> byName =
        known.stream().collect(Collectors.toMap(KnownMetric::metric, Function.identity()));
    DescriptorPlan plan =
        new DescriptorPlan(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (MetricShape shape : declared) {
      KnownMetric found = byName.get(shape.metric());
      if (found == null) {
        plan.added.add(shape);
      } else if (!found.isOfTheKindOf(shape)) {
        plan.problems.add(DescriptorBook.changed(found, shape));
      } else {
        (found.says(shape) ? plan.unchanged : plan.changed).add(shape);
      }
    }
    return plan;
  }
}
