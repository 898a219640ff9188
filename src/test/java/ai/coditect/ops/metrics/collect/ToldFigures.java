package ai.coditect.ops.metrics.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is told of one figure. */
final class ToldFigures {
  private ToldFigures() {}

  static FigureReport report(Collected all, String figure) {
    return all.reports().stream()
        .filter(report -> report.figure().name().equals(figure))
        .findFirst()
        .orElseThrow();
  }

  /** By the words of its labels. */
  static Map<String, Double> values(Collected all, String figure) {
    Map<String, Double> values = new TreeMap<>();
    List<String> doubled = new ArrayList<>();
    all.samples().stream()
        .filter(sample -> sample.figure().name().equals(figure))
        .forEach(
            sample -> {
              String key = String.join(" ", sample.labels().values());
              if (values.put(key, sample.value()) != null) {
                doubled.add(key);
              }
            });
    assertThat(doubled).isEmpty();
    return values;
  }
}
