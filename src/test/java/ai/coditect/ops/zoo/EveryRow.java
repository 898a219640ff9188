package ai.coditect.ops.zoo;

import ai.coditect.ops.local.LocalPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every row of a database outside the worker's own schema, at one time.
 *
 * @param rows by table and the row's name
 * @param copies what materialized views have
 */
record EveryRow(Map<String, Map<String, JsonNode>> rows, List<String> copies) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern NAMED = Pattern.compile("\"((?:canary|artefact)-[a-z0-9-]+)\"");
  private static final String TABLES =
      """
      select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as shown, c.relkind = 'm' as copy
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname not in ('pg_catalog', 'information_schema', 'coditect_ops', 'pg_toast')
        and c.relkind in ('r', 'p', 'm') and not c.relispartition and not exists (select from pg_inherits i where i.inhrelid = c.oid)
      """;

  /** Triggers of the reference schema keep it. */
  private static final String TOUCHED = "updated_at";

  static EveryRow of(ZooSchema schema) {
    return of(schema.database(), schema.names());
  }

  static EveryRow of(LocalPostgres.Database database, Map<UUID, String> names) {
    JdbcClient jdbc = JdbcClient.create(database.asSuperuser());
    Map<String, String> tables = new TreeMap<>();
    List<String> views = new ArrayList<>();
    jdbc.sql(TABLES)
        .query(
            row -> {
              if (row.getBoolean("copy")) {
                views.add(row.getString("shown"));
              } else {
                tables.put(row.getString("name"), row.getString("shown"));
              }
            });
    Map<String, Map<String, JsonNode>> rows = new TreeMap<>();
    tables.forEach(
        (name, shown) -> {
          Map<String, JsonNode> ofTable = new TreeMap<>();
          jdbc.sql("select cast(to_jsonb(t) as text) from " + shown + " t")
              .query(String.class)
              .list()
              .forEach(
                  text -> {
                    String key = key(names, text);
                    if (ofTable.put(key, JSON.readTree(text)) != null) {
                      throw new IllegalStateException("two rows of " + name + " are called " + key);
                    }
                  });
          rows.put(name, ofTable);
        });
    List<String> copies = new ArrayList<>();
    for (String shown : views) {
      copies.addAll(
          jdbc.sql("select cast(to_jsonb(t) as text) from " + shown + " t")
              .query(String.class)
              .list());
    }
    return new EveryRow(rows, copies);
  }

  private static String key(Map<UUID, String> names, String text) {
    String id = JSON.readTree(text).path("id").asString("");
    if (id.length() == 36) {
      return names.getOrDefault(UUID.fromString(id), id);
    }
    var named = NAMED.matcher(text);
    return named.find() ? named.group(1) : text;
  }

  /** What is different afterwards: table, row and what became of it, as an expectation says it. */
  Set<String> becomes(EveryRow after) {
    Set<String> different = new TreeSet<>();
    rows.forEach(
        (table, before) -> {
          Map<String, JsonNode> later = after.rows.getOrDefault(table, Map.of());
          before.forEach(
              (key, row) -> {
                JsonNode now = later.get(key);
                if (now == null) {
                  different.add(table + " " + key + " gone ");
                } else {
                  for (String column : changed(row, now)) {
                    different.add(table + " " + key + " changed " + column);
                  }
                }
              });
          later.keySet().stream()
              .filter(key -> !before.containsKey(key))
              .forEach(key -> different.add(table + " " + key + " new "));
        });
    return different;
  }

  private static List<String> changed(JsonNode before, JsonNode after) {
    List<String> changed = new ArrayList<>();
    for (String column : before.propertyNames()) {
      if (!column.equals(TOUCHED) && !before.get(column).equals(after.get(column))) {
        changed.add(column);
      }
    }
    return changed;
  }

  @Override
  public String toString() {
    return rows + " " + copies;
  }
}
