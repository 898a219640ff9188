package ai.coditect.ops.metrics.dashboard;

import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.Condition.Sense;
import ai.coditect.ops.metrics.alert.Condition.Threshold;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.alert.SeriesSelector.Resource;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFiles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Figures that there are, and where rules say that they are wrong.
 *
 * @param rules whose thresholds are drawn
 */
public record ChartSource(MetricFiles figures, List<AlertRule> rules) {

  /** The series of a figure with these labels; empty where no metric file has it. */
  Optional<SeriesSelector> series(String figure, Map<String, String> labels) {
    return figures
        .figure(figure)
        .filter(each -> each.labels().keySet().containsAll(labels.keySet()))
        .map(
            each ->
                new SeriesSelector(figure, Resource.of(figures, figure), new TreeMap<>(labels)));
  }

  /** The page that has everything about the figure. */
  String page(SeriesSelector series) {
    return figures.files().stream()
        .filter(
            file -> file.figures().stream().anyMatch(each -> each.name().equals(series.figure())))
        .findFirst()
        .orElseThrow()
        .capability();
  }

  MetricFigure figure(SeriesSelector series) {
    return figures.figure(series.figure()).orElseThrow();
  }

  /** Where a rule about exactly these series begins to speak. */
  List<Threshold> thresholds(SeriesSelector series) {
    return rules.stream()
        .map(AlertRule::condition)
        .flatMap(each -> each instanceof Threshold found ? List.of(found).stream() : null)
        .filter(each -> each.of().equals(series))
        .toList();
  }

  /**
   * Beyond what a rule about exactly these series speaks, of several the one that speaks last;
   * empty where there is none. Half a step before a whole number where the rule speaks at it.
   */
  Optional<Double> red(SeriesSelector series) {
    boolean below = isWrongBelow(series);
    return thresholds(series).stream()
        .map(each -> each.sense() == Sense.AT_LEAST ? each.threshold() - 0.5 : each.threshold())
        .reduce(below ? Math::min : Math::max);
  }

  /** Whether less is worse. */
  boolean isWrongBelow(SeriesSelector series) {
    return thresholds(series).stream().anyMatch(each -> each.sense() == Sense.BELOW);
  }
}
