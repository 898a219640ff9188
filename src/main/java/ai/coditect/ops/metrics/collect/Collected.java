package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.Sample;
import java.util.List;

/** What is told of all figures at one instant. */
public record Collected(List<Sample> samples, List<FigureReport> reports) {
  public Collected {
    samples = List.copyOf(samples);
    reports = List.copyOf(reports);
  }
}
