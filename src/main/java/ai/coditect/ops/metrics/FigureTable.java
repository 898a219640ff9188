package ai.coditect.ops.metrics;

import ai.coditect.ops.metrics.collect.Collected;
import ai.coditect.ops.metrics.collect.FigureReport;
import ai.coditect.ops.metrics.figure.FigureResult;
import ai.coditect.ops.metrics.figure.Sample;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.problem.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Figures for a person: by capability, in eighty columns, each with its unit and age. */
final class FigureTable {
  static final int WIDTH = 80;
  private static final int NAME = 44;
  private static final int VALUE = 14;
  private static final int UNIT = 13;

  private FigureTable() {}

  static List<String> of(Collected collected) {
    Map<String, List<FigureReport>> byCapability = new TreeMap<>();
    collected
        .reports()
        .forEach(
            report ->
                byCapability
                    .computeIfAbsent(report.capability(), each -> new ArrayList<>())
                    .add(report));
    List<String> lines = new ArrayList<>();
    byCapability.forEach(
        (capability, reports) -> {
          if (!lines.isEmpty()) {
            lines.add("");
          }
          lines.add(row(capability.toUpperCase(Locale.ROOT), "VALUE", "UNIT", "AGE"));
          boolean summed =
              byCapability.size() > 1 && reports.stream().anyMatch(FigureTable::isAboutFigures);
          if (summed) {
            lines.add(summary(collected, capability));
          }
          reports.stream()
              .filter(report -> !summed || !isAboutFigures(report))
              .forEach(report -> figure(lines, report, samples(collected, report)));
        });
    return lines;
  }

  private static boolean isAboutFigures(FigureReport report) {
    return report.figure().labels().containsKey("figure");
  }

  /** Each figure has its own remarks; what was said of all of them fits in a line. */
  private static String summary(Collected collected, String capability) {
    List<FigureReport> read =
        collected.reports().stream().filter(report -> !isAboutFigures(report)).toList();
    long wrong = read.stream().filter(report -> report.result() != FigureResult.OK).count();
    return "  %d figures, %s; \"figures %s\" tells of each"
        .formatted(read.size(), wrong == 0 ? "all ok" : wrong + " not ok", capability);
  }

  private static List<Sample> samples(Collected collected, FigureReport report) {
    return collected.samples().stream()
        .filter(sample -> sample.figure().equals(report.figure()))
        .toList();
  }

  private static void figure(List<String> lines, FigureReport report, List<Sample> samples) {
    MetricFigure figure = report.figure();
    if (samples.isEmpty()) {
      lines.add(row("  " + figure.name(), "-", unit(figure.unit()), ""));
    } else if (figure.labels().isEmpty()) {
      lines.add(row("  " + figure.name(), samples.get(0)));
    } else {
      lines.add("  " + figure.name());
      samples.forEach(sample -> labelled(lines, sample));
    }
    note(lines, report);
  }

  private static void labelled(List<String> lines, Sample sample) {
    String labels = "    " + String.join(" ", sample.labels().values());
    if (labels.length() > NAME) {
      // No longer than that can be told: a job and its schedule.
      lines.add(labels);
      labels = "";
    }
    lines.add(row(labels, sample));
  }

  private static void note(List<String> lines, FigureReport report) {
    String refused =
        report.refused() > 0 ? report.refused() + " of " + report.rows() + " rows not told" : "";
    if (report.result() == FigureResult.OK) {
      return;
    }
    String why =
        String.join(
            "; ", List.of(report.why(), refused).stream().filter(text -> !text.isEmpty()).toList());
    wrap(lines, report.result().label() + (why.isEmpty() ? "" : ": " + why));
  }

  private static void wrap(List<String> lines, String text) {
    StringBuilder line = new StringBuilder("    !");
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("     ");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
  }

  private static String row(String name, Sample sample) {
    return row(
        name,
        value(sample),
        unit(sample.figure().unit()),
        DurationText.of(Duration.ofSeconds(sample.age().toSeconds())));
  }

  private static String row(String name, String value, String unit, String age) {
    return ("%-" + NAME + "s%" + VALUE + "s %-" + UNIT + "s%8s")
        .formatted(name, value, unit, age)
        .stripTrailing();
  }

  /** Lengths of time and sizes as people say them, everything else with its digits in groups. */
  static String value(Sample sample) {
    double value = sample.value();
    return switch (sample.figure().unit()) {
      case "s" -> duration(value);
      case "By" -> bytes(value);
      default ->
          sample.figure().type() == MetricFigure.ValueType.INT64
              ? String.format(Locale.ROOT, "%,d", Math.round(value))
              : String.format(Locale.ROOT, "%,.2f", value);
    };
  }

  private static String duration(double seconds) {
    Duration length = Duration.ofMillis(Math.round(seconds * 1000));
    if (!length.isZero() && length.abs().compareTo(Duration.ofSeconds(1)) < 0) {
      return length.toMillis() + "ms";
    }
    return DurationText.of(
        length.abs().compareTo(Duration.ofMinutes(1)) < 0
            ? length
            : Duration.ofSeconds(length.toSeconds()));
  }

  private static String bytes(double bytes) {
    double value = bytes;
    for (String unit : List.of("B", "KiB", "MiB", "GiB")) {
      if (Math.abs(value) < 1024) {
        return String.format(Locale.ROOT, unit.equals("B") ? "%.0f %s" : "%.1f %s", value, unit);
      }
      value /= 1024;
    }
    return String.format(Locale.ROOT, "%.1f TiB", value);
  }

  private static String unit(String unit) {
    return switch (unit) {
      case "s", "By", "1" -> "";
      case "d" -> "days";
      default -> unit.replaceAll("[{}]", "");
    };
  }

  /** The same for machines. */
  static Map<String, Object> document(Collected collected) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "figures",
        collected.reports().stream()
            .map(report -> document(report, samples(collected, report)))
            .toList());
    return document;
  }

  private static Map<String, Object> document(FigureReport report, List<Sample> samples) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("figure", report.figure().name());
    fields.put("capability", report.capability());
    fields.put("description", report.figure().description());
    fields.put("unit", report.figure().unit());
    fields.put("kind", report.figure().kind().name().toLowerCase(Locale.ROOT));
    fields.put("type", report.figure().type().label());
    fields.put("result", report.result().label());
    fields.put("why", report.why().isEmpty() ? null : report.why());
    fields.put("took", report.took().toString());
    fields.put("rows", report.rows());
    fields.put("refusedRows", report.refused());
    fields.put("takenAt", report.takenAt().map(Object::toString).orElse(null));
    fields.put(
        "points",
        samples.stream()
            .map(sample -> Map.of("labels", sample.labels(), "value", sample.value()))
            .toList());
    return fields;
  }
}
