package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the live database has.
 *
 * @param tables the columns of each table by name, in the order of the database
 * @param copies those of the tables that are materialized views
 */
public record Catalogue(
    Map<String, Map<String, Column>> tables, List<ForeignKey> foreignKeys, Set<String> copies) {

  /** One without materialized views. */
  public Catalogue(Map<String, Map<String, Column>> tables, List<ForeignKey> foreignKeys) {
    this(tables, foreignKeys, Set.of());
  }

  private static final String OWN = "coditect_ops.";

  /**
   * What is left to compare with a map that does not know of these columns. Only the worker's own
   * can be among them, whoever says so.
   *
   * @param columns by table; none for all of a table
   */
  Catalogue without(Map<String, Set<String>> columns, PersonalDataMap map) {
    Map<String, Map<String, Column>> left = new LinkedHashMap<>(tables);
    columns.forEach(
        (name, about) -> {
          Map<String, Column> found = left.get(name);
          if (found == null || !name.startsWith(OWN)) {
            return;
          }
          Set<String> known =
              Optional.ofNullable(map.tables().get(name)).map(Table::named).orElse(Set.of());
          Map<String, Column> rest = new LinkedHashMap<>(found);
          rest.keySet()
              .removeIf(
                  column -> (about.isEmpty() || about.contains(column)) && !known.contains(column));
          if (rest.isEmpty() && !map.tables().containsKey(name)) {
            left.remove(name);
          } else {
            left.put(name, rest);
          }
        });
    return new Catalogue(left, foreignKeys, copies);
  }

  /**
   * @param type of a domain, what it is made of
   * @param generated written by the server: computed from other columns, or an identity
   * @param alone unique by itself
   */
  public record Column(String type, boolean nullable, boolean generated, boolean alone) {}

  /**
   * @param target the table that it points to
   * @param columns of the table, each with its partner in {@code targetColumns}
   * @param served true when an index begins with its columns
   * @param cure the statement that makes such an index
   * @param onDelete what the server does to its rows when the target's row goes
   * @param unset the columns that such a SET NULL or SET DEFAULT changes
   */
  public record ForeignKey(
      String table,
      String name,
      String target,
      List<String> columns,
      List<String> targetColumns,
      boolean served,
      String cure,
      KeyAction onDelete,
      List<String> unset) {}
}
