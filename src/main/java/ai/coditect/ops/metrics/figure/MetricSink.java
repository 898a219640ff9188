package ai.coditect.ops.metrics.figure;

import java.util.List;

/** Where figures are written to. */
@FunctionalInterface
public interface MetricSink {

  /**
   * Writes them, at most one for each figure and label set. Bounded in time, and never throws for
   * what the service did: each reason is told by whoever implements this.
   */
  Written write(List<Sample> samples);

  /**
   * What became of them.
   *
   * @param written points that are there now
   * @param left points that are not: refused, waiting or let go
   */
  record Written(long written, long left) {}
}
