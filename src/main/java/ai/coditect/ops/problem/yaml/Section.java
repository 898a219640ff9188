package ai.coditect.ops.problem.yaml;

import ai.coditect.ops.problem.DidYouMean;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * One mapping of a file. Every key that is allowed is asked for; {@link #close} then reports the
 * keys that nobody asked for and those that are missing.
 */
public final class Section {
  private final Node node;
  private final String path;
  private final Findings findings;
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();

  public Section(MappingNode node, String path, Findings findings) {
    this.node = node;
    this.path = path;
    this.findings = findings;
    for (NodeTuple tuple : node.getValue()) {
      Node key = tuple.getKeyNode();
      if (!(key instanceof ScalarNode scalar)) {
        findings.add(key, path, "A key is not plain text.", "Write it as a word.");
      } else if (values.putIfAbsent(scalar.getValue(), tuple.getValueNode()) != null) {
        findings.add(
            key,
            pathOf(scalar.getValue()),
            "Duplicate key \"" + scalar.getValue() + "\".",
            "Keep one of the two.");
      } else {
        keys.put(scalar.getValue(), key);
      }
    }
  }

  /** The value of an optional key; an empty one is reported. */
  public Optional<Value> optional(String key) {
    known.add(key);
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    Value found = new Value(value, pathOf(key), findings);
    return found.isEmpty() ? Optional.empty() : Optional.of(found);
  }

  /** The value of a required key; a missing or empty one is reported. */
  public Optional<Value> required(String key) {
    if (!values.containsKey(key)) {
      missing.add(key);
    }
    return optional(key);
  }

  public Set<String> keys() {
    return values.keySet();
  }

  /** The key that is written and looks like this one. */
  public Optional<String> nearestTo(String key) {
    return DidYouMean.nearest(key, values.keySet());
  }

  /** Reports unknown and missing keys; a misspelt required key is reported once. */
  public void close() {
    Set<String> absent = new HashSet<>(known);
    absent.removeAll(values.keySet());
    for (Map.Entry<String, Node> entry : keys.entrySet()) {
      String key = entry.getKey();
      if (known.contains(key)) {
        continue;
      }
      Optional<String> meant = DidYouMean.nearest(key, absent);
      meant.ifPresent(missing::remove);
      findings.add(
          entry.getValue(),
          pathOf(key),
          "Unknown key \"" + key + "\".",
          meant
              .map(word -> "Did you mean \"" + word + "\"?")
              .orElseGet(() -> DidYouMean.cure(key, known)));
    }
    for (String key : missing) {
      findings.add(
          node,
          path,
          "The key \"" + key + "\" is missing.",
          "Add \"" + key + ":\"" + (path.isEmpty() ? "" : " under \"" + path + ":\"") + ".");
    }
  }

  public void report(String what, String cure) {
    findings.add(node, path, what, cure);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
