package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.privacy.effect.SchemaEffects.Action;
import ai.coditect.ops.privacy.effect.SchemaEffects.ForeignKey;
import ai.coditect.ops.privacy.effect.SchemaEffects.Rule;
import ai.coditect.ops.privacy.effect.SchemaEffects.Trigger;
import ai.coditect.ops.privacy.effect.SchemaEffects.Unplain;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what the schema does by itself against what the map says. Whatever it finds is a reason not
 * to erase anything: it would take rows that are not planned, or change them.
 */
record UnplannedEffects(PersonalDataMap map, ActedTables acted, SchemaEffects effects) {

  UnplannedEffects(PersonalDataMap map, SchemaEffects effects) {
    this(map, new ActedTables(map), effects);
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    effects.unplain().stream()
        .filter(each -> acted.touches(each.table()))
        .forEach(each -> problems.add(unplain(each)));
    effects.foreignKeys().stream()
        .filter(this::actsUncovered)
        .forEach(key -> problems.add(acting(key)));
    effects.foreignKeys().stream()
        .filter(key -> key.onUpdate() != Action.NONE)
        .filter(key -> !Collections.disjoint(acted.changes(key.target()), key.targetColumns()))
        .forEach(key -> problems.add(followed(key)));
    effects.rules().stream().filter(this::fits).forEach(rule -> problems.add(rule(rule)));
    effects.triggers().stream()
        .filter(this::actsUnseen)
        .forEach(trigger -> problems.add(trigger(trigger)));
    map.tables().values().forEach(table -> stale(table, problems));
    if (!effects.counted()) {
      problems.add(
          new Problem(
              "track_counts is off: the server does not count the rows that a bite touches, so"
                  + " nothing can be held against the plan.",
              "PostgreSQL",
              "Set track_counts on again, in the server's flags or where \"table pg_db_role_setting\" shows"
                  + " it off."));
    }
    return List.copyOf(problems);
  }

  /**
   * Where rows of the target go and the map does not see to the referring rows first. With an
   * organization, rows that a mapped row refers to wait for it.
   */
  private boolean actsUncovered(ForeignKey key) {
    if (key.onDelete() == Action.NONE || !acted.deletes(key.target())) {
      return false;
    }
    Table child = map.tables().get(key.table());
    if (child == null || key.table().equals(key.target())) {
      return true;
    }
    return acted.withPerson(key.target()) && !takenFirst(child, key);
  }

  /** Whether the map leads the rows over this key, and takes or unties them before its target. */
  private static boolean takenFirst(Table child, ForeignKey key) {
    return child.subject().filter(step -> leads(step, key)).isPresent()
        && (child.rows().equals(Optional.of(Rows.ERASE))
            || child.subject().map(Step::column).filter(unties(child)).isPresent());
  }

  private static java.util.function.Predicate<String> unties(Table child) {
    return column ->
        Optional.ofNullable(child.columns().get(column))
            .filter(each -> each.treatment() instanceof PersonalDataMap.Anonymise)
            .isPresent();
  }

  private static boolean leads(Step step, ForeignKey key) {
    int place = key.columns().indexOf(step.column());
    return place >= 0
        && step.to().table().equals(key.target())
        && step.to().column().equals(key.targetColumns().get(place));
  }

  private boolean fits(Rule rule) {
    return rule.onDelete() ? acted.deletes(rule.table()) : !acted.changes(rule.table()).isEmpty();
  }

  private boolean actsUnseen(Trigger trigger) {
    Set<String> changes = acted.changes(trigger.table());
    boolean woken =
        trigger.onDelete() && acted.deletes(trigger.table())
            || trigger.onUpdate()
                && !changes.isEmpty()
                && (trigger.updateOf().isEmpty()
                    || !Collections.disjoint(trigger.updateOf(), changes));
    return woken && trigger.fires() && !trigger.ours() && !harmless(trigger);
  }

  private boolean harmless(Trigger trigger) {
    return Optional.ofNullable(map.tables().get(trigger.table()))
        .map(Table::harmlessTriggers)
        .orElse(Map.of())
        .containsKey(trigger.name());
  }

  private void stale(Table table, List<Problem> problems) {
    for (String name : table.harmlessTriggers().keySet()) {
      if (effects.triggers().stream()
          .noneMatch(each -> each.table().equals(table.name()) && each.name().equals(name))) {
        problems.add(
            new Problem(
                "The map calls the trigger " + quoted(name) + " harmless, and it is not there.",
                map.file() + ", tables." + table.name() + ".triggers",
                "Remove " + quoted(name) + ": another of this name would not be looked at."));
      }
    }
  }

  private static Problem acting(ForeignKey key) {
    return new Problem(
        "ON DELETE "
            + key.onDelete().words()
            + " acts beside the map: with rows of "
            + key.target()
            + " the foreign key "
            + key.shown().name()
            + (key.onDelete() == Action.CASCADE ? " deletes rows of " : " changes rows of ")
            + key.shown().table()
            + ".",
        "table " + key.shown().table(),
        "Let it only refuse: "
            + key.plain()
            + " Whose rows it then keeps is left by name, and everybody else goes.");
  }

  private static Problem followed(ForeignKey key) {
    return new Problem(
        "ON UPDATE "
            + key.onUpdate().words()
            + " acts beside the map: where a column of "
            + key.target()
            + " is anonymised the foreign key "
            + key.shown().name()
            + " changes rows of "
            + key.shown().table()
            + ".",
        "table " + key.shown().table(),
        "Let it only refuse: " + key.plain());
  }

  private static Problem rule(Rule rule) {
    return new Problem(
        "A rule acts beside the map: "
            + rule.shown().name()
            + " rewrites "
            + (rule.onDelete() ? "deletions" : "updates")
            + " of "
            + rule.shown().table()
            + ".",
        "table " + rule.shown().table(),
        "drop rule " + rule.shown().name() + " on " + rule.shown().table() + ";");
  }

  private Problem trigger(Trigger trigger) {
    return new Problem(
        "A trigger acts beside the map: "
            + trigger.shown().name()
            + " runs "
            + trigger.function()
            + " when erasure "
            + (trigger.onDelete() && acted.deletes(trigger.table()) ? "deletes" : "changes")
            + " rows of "
            + trigger.shown().table()
            + ", and nobody has said what it does.",
        "table " + trigger.shown().table(),
        "Read the function. If it deletes and changes no row, add to "
            + map.file()
            + " under "
            + trigger.table()
            + ": triggers: { "
            + quoted(trigger.name())
            + ": { effect: harmless, reason: \"what it does\" } } — otherwise: drop trigger "
            + trigger.shown().name()
            + " on "
            + trigger.shown().table()
            + ";");
  }

  /** As YAML takes any name. */
  private static String quoted(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static Problem unplain(Unplain table) {
    return new Problem(
        "Erasure takes rows of plain tables only, and " + table.table() + " " + table.what() + ".",
        "table " + table.table(),
        table.cure());
  }
}
