package ai.coditect.ops.metrics.figure;

import java.util.List;

/** Where figures are written to. */
@FunctionalInterface
public interface MetricSink {

  /**
   * Writes them, at most one for each figure and label set. Bounded in time; what cannot be written
   * is told by whoever implements this and holds nobody up.
   */
  void write(List<Sample> samples);
}
