package ai.coditect.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as a table for people and as JSON; it judges, but it never fails. */
final class Report {
  private static final Path FOLDER = Path.of("target", "bench");

  /** Where a ratio should be; which side is better follows from the two. */
  record Bounds(double gate, double goal) {
    String word(double ratio) {
      boolean more = goal >= gate;
      if (more ? ratio >= goal : ratio <= goal) {
        return "goal met";
      }
      return (more ? ratio >= gate : ratio <= gate) ? "gate met" : "missed";
    }
  }

  /**
   * @param against what the ratio compares it with
   */
  record Line(
      String work,
      double measured,
      String unit,
      String against,
      double reference,
      double ratio,
      @Nullable Bounds bounds,
      String verdict) {}

  private final String name;
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Object> details = new LinkedHashMap<>();

  Report(String name) {
    this.name = name;
  }

  Report compare(
      String work, double measured, String unit, String against, double reference, Bounds bounds) {
    double ratio = measured / reference;
    lines.add(
        new Line(work, measured, unit, against, reference, ratio, bounds, bounds.word(ratio)));
    return this;
  }

  /** A figure held to a limit of its own. */
  Report limit(String work, double measured, String unit, double most) {
    lines.add(
        new Line(
            work,
            measured,
            unit,
            "at most",
            most,
            most == 0 ? measured : measured / most,
            null,
            measured <= most ? "met" : "missed"));
    return this;
  }

  Report detail(String key, Object value) {
    details.put(key, value);
    return this;
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  void publish() throws IOException {
    Files.createDirectories(FOLDER);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("benchmark", name);
    document.put("full", Boolean.getBoolean("bench.full"));
    document.put("java", Runtime.version().feature());
    document.put("processors", Runtime.getRuntime().availableProcessors());
    document.put("lines", lines);
    document.put("details", details);
    Files.writeString(
        FOLDER.resolve(name + ".json"),
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(document));
    System.out.print(table());
  }

  String table() {
    StringBuilder table = new StringBuilder("\n" + name + "\n");
    for (Line line : lines) {
      String bounds =
          line.bounds() == null
              ? ""
              : "gate %.2f goal %.2f".formatted(line.bounds().gate(), line.bounds().goal());
      table.append(
          String.format(
              Locale.ROOT,
              "  %-44s %,12.2f %-10s %-34s %,12.2f  ratio %7.2f  %-22s %s%n",
              line.work(),
              line.measured(),
              line.unit(),
              line.against(),
              line.reference(),
              line.ratio(),
              bounds,
              line.verdict()));
    }
    details.forEach((key, value) -> table.append("  %s: %s%n".formatted(key, value)));
    return table.toString();
  }
}
