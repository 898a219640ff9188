package ai.coditect.ops.metrics.monitoring.service;

import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Describes each metric before its first point, so that none is made from a point, without unit and
 * description. What is there is compared once an hour, and only what differs is described anew.
 */
public final class DescriptorBook {
  private static final Duration FRESH = Duration.ofHours(1);

  private final MonitoringClient client;
  private final Clock clock;
  private final Map<String, KnownMetric> known = new HashMap<>();
  private Instant read = Instant.MIN;

  public DescriptorBook(MonitoringClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * What keeps the metric from being written; empty when it is described.
   *
   * @throws MonitoringTroubleException when the service cannot be asked
   */
  public synchronized Optional<Problem> describe(MetricShape shape) {
    if (read.equals(Instant.MIN) || read.plus(FRESH).isBefore(clock.instant())) {
      known.clear();
      client.metrics().forEach(each -> known.put(each.metric(), each));
      read = clock.instant();
    }
    KnownMetric found = known.get(shape.metric());
    if (found != null && !found.isOfTheKindOf(shape)) {
      return Optional.of(changed(found, shape));
    }
    if (found == null || !found.says(shape)) {
      Optional<Problem> refused = client.describe(shape);
      if (refused.isPresent()) {
        // Another worker may have made it meanwhile, of another kind: look again.
        read = Instant.MIN;
        return refused;
      }
      known.put(shape.metric(), merged(found, shape));
    }
    return Optional.empty();
  }

  private static KnownMetric merged(@Nullable KnownMetric found, MetricShape shape) {
    if (found == null) {
      return KnownMetric.of(shape);
    }
    MetricShape before =
        new MetricShape(
            shape.metric(),
            shape.kind(),
            shape.type(),
            shape.unit(),
            shape.description(),
            found.labels());
    return KnownMetric.of(shape.withLabelsOf(before));
  }

  private static Problem changed(KnownMetric found, MetricShape shape) {
    return new Problem(
        "Kind changed: the metric is %s %s in Cloud Monitoring, where it stays so, and would become %s %s."
            .formatted(found.kind(), found.type(), shape.kind(), shape.type()),
        Measurement.PREFIX + shape.metric(),
        "Give it a name with a version, for example "
            + shape.metric()
            + "_v2, in what declares it; the old one keeps its points.");
  }
}
