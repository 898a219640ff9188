package ai.coditect.ops.privacy;

import ai.coditect.ops.database.Arrays;
import ai.coditect.ops.database.Sql;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the system catalogue, which every login may. */
final class CatalogueStore {
  private static final Sql LIST_COLUMNS = Sql.file("privacy/list_columns");
  private static final Sql LIST_FOREIGN_KEYS = Sql.file("privacy/list_foreign_keys");
  private static final Sql LIST_DECLARED = Sql.file("privacy/list_declared_columns");
  private static final String DECLARED = "coditect_ops.declared_columns";

  private final JdbcClient jdbc;

  CatalogueStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The columns of the worker's own tables that say nothing about a person, by table, as the
   * version says that migrated this database; none before such a version.
   */
  Map<String, Set<String>> declared(Catalogue catalogue) {
    Map<String, Set<String>> declared = new HashMap<>();
    if (catalogue.tables().containsKey(DECLARED)) {
      jdbc.sql(LIST_DECLARED.text())
          .query(
              row -> {
                declared.put(
                    row.getString("relation"),
                    Set.of((String[]) row.getArray("columns").getArray()));
              });
    }
    return declared;
  }

  /**
   * @param schemas that the map is about
   */
  Catalogue read(Collection<String> schemas) {
    Map<String, Map<String, Catalogue.Column>> tables = new LinkedHashMap<>();
    Set<String> copies = new HashSet<>();
    jdbc.sql(LIST_COLUMNS.text())
        .param("schemas", Arrays.texts(schemas))
        .query(
            row -> {
              Map<String, Catalogue.Column> columns =
                  tables.computeIfAbsent(row.getString("table"), name -> new LinkedHashMap<>());
              if (row.getBoolean("copy")) {
                copies.add(row.getString("table"));
              }
              String column = row.getString("column");
              // A table may have no columns at all.
              if (column != null) {
                columns.put(
                    column,
                    new Catalogue.Column(
                        row.getString("type"),
                        row.getBoolean("nullable"),
                        row.getBoolean("generated"),
                        row.getBoolean("alone")));
              }
            });
    List<Catalogue.ForeignKey> foreignKeys =
        jdbc.sql(LIST_FOREIGN_KEYS.text())
            .param("schemas", Arrays.texts(schemas))
            .query(
                (row, number) ->
                    new Catalogue.ForeignKey(
                        row.getString("table"),
                        row.getString("name"),
                        row.getString("target"),
                        List.of((String[]) row.getArray("columns").getArray()),
                        List.of((String[]) row.getArray("target_columns").getArray()),
                        row.getBoolean("served"),
                        row.getString("cure"),
                        KeyAction.valueOf(row.getString("on_delete")),
                        List.of((String[]) row.getArray("unset").getArray())))
            .list();
    return new Catalogue(tables, foreignKeys, copies);
  }
}
