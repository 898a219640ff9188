package ai.coditect.ops.deployment.connector;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** One object as it is written, a tree of maps and lists. */
record ConnectorObject(Map<String, Object> tree) {

  @SuppressWarnings("unchecked")
  static List<ConnectorObject> read(String yaml) {
    List<ConnectorObject> objects = new ArrayList<>();
    for (Object each : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      objects.add(new ConnectorObject((Map<String, Object>) each));
    }
    return objects;
  }

  String kind() {
    return text("kind");
  }

  String name() {
    return text("metadata.name");
  }

  String title() {
    return kind() + " " + name();
  }

  boolean isOfConnector() {
    return text("apiVersion").contains(".cnrm.cloud.google.com/");
  }

  String annotation(String name) {
    return at("metadata.annotations") instanceof Map<?, ?> all && all.get(name) instanceof String it
        ? it
        : "";
  }

  String text(String path) {
    Object found = at(path);
    return found == null ? "" : found.toString();
  }

  /** What stands at a path like {@code spec.bindings.0.role}; null where nothing does. */
  @Nullable Object at(String path) {
    Object at = tree;
    for (String step : path.split("\\.")) {
      if (at instanceof Map<?, ?> map) {
        at = map.get(step);
      } else if (at instanceof List<?> list && step.matches("\\d+")) {
        at = Integer.parseInt(step) < list.size() ? list.get(Integer.parseInt(step)) : null;
      } else {
        return null;
      }
    }
    return at;
  }

  List<ConnectorObject> each(String path) {
    List<ConnectorObject> found = new ArrayList<>();
    if (at(path) instanceof List<?> list) {
      for (Object each : list) {
        found.add(new ConnectorObject(copy(each)));
      }
    }
    return found;
  }

  /** The same with another value there; a null takes the field away. */
  ConnectorObject with(String path, @Nullable Object value) {
    Map<String, Object> root = copy(tree);
    Map<String, Object> at = root;
    String[] steps = path.split("/");
    for (int i = 0; i < steps.length - 1; i++) {
      Map<String, Object> next =
          at.get(steps[i]) instanceof Map<?, ?> there ? copy(there) : new LinkedHashMap<>();
      at.put(steps[i], next);
      at = next;
    }
    if (value == null) {
      at.remove(steps[steps.length - 1]);
    } else {
      at.put(steps[steps.length - 1], value);
    }
    return new ConnectorObject(root);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> copy(Object map) {
    return new LinkedHashMap<>((Map<String, Object>) map);
  }
}
