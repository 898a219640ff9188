package ai.coditect.ops.backup.evidence;

import ai.coditect.ops.backup.examine.Examination;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A drill as JSON: the same in a list, in a report and in the evidence. */
public final class DrillDocument {
  private DrillDocument() {}

  /** One line of a list. */
  public static Map<String, Object> brief(Drill drill) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("drill", drill.id().toString());
    document.put("run", drill.run().toString());
    document.put("level", drill.level().label());
    document.put("startedAt", drill.startedAt().toString());
    document.put("startedBy", drill.startedBy());
    document.put("endedAt", text(drill.endedAt()));
    document.put("verdict", drill.verdict().map(Drill.Verdict::label).orElse(null));
    document.put("stage", drill.stage().label());
    document.put("source", drill.source());
    document.put("target", drill.target().orElse(null));
    document.put("recoveryPoint", text(drill.recoveryPoint()));
    document.put("recoveryTime", text(drill.recoveryTime()));
    return document;
  }

  /** Everything about a drill. */
  public static Map<String, Object> whole(Drill drill) {
    Map<String, Object> document = brief(drill);
    document.put(
        "backup",
        drill
            .backup()
            .map(
                backup ->
                    Map.of(
                        "id", backup.id(),
                        "from", backup.from().toString(),
                        "until", backup.until().toString()))
            .orElse(null));
    document.put("behindChoice", text(drill.behindChoice()));
    document.put("marker", drill.marker().orElse(null));
    Map<String, String> parts = new TreeMap<>();
    for (Map.Entry<DrillStage, Duration> part : drill.parts().entrySet()) {
      parts.put(part.getKey().label(), part.getValue().toString());
    }
    document.put("parts", parts);
    document.put("checks", checks(drill.checks()));
    document.put("control", drill.control().map(DrillDocument::control).orElse(null));
    document.put("failures", drill.failures().stream().map(Drill.Failure::label).toList());
    document.put("problems", drill.problems());
    document.put("configuration", drill.configuration());
    return document;
  }

  private static Map<String, Object> control(Drill.Control control) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("fault", control.fault());
    document.put("seed", control.seed());
    document.put("named", control.named());
    document.put("checks", checks(control.checks()));
    return document;
  }

  private static List<Map<String, String>> checks(List<Examination.Result> results) {
    return results.stream()
        .map(
            result -> {
              Map<String, String> one = new LinkedHashMap<>();
              one.put("name", result.name());
              one.put("verdict", result.verdict().label());
              one.put("measured", result.measured());
              one.put("expected", result.expected());
              one.put("proves", result.proves());
              if (!result.doesNotProve().isEmpty()) {
                one.put("doesNotProve", result.doesNotProve());
              }
              return one;
            })
        .toList();
  }

  private static @Nullable String text(Optional<?> value) {
    return value.map(Object::toString).orElse(null);
  }
}
