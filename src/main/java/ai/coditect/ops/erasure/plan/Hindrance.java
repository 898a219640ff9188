package ai.coditect.ops.erasure.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What kept a row from being deleted, in names of the schema: never a value, never a server's
 * words.
 *
 * @param sqlState what the server called it; empty when it called it nothing
 * @param table with its schema: whose constraint, or where the row is
 * @param function of the trigger that raised it
 */
public record Hindrance(
    Optional<String> sqlState,
    Optional<String> table,
    Optional<String> constraint,
    Optional<String> function) {

  /** A row was still found after it was deleted. */
  public static Hindrance stillIn(String table) {
    return new Hindrance(Optional.empty(), Optional.of(table), Optional.empty(), Optional.empty());
  }

  /** Whether it says anything. */
  boolean isKnown() {
    return sqlState.isPresent() || table.isPresent();
  }

  /** As a line of text. */
  public String words() {
    List<String> words = new ArrayList<>();
    constraint.ifPresent(name -> words.add("constraint " + name));
    function.ifPresent(name -> words.add("function " + name));
    table.ifPresent(name -> words.add("table " + name));
    sqlState.ifPresentOrElse(
        state -> words.add("SQLSTATE " + state),
        () -> words.add("a row was still there after its deletion"));
    return String.join(", ", words);
  }

  /** As fields of a document. */
  public Map<String, Object> document() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("constraint", constraint.orElse(null));
    fields.put("table", table.orElse(null));
    fields.put("function", function.orElse(null));
    fields.put("sqlState", sqlState.orElse(null));
    return fields;
  }
}
