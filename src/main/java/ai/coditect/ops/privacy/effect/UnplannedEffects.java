package ai.coditect.ops.privacy.effect;

import static java.util.stream.Collectors.toList;

import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.privacy.effect.SchemaEffects.ForeignKey;
import ai.coditect.ops.privacy.effect.SchemaEffects.Rule;
import ai.coditect.ops.privacy.effect.SchemaEffects.Trigger;
import ai.coditect.ops.privacy.effect.SchemaEffects.Unplain;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        .filter(each -> acted.touches(each.table()) && !map.views().containsKey(each.table()))
        .forEach(each -> problems.add(unplain(each)));
    effects.foreignKeys().stream()
        .filter(this::actsUncovered)
        .forEach(key -> problems.add(acting(key)));
    effects.foreignKeys().stream()
        .filter(key -> key.onUpdate() != KeyAction.NONE)
        .filter(key -> !Collections.disjoint(changes(key.target()), key.targetColumns()))
        .forEach(key -> problems.add(followed(key)));
    effects.rules().stream().filter(this::fits).forEach(rule -> problems.add(rule(rule)));
    effects.triggers().stream()
        .filter(this::actsUnseen)
        .forEach(trigger -> problems.add(trigger(trigger)));
    copies(problems);
    map.tables().values().forEach(table -> stale(table, problems));
    map.tables().values().forEach(table -> staleKeys(table, problems));
    circles(problems);
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
   * Where rows of the target go, and the map neither sees to the referring rows first nor wants the
   * effect. With an organization, rows that a mapped row refers to wait for it.
   */
  private boolean actsUncovered(ForeignKey key) {
    if (key.onDelete() == KeyAction.NONE || !acted.deletes(key.target())) {
      return false;
    }
    Table child = map.tables().get(key.table());
    if (child == null) {
      return true;
    }
    return acted.withPerson(key.target()) && !wanted(child, key) && !takenFirst(child, key);
  }

  /** People and organizations never go with something else: nobody would answer for them. */
  private boolean wanted(Table child, ForeignKey key) {
    boolean whole =
        child.name().equals(map.subject().table())
            || child.name().equals(map.organization().table());
    return key.onDelete() == child.wantedKeys().get(key.name())
        && !(whole && key.onDelete() == KeyAction.CASCADE);
  }

  /**
   * Whether the map leads the rows over this key, and takes or unties them before its target. Not
   * where rows of others go from the target.
   */
  private boolean takenFirst(Table child, ForeignKey key) {
    return !acted.withOthers(key.target())
        && !key.table().equals(key.target())
        && (child.also().stream().anyMatch(also -> also.plain() && leads(also.step(), key))
            || bySubject(child, key));
  }

  private static boolean bySubject(Table child, ForeignKey key) {
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
        && step.when().isEmpty()
        && step.to().table().equals(key.target())
        && step.to().column().equals(key.targetColumns().get(place));
  }

  /** The columns that erasure changes in rows that stay, also where a key is wanted to be unset. */
  private Set<String> changes(String table) {
    Set<String> changes = new HashSet<>(acted.changes(table));
    effects.foreignKeys().stream()
        .filter(key -> key.table().equals(table) && key.onDelete() != KeyAction.CASCADE)
        .filter(key -> map.tables().containsKey(table) && wanted(map.tables().get(table), key))
        .forEach(key -> changes.addAll(key.columns()));
    return changes;
  }

  private boolean fits(Rule rule) {
    return rule.onDelete() ? acted.deletes(rule.table()) : !changes(rule.table()).isEmpty();
  }

  private boolean actsUnseen(Trigger trigger) {
    Set<String> changes = changes(trigger.table());
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
        .map(Table::seenTriggers)
        .orElse(Map.of())
        .containsKey(trigger.name());
  }

  private void stale(Table table, List<Problem> problems) {
    for (String name : table.seenTriggers().keySet()) {
      if (effects.triggers().stream()
          .noneMatch(each -> each.table().equals(table.name()) && each.name().equals(name))) {
        problems.add(
            new Problem(
                "The map says what the trigger " + quoted(name) + " does, and it is not there.",
                map.file() + ", tables." + table.name() + ".triggers",
                "Remove " + quoted(name) + ": another of this name would not be looked at."));
      }
    }
  }

  private void staleKeys(Table table, List<Problem> problems) {
    table
        .wantedKeys()
        .forEach(
            (name, action) -> {
              if (effects.foreignKeys().stream()
                  .noneMatch(
                      key ->
                          key.table().equals(table.name())
                              && key.name().equals(name)
                              && key.onDelete() == action)) {
                problems.add(
                    new Problem(
                        "The map wants ON DELETE "
                            + action.words()
                            + " of the foreign key "
                            + quoted(name)
                            + ", and there is none.",
                        map.file() + ", tables." + table.name() + ".foreign-keys",
                        "Remove " + quoted(name) + ", or say what it does now."));
              } else if (effects.foreignKeys().stream()
                  .filter(key -> key.table().equals(table.name()) && key.name().equals(name))
                  .anyMatch(
                      key -> table.also().stream().anyMatch(also -> leads(also.step(), key)))) {
                problems.add(
                    new Problem(
                        "The effect of the foreign key "
                            + quoted(name)
                            + " is said twice: as wanted and under \"also\".",
                        map.file() + ", tables." + table.name() + ".foreign-keys",
                        "Remove " + quoted(name) + ": what \"also\" says comes first."));
              }
            });
  }

  /** Where tables cascade to each other there is no first one. */
  private void circles(List<Problem> problems) {
    for (ForeignKey key : effects.foreignKeys()) {
      if (!key.table().equals(key.target())
          && cascades(key)
          && reaches(key.table(), key.target(), new HashSet<>())) {
        problems.add(
            new Problem(
                "ON DELETE CASCADE goes in a circle: "
                    + key.shown().name()
                    + " of "
                    + key.shown().table()
                    + " leads back to "
                    + key.target()
                    + ".",
                "table " + key.shown().table(),
                "Let it only refuse: " + key.plain()));
      }
    }
  }

  private boolean cascades(ForeignKey key) {
    return key.onDelete() == KeyAction.CASCADE
        && Optional.ofNullable(map.tables().get(key.table()))
            .filter(child -> wanted(child, key))
            .isPresent();
  }

  /** Whether cascades lead from a table to another. */
  private boolean reaches(String from, String to, Set<String> seen) {
    return seen.add(from)
        && effects.foreignKeys().stream()
            .filter(key -> key.target().equals(from) && cascades(key))
            .anyMatch(key -> key.table().equals(to) || reaches(key.table(), to, seen));
  }

  private Problem acting(ForeignKey key) {
    return new Problem(
        "ON DELETE "
            + key.onDelete().words()
            + " acts beside the map: with rows of "
            + key.target()
            + " the foreign key "
            + key.shown().name()
            + (key.onDelete() == KeyAction.CASCADE ? " deletes rows of " : " changes rows of ")
            + key.shown().table()
            + ".",
        "table " + key.shown().table(),
        "Let it only refuse: "
            + key.plain()
            + " Whose rows it then keeps is left by name, and everybody else goes."
            + orWanted(key));
  }

  /** How the map says that the effect is wanted, where it can. */
  private String orWanted(ForeignKey key) {
    Table child = map.tables().get(key.table());
    boolean never =
        child == null
            || key.onDelete() == KeyAction.CASCADE
                && (child.rows().equals(Optional.of(Rows.KEEP))
                    || child.name().equals(map.subject().table())
                    || child.name().equals(map.organization().table()));
    return never
        ? ""
        : " If the effect is wanted, add to "
            + map.file()
            + " under "
            + key.table()
            + ": foreign-keys: { "
            + quoted(key.name())
            + ": { on-delete: "
            + key.onDelete().word()
            + ", reason: \"why\" } }";
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
        "Let rows refer to a column that stays: alter table "
            + key.shown().table()
            + " drop constraint "
            + key.shown().name()
            + ";");
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
        "Read the function. One that writes what goes to a history of the map has the effect"
            + " \"writes, into: TABLE\". If it deletes and changes no row, add to "
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

  /** Whoever goes would stay in a materialized view until it is refreshed. */
  private void copies(List<Problem> problems) {
    Map<String, List<SchemaEffects.Copy>> byView =
        effects.copies().stream()
            .filter(each -> goes(each.table(), each.column()))
            // What the map has made anew copies nothing of whoever is gone.
            .filter(each -> !map.views().containsKey(each.named()))
            .collect(Collectors.groupingBy(SchemaEffects.Copy::view, TreeMap::new, toList()));
    byView.forEach(
        (view, copies) ->
            problems.add(
                new Problem(
                    "A materialized view keeps what is erased: "
                        + view
                        + " copies "
                        + copies.stream()
                            .map(each -> each.table() + "." + each.column())
                            .collect(Collectors.joining(", "))
                        + ".",
                    "materialized view " + view,
                    copies.get(0).cure()
                        + " A plain view of the same query shows what is there. Or have it made anew"
                        + " after each erasure: add to "
                        + map.file()
                        + " under "
                        + copies.get(0).named()
                        + ": refresh: { by: SCHEMA.FUNCTION }; \"check\" prints the function.")));
  }

  private boolean goes(String table, String column) {
    return Optional.ofNullable(map.tables().get(table))
        .map(each -> each.columns().get(column))
        .filter(each -> !(each.treatment() instanceof PersonalDataMap.Keep))
        .isPresent();
  }

  private static Problem unplain(Unplain table) {
    return new Problem(
        "Erasure cannot take all rows of a table: " + table.table() + " " + table.what() + ".",
        "table " + table.table(),
        table.cure());
  }
}
