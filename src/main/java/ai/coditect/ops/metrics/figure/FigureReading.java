package ai.coditect.ops.metrics.figure;

import ai.coditect.ops.metrics.file.MetricFigure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an answer says about one figure.
 *
 * @param points those of its rows that are right
 * @param rows how many rows there were
 * @param refused how many of them are not among the points
 */
public record FigureReading(
    MetricFigure figure, List<Point> points, FigureResult result, int rows, int refused) {

  public FigureReading {
    points = List.copyOf(points);
  }

  /** One label set and its value. */
  public record Point(SortedMap<String, String> labels, double value, Optional<Instant> since) {}
}
