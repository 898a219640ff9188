package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.problem.Problem;

/** A metric would become one of another kind, which the service never does. */
final class KindChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String figure;

  KindChangedException(String figure) {
    super(figure, null, false, false);
    this.figure = figure;
  }

  Problem problem() {
    return new Problem(
        "Kind changed: Cloud Monitoring has this metric with another kind or value type, which stay for ever.",
        "figure " + figure,
        "Give the figure a name with a version, for example "
            + figure
            + "_v2, in its file under jobs/metrics; the old one keeps its points.");
  }
}
