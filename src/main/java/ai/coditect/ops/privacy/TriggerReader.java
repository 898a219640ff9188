package ai.coditect.ops.privacy;

import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what somebody says of a table's triggers after looking at them. */
final class TriggerReader {
  private TriggerReader() {}

  private enum Effect {
    HARMLESS
  }

  /** The harmless ones, each with the reason. */
  static Map<String, String> harmless(Section section) {
    Map<String, String> triggers = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      section
          .optional(name)
          .flatMap(Value::section)
          .ifPresent(
              each -> {
                Optional<Effect> effect =
                    each.required("effect").flatMap(v -> v.choice(Effect.class, true));
                Optional<String> reason = each.required("reason").flatMap(Value::text);
                each.close();
                if (effect.isPresent() && reason.isPresent()) {
                  triggers.put(name, reason.get());
                }
              });
    }
    section.close();
    return Collections.unmodifiableMap(triggers);
  }
}
