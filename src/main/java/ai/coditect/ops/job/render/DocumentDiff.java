package ai.coditect.ops.job.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is rendered beside the files that are there.
 *
 * @param added paths that are not there yet
 * @param changed paths that say something else, with the fields that differ
 * @param removed paths that nothing renders any more
 */
public record DocumentDiff(
    List<String> added, Map<String, List<String>> changed, List<String> removed) {
  private static final JsonMapper PLAIN = JsonMapper.builder().build();

  public static DocumentDiff between(Map<String, String> there, Map<String, String> rendered) {
    List<String> added = new ArrayList<>();
    Map<String, List<String>> changed = new TreeMap<>();
    List<String> removed = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(there.keySet());
    paths.addAll(rendered.keySet());
    for (String path : paths) {
      String old = there.get(path);
      String now = rendered.get(path);
      if (old == null) {
        added.add(path);
      } else if (now == null) {
        removed.add(path);
      } else if (!old.equals(now)) {
        changed.put(path, fields(path, old, now));
      }
    }
    return new DocumentDiff(added, changed, removed);
  }

  boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    added.forEach(path -> lines.add("+ " + path));
    changed.forEach((path, fields) -> lines.add("~ " + path + ": " + String.join(", ", fields)));
    removed.forEach(path -> lines.add("- " + path));
    return lines;
  }

  /** The names at the top that say something else; of what is no JSON, that it does. */
  private static List<String> fields(String path, String old, String now) {
    if (!path.endsWith(".json")) {
      return List.of("text");
    }
    try {
      JsonNode before = PLAIN.readTree(old);
      JsonNode after = PLAIN.readTree(now);
      TreeSet<String> names = new TreeSet<>(before.propertyNames());
      names.addAll(after.propertyNames());
      List<String> differ =
          names.stream()
              .filter(name -> !Objects.equals(before.get(name), after.get(name)))
              .toList();
      return differ.isEmpty() ? List.of("text") : differ;
    } catch (JacksonException e) {
      return List.of("not JSON");
    }
  }
}
