package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.SeenTrigger;
import ai.coditect.ops.problem.yaml.Section;
import ai.coditect.ops.problem.yaml.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what somebody says of a table's triggers and foreign keys after looking at them. */
final class EffectReader {
  private EffectReader() {}

  private enum Effect {
    HARMLESS,
    WRITES
  }

  /** The triggers that somebody has looked at, with where they write to. */
  static Map<String, SeenTrigger> seen(Section section) {
    Map<String, SeenTrigger> triggers = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      section
          .optional(name)
          .flatMap(Value::section)
          .ifPresent(
              each -> {
                Optional<Effect> effect =
                    each.required("effect").flatMap(v -> v.choice(Effect.class, true));
                boolean writes = effect.equals(Optional.of(Effect.WRITES));
                Optional<String> into =
                    writes ? each.required("into").flatMap(Value::text) : Optional.<String>empty();
                Optional<String> reason = each.required("reason").flatMap(Value::text);
                each.close();
                if (effect.isPresent() && reason.isPresent() && into.isPresent() == writes) {
                  triggers.put(name, new SeenTrigger(into, reason.get()));
                }
              });
    }
    section.close();
    return Collections.unmodifiableMap(triggers);
  }

  private enum OnDelete {
    CASCADE,
    SET_NULL,
    SET_DEFAULT
  }

  /** The foreign keys whose effect is wanted. */
  static Map<String, KeyAction> wanted(Section section, Optional<Rows> rows) {
    Map<String, KeyAction> keys = new LinkedHashMap<>();
    for (String name : List.copyOf(section.keys())) {
      section
          .optional(name)
          .flatMap(Value::section)
          .ifPresent(
              each -> {
                Optional<Value> does = each.required("on-delete");
                Optional<OnDelete> action = does.flatMap(v -> v.choice(OnDelete.class, true));
                Optional<String> reason = each.required("reason").flatMap(Value::text);
                each.close();
                if (action.equals(Optional.of(OnDelete.CASCADE))
                    && rows.equals(Optional.of(Rows.KEEP))) {
                  does.orElseThrow()
                      .wrong(
                          "The rows are kept, so they cannot be wanted gone with others.",
                          "Let the foreign key only refuse, or write \"rows: erase\".");
                } else if (action.isPresent() && reason.isPresent()) {
                  keys.put(name, KeyAction.valueOf(action.get().name()));
                }
              });
    }
    section.close();
    return Collections.unmodifiableMap(keys);
  }
}
