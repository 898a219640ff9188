package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.KeyAction;
import java.util.List;
import java.util.Set;

/**
 * What acts by itself in the live schema. Tables are named with their schemas as the map names
 * them.
 *
 * @param counted whether the server counts the rows that a session touches
 */
record SchemaEffects(
    List<ForeignKey> foreignKeys,
    List<Trigger> triggers,
    List<Rule> rules,
    List<Unplain> unplain,
    List<Copy> copies,
    boolean counted) {

  /**
   * @param shown its name and its table's as SQL spells them
   * @param columns each with its partner in {@code targetColumns}
   * @param plain the statement that makes it one that only refuses
   */
  record ForeignKey(
      String table,
      String name,
      Shown shown,
      String target,
      List<String> columns,
      List<String> targetColumns,
      KeyAction onDelete,
      KeyAction onUpdate,
      String plain) {}

  /** Names as SQL spells them, quoted where that is needed. */
  record Shown(String name, String table) {}

  /**
   * @param function that it runs
   * @param ours whether this worker or the reference schema brought it
   * @param fires false when it is disabled
   * @param updateOf the columns that wake it; empty when any does
   */
  record Trigger(
      String table,
      String name,
      Shown shown,
      String function,
      boolean ours,
      boolean fires,
      boolean onDelete,
      boolean onUpdate,
      Set<String> updateOf) {}

  /**
   * @param onDelete of deletions; otherwise of updates
   */
  record Rule(String table, Shown shown, boolean onDelete) {}

  /**
   * A column that a materialized view copies.
   *
   * @param view as SQL spells it
   * @param named as the map names it
   */
  record Copy(String view, String named, String table, String column, String cure) {}

  /** A table whose rows are not, or not only, its own. */
  record Unplain(String table, String what, String cure) {}
}
