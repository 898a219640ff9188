package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.problem.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Recovery point and recovery time over the drills so far, as a picture in SVG. */
final class Trend {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 160;
  private static final int EDGE = 24;

  private Trend() {}

  /**
   * @param drills in any order; those without a figure are left out
   */
  static String picture(List<Drill> drills) {
    List<Drill> ordered = drills.stream().sorted(Comparator.comparing(Drill::startedAt)).toList();
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">"
            .formatted(WIDTH, HEIGHT));
    svg.append("<title>Recovery point (RPO) and recovery time (RTO) of each drill</title>");
    line(svg, ordered, Drill::recoveryPoint, "rpo", "RPO", EDGE);
    line(svg, ordered, Drill::recoveryTime, "rto", "RTO", HEIGHT / 2 + EDGE / 2);
    return svg.append("</svg>").toString();
  }

  /** One figure in a band of its own, from 0 to its largest. */
  private static void line(
      StringBuilder svg,
      List<Drill> drills,
      Function<Drill, Optional<Duration>> figure,
      String style,
      String label,
      int top) {
    List<Drill> known = drills.stream().filter(d -> figure.apply(d).isPresent()).toList();
    int height = HEIGHT / 2 - EDGE;
    double most = known.stream().mapToDouble(d -> seconds(figure.apply(d))).max().orElse(0);
    svg.append(
        "<text x=\"0\" y=\"%d\">%s, largest %s</text>"
            .formatted(
                top - 6,
                label,
                known.isEmpty()
                    ? "unknown"
                    : DurationText.of(Duration.ofMillis((long) (most * 1000)))));
    svg.append("<polyline class=\"%s\" points=\"".formatted(style));
    StringBuilder dots = new StringBuilder();
    for (Drill drill : known) {
      double x = EDGE + (WIDTH - 2.0 * EDGE) * place(known, drill.startedAt());
      double y = top + height - (most == 0 ? 0 : height * seconds(figure.apply(drill)) / most);
      svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      dots.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"><title>%s: %s</title></circle>",
              style,
              x,
              y,
              drill.startedAt(),
              DurationText.of(figure.apply(drill).orElseThrow())));
    }
    svg.append("\"/>").append(dots);
  }

  private static double place(List<Drill> drills, Instant at) {
    Instant first = drills.get(0).startedAt();
    long span = Duration.between(first, drills.get(drills.size() - 1).startedAt()).toMillis();
    return span == 0 ? 0.5 : (double) Duration.between(first, at).toMillis() / span;
  }

  private static double seconds(Optional<Duration> figure) {
    return figure.map(Duration::toMillis).orElse(0L) / 1000.0;
  }
}
