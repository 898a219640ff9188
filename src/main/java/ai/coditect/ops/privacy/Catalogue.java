package ai.coditect.ops.privacy;

import java.util.List;
import java.util.Map;

/**
 * What the live database has.
 *
 * @param tables the columns of each table by name, in the order of the database
 */
public record Catalogue(Map<String, Map<String, Column>> tables, List<ForeignKey> foreignKeys) {

  public record Column(String type, boolean nullable) {}

  /**
   * @param target the table that it points to
   * @param columns of the table, each with its partner in {@code targetColumns}
   * @param served true when an index begins with its columns
   * @param cure the statement that makes such an index
   * @param unsets true when the server clears its columns when the target's row goes
   */
  public record ForeignKey(
      String table,
      String name,
      String target,
      List<String> columns,
      List<String> targetColumns,
      boolean served,
      String cure,
      boolean unsets) {}
}
