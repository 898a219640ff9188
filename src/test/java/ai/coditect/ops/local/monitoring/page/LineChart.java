package ai.coditect.ops.local.monitoring.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines in a box of 600 by 200, as SVG. */
final class LineChart {
  private static final double WIDTH = 600;
  private static final double HEIGHT = 200;
  private static final double EDGE = 8;
  private static final List<String> COLOURS =
      List.of("#0969da", "#8250df", "#1a7f37", "#bc4c00", "#cf222e", "#57606a", "#bf3989");

  private LineChart() {}

  static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /**
   * @param levels horizontal lines; drawn where they are near the values
   */
  static String of(List<AnsweredSeries> series, List<Double> levels, String style) {
    long from = series.stream().mapToLong(each -> each.values().firstKey()).min().orElse(0);
    long to = series.stream().mapToLong(each -> each.values().lastKey()).max().orElse(1);
    double most =
        series.stream()
            .flatMap(each -> each.values().values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    double least =
        Math.min(
            0,
            series.stream()
                .flatMap(each -> each.values().values().stream())
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0));
    // A threshold far above would press the line to the ground.
    double top =
        Math.max(
            levels.stream().filter(level -> level <= most * 4).mapToDouble(l -> l).max().orElse(0),
            Math.max(most, least + 1e-9));
    if (top <= least) {
      top = least + 1;
    }
    StringBuilder svg =
        new StringBuilder(
            "<svg class=\"%s\" viewBox=\"0 0 600 200\" preserveAspectRatio=\"none\" role=\"img\">"
                .formatted(style));
    for (double level : levels) {
      if (level <= top && level >= least) {
        double y = y(level, least, top);
        svg.append(
            String.format(
                Locale.ROOT,
                "<line class=\"level\" x1=\"0\" x2=\"600\" y1=\"%.1f\" y2=\"%.1f\"/>",
                y,
                y));
      }
    }
    for (int i = 0; i < series.size(); i++) {
      svg.append(line(series.get(i), from, to, least, top, colour(i)));
    }
    return svg.append("</svg>").toString();
  }

  private static String line(
      AnsweredSeries series, long from, long to, double least, double top, String colour) {
    double span = Math.max(1, to - from);
    String points =
        series.values().entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        EDGE + (each.getKey() - from) / span * (WIDTH - 2 * EDGE),
                        y(each.getValue(), least, top)))
            .collect(Collectors.joining(" "));
    // A single point is no line, and is to be seen all the same.
    String ends = points.contains(" ") ? points : points + " " + points;
    return "<polyline points=\"" + ends + "\" stroke=\"" + colour + "\"/>";
  }

  private static double y(double value, double least, double top) {
    return HEIGHT - EDGE - (value - least) / (top - least) * (HEIGHT - 2 * EDGE);
  }
}
