package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.marker.MarkerContent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What migrations that are on record took from the tables since the marker. On record is what
 * migrate applied: the history of the table's schema has every entry that it had, and more. Without
 * one nothing may be gone from that schema, and nothing is left out.
 *
 * @param tables that are gone, or have another name
 * @param columns by table, those that are gone, or of another type or name
 */
record RecordedLosses(Set<String> tables, Map<String, Set<String>> columns) {
  static final RecordedLosses NONE = new RecordedLosses(Set.of(), Map.of());

  /** Everything in a line about a column that does not change what its values hash to. */
  private static final String RULES = " (not null|default|identity|generated|collate)\\b.*";

  /** The schemas that migrate keeps apart, by what their entries begin with. */
  private static final Map<String, String> SCHEMAS =
      Map.of("ops ", "coditect_ops", "tenant ", "coditect_shared");

  /** What can still be said of the rows of a table. */
  enum Comparability {
    /** All that the marker recorded. */
    CONTENT,
    /** How many there are, and whose; what the marker hashed is no longer there. */
    KEYS,
    NOTHING
  }

  static RecordedLosses between(
      SortedMap<String, List<String>> then, SortedMap<String, List<String>> now) {
    Set<String> migrated = migrated(then, now);
    Set<String> tables = new HashSet<>();
    then.getOrDefault("tables", List.of()).forEach(line -> tables.add(firstWord(line)));
    tables.removeIf(table -> !isIn(migrated, table));
    now.getOrDefault("tables", List.of()).forEach(line -> tables.remove(firstWord(line)));
    Set<String> still = new HashSet<>();
    now.getOrDefault("columns", List.of()).forEach(line -> still.add(typed(line)));
    Map<String, Set<String>> columns = new HashMap<>();
    for (String line : then.getOrDefault("columns", List.of())) {
      if (isIn(migrated, line) && !still.contains(typed(line))) {
        String name = firstWord(line);
        int point = name.lastIndexOf('.');
        columns
            .computeIfAbsent(name.substring(0, point), table -> new HashSet<>())
            .add(name.substring(point + 1).replace("\"", ""));
      }
    }
    return new RecordedLosses(tables, columns);
  }

  /**
   * The schemas of which a migration is on record since the marker: none where an entry is gone.
   */
  static Set<String> migrated(
      SortedMap<String, List<String>> then, SortedMap<String, List<String>> now) {
    List<String> before = then.getOrDefault("migrations", List.of());
    List<String> after = now.getOrDefault("migrations", List.of());
    Set<String> migrated = new HashSet<>();
    if (new HashSet<>(after).containsAll(before)) {
      SCHEMAS.forEach(
          (entry, schema) -> {
            if (entries(after, entry) > entries(before, entry)) {
              migrated.add(schema);
            }
          });
    }
    return migrated;
  }

  private static long entries(List<String> history, String entry) {
    return history.stream().filter(line -> line.startsWith(entry)).count();
  }

  /** Whether what a line begins with is in one of the schemas. */
  static boolean isIn(Set<String> schemas, String line) {
    return schemas.stream().anyMatch(schema -> line.startsWith(schema + "."));
  }

  Comparability of(MarkerContent.Table table) {
    if (tables.contains(table.name())) {
      return Comparability.NOTHING;
    }
    Set<String> gone = new HashSet<>(columns.getOrDefault(table.name(), Set.of()));
    gone.retainAll(table.columns());
    if (gone.isEmpty()) {
      return Comparability.CONTENT;
    }
    return gone.stream()
            .anyMatch(column -> column.equals(table.tenant()) || isNamed(table.keys(), column))
        ? Comparability.NOTHING
        : Comparability.KEYS;
  }

  /** The same table, as far as it can still be asked. */
  MarkerContent.Table rest(MarkerContent.Table table) {
    Set<String> gone = columns.getOrDefault(table.name(), Set.of());
    return new MarkerContent.Table(
        table.name(),
        table.tenant(),
        table.columns(),
        of(table) == Comparability.CONTENT ? table.expressions() : "0",
        table.keys(),
        table.filenode(),
        table.born() && !gone.contains("created_at"),
        table.touched() && !gone.contains("updated_at"),
        table.rows(),
        table.tenants());
  }

  /** Whether what the marker hashed of a book's entries can be hashed again. */
  Comparability of(MarkerContent.Tail tail) {
    Set<String> gone = columns.getOrDefault(tail.name(), Set.of());
    if (tables.contains(tail.name()) || gone.contains(tail.key())) {
      return Comparability.NOTHING;
    }
    return gone.isEmpty() ? Comparability.CONTENT : Comparability.KEYS;
  }

  /** The same entries, counted only. */
  MarkerContent.Tail rest(MarkerContent.Tail tail) {
    return new MarkerContent.Tail(
        tail.name(), tail.key(), "0", tail.first(), tail.last(), tail.rows(), tail.fingerprint());
  }

  /** In an expression over a row named {@code t}. */
  private static boolean isNamed(String expression, String column) {
    return expression.contains("t." + column + ",")
        || expression.contains("t." + column + ":")
        || expression.contains("t.\"" + column + "\"");
  }

  private static String typed(String line) {
    return line.replaceFirst(RULES, "");
  }

  private static String firstWord(String line) {
    int space = line.indexOf(' ');
    return space < 0 ? line : line.substring(0, space);
  }
}
