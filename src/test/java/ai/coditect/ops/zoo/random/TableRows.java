package ai.coditect.ops.zoo.random;

import ai.coditect.ops.local.LocalPostgres;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every row of the drawn tables and the house's, at one time.
 *
 * @param rows by table and id; each the text of its columns
 */
record TableRows(Map<String, Map<String, Map<String, @Nullable String>>> rows) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static TableRows of(LocalPostgres.Database database, Set<String> tables) {
    JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
    Map<String, Map<String, Map<String, @Nullable String>>> rows = new TreeMap<>();
    for (String table : tables) {
      Map<String, Map<String, @Nullable String>> of = new TreeMap<>();
      jdbc.sql("select cast(to_jsonb(t) as text) from " + table + " t")
          .query(String.class)
          .list()
          .forEach(
              text -> {
                Map<String, @Nullable String> row = row(JSON.readTree(text));
                if (of.put(String.valueOf(row.get("id")), row) != null) {
                  throw new IllegalStateException("two rows of " + table + " have one id");
                }
              });
      rows.put(table, of);
    }
    return new TableRows(rows);
  }

  private static Map<String, @Nullable String> row(JsonNode json) {
    Map<String, @Nullable String> row = new LinkedHashMap<>();
    for (String column : json.propertyNames()) {
      JsonNode value = json.get(column);
      // Triggers of the reference schema keep it.
      if (!column.equals("updated_at")) {
        row.put(
            column,
            value.isNull() ? null : value.isContainer() ? value.toString() : value.asString());
      }
    }
    return row;
  }

  TableRows copy() {
    Map<String, Map<String, Map<String, @Nullable String>>> copy = new TreeMap<>();
    rows.forEach(
        (table, of) -> {
          Map<String, Map<String, @Nullable String>> rowsOf = new TreeMap<>();
          of.forEach((id, row) -> rowsOf.put(id, new LinkedHashMap<>(row)));
          copy.put(table, rowsOf);
        });
    return new TableRows(copy);
  }

  /** What is different afterwards: table, id, and gone, new or the column and its two values. */
  Set<String> becomes(TableRows after) {
    Set<String> different = new TreeSet<>();
    rows.forEach(
        (table, before) -> {
          Map<String, Map<String, @Nullable String>> later =
              after.rows.getOrDefault(table, Map.of());
          before.forEach(
              (id, row) -> {
                Map<String, @Nullable String> now = later.get(id);
                if (now == null) {
                  different.add(table + " " + id + " gone");
                } else if (!row.equals(now)) {
                  row.forEach(
                      (column, value) -> {
                        if (!java.util.Objects.equals(value, now.get(column))) {
                          different.add(table + " " + id + " " + column + " " + now.get(column));
                        }
                      });
                }
              });
          later.keySet().stream()
              .filter(id -> !before.containsKey(id))
              .forEach(id -> different.add(table + " " + id + " new"));
        });
    return different;
  }

  /** Differences that the others do not have; a pseudonym is any value. */
  static Set<String> but(Set<String> some, Set<String> others) {
    Set<String> any = new TreeSet<>();
    Set<String> columns = new TreeSet<>();
    for (String each : others) {
      String column = each.replaceFirst(" [^ ]*$", " ");
      columns.add(column);
      if (each.endsWith(" " + RowOracle.PSEUDONYM)) {
        any.add(column);
      }
    }
    Set<String> rest = new TreeSet<>(some);
    rest.removeIf(
        each -> {
          String column = each.replaceFirst(" [^ ]*$", " ");
          return others.contains(each)
              || any.contains(column)
              || each.endsWith(" " + RowOracle.PSEUDONYM) && columns.contains(column);
        });
    return rest;
  }
}
