package ai.coditect.ops.metrics.dashboard;

import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects whose fields stay in the order in which they were said. */
public final class Json {
  private Json() {}

  /** Names and values in turn. */
  public static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
