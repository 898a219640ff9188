package ai.coditect.ops.metrics.figure;

import ai.coditect.ops.metrics.figure.FigureReading.Point;
import ai.coditect.ops.metrics.file.LabelDomain;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFigure.Kind;
import ai.coditect.ops.metrics.file.MetricFigure.ValueType;
import ai.coditect.ops.metrics.file.MetricFigure.WhenMissing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Holds the rows of an answer against what their figures may say. Whatever comes, it is named. */
public final class AnswerReading {
  /** Stands for all ids that are not among the largest. */
  public static final String OTHER = "other";

  private AnswerReading() {}

  /**
   * @param cut whether there were more rows than these
   * @return one reading for each figure, in their order
   */
  public static List<FigureReading> of(
      List<MetricFigure> figures, List<AnsweredRow> rows, boolean cut) {
    Map<String, OneFigure> readings = new LinkedHashMap<>();
    figures.forEach(figure -> readings.put(figure.name(), new OneFigure(figure)));
    boolean stranger = false;
    for (AnsweredRow row : rows) {
      Optional<OneFigure> reading =
          row.figure().isPresent()
              ? row.figure().map(readings::get)
              : Optional.of(readings.values().iterator().next()).filter(r -> figures.size() == 1);
      if (reading.isPresent()) {
        reading.get().take(row);
      } else {
        stranger = true;
      }
    }
    List<FigureReading> read = new ArrayList<>();
    for (OneFigure reading : readings.values()) {
      read.add(reading.read(cut, stranger));
    }
    return read;
  }

  private static final class OneFigure {
    private final MetricFigure figure;
    private final Map<SortedMap<String, String>, Point> points = new LinkedHashMap<>();
    private FigureResult result = FigureResult.OK;
    private int rows;
    private int refused;

    OneFigure(MetricFigure figure) {
      this.figure = figure;
    }

    void take(AnsweredRow row) {
      rows++;
      Optional<SortedMap<String, String>> labels = labels(row);
      FigureResult judged = labels.isEmpty() ? FigureResult.FORBIDDEN_LABEL : judge(row);
      if (judged == FigureResult.OK) {
        double value = row.value().orElseThrow();
        Point point =
            new Point(
                labels.orElseThrow(),
                figure.type() == ValueType.INT64 ? Math.rint(value) : value,
                row.since());
        if (points.putIfAbsent(point.labels(), point) != null) {
          judged = FigureResult.TWICE;
        }
      }
      if (judged != FigureResult.OK) {
        refuse(judged);
      }
    }

    private void refuse(FigureResult because) {
      refused++;
      result = result == FigureResult.OK ? because : result;
    }

    private FigureResult judge(AnsweredRow row) {
      if (row.value().isEmpty() || figure.kind() == Kind.COUNTER && row.since().isEmpty()) {
        return FigureResult.NO_VALUE;
      }
      double value = row.value().get();
      if (!Double.isFinite(value)) {
        return FigureResult.NOT_A_NUMBER;
      }
      return figure.kind() == Kind.COUNTER && value < 0 ? FigureResult.NEGATIVE : FigureResult.OK;
    }

    private Optional<SortedMap<String, String>> labels(AnsweredRow row) {
      SortedMap<String, String> labels = new TreeMap<>();
      for (Map.Entry<String, LabelDomain> wanted : figure.labels().entrySet()) {
        Optional<String> said =
            Optional.ofNullable(row.labels().get(wanted.getKey())).flatMap(wanted.getValue()::fit);
        if (said.isEmpty()) {
          return Optional.empty();
        }
        labels.put(wanted.getKey(), said.get());
      }
      return Optional.of(labels);
    }

    /**
     * @param stranger whether rows name a figure that is not in the file
     */
    FigureReading read(boolean cut, boolean stranger) {
      FigureResult found = result;
      List<Point> told = new ArrayList<>(figure.isById() ? largest() : points.values());
      if (cut && found == FigureResult.OK) {
        found = FigureResult.TOO_MANY;
      }
      if (rows == 0 && (stranger || figure.missing() == WhenMissing.FAULT)) {
        found = FigureResult.NO_ROW;
      } else if (figure.missing() == WhenMissing.ZERO && refused == 0) {
        // Where rows were refused, what is missing is unknown, and not nothing.
        figure.combinations().stream()
            .filter(labels -> !points.containsKey(labels))
            .forEach(labels -> told.add(new Point(labels, 0, Optional.empty())));
      }
      return new FigureReading(figure, told, found, rows, refused);
    }

    /** The largest by id, and the rest as one, in each set of the other labels. */
    private List<Point> largest() {
      Map<SortedMap<String, String>, List<Point>> groups = new HashMap<>();
      points
          .values()
          .forEach(
              point ->
                  groups
                      .computeIfAbsent(withoutIds(point.labels()), key -> new ArrayList<>())
                      .add(point));
      List<Point> told = new ArrayList<>();
      groups.forEach(
          (others, group) -> {
            group.sort(Comparator.comparingDouble(Point::value).reversed());
            told.addAll(group.subList(0, Math.min(figure.top(), group.size())));
            if (group.size() > figure.top()) {
              SortedMap<String, String> rest = new TreeMap<>(others);
              figure.labels().keySet().forEach(label -> rest.putIfAbsent(label, OTHER));
              told.add(
                  new Point(
                      rest,
                      group.subList(figure.top(), group.size()).stream()
                          .mapToDouble(Point::value)
                          .sum(),
                      Optional.empty()));
            }
          });
      return told;
    }

    private SortedMap<String, String> withoutIds(SortedMap<String, String> labels) {
      SortedMap<String, String> others = new TreeMap<>(labels);
      figure
          .labels()
          .forEach(
              (name, domain) -> {
                if (domain instanceof LabelDomain.Ids) {
                  others.remove(name);
                }
              });
      return others;
    }
  }
}
