package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Value;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Every path goes over columns that are there, ends where it should, and goes in no circle. */
record PathRules(PersonalDataMap map, Map<Step, Value> written) {

  void check(Value subject, Value organization) {
    if (exists(map.subject(), subject) & exists(map.organization(), organization)) {
      map.tables().values().forEach(table -> follow(table, map.subject(), Table::subject));
      map.tables()
          .values()
          .forEach(table -> follow(table, map.organization(), Table::organization));
    }
    map.tables().values().forEach(this::personalKey);
  }

  private boolean exists(Key key, Value value) {
    Table table = map.tables().get(key.table());
    if (table == null) {
      value.wrong(
          "The table " + key.table() + " is not in the map.",
          DidYouMean.cure(key.table(), map.tables().keySet()));
      return false;
    }
    return names(table, key.column(), value);
  }

  private static boolean names(Table table, String column, Value value) {
    boolean named = table.named().contains(column);
    if (!named) {
      value.wrong(
          "The path names the column " + column + ", and " + table.name() + " has none in the map.",
          DidYouMean.cure(column, table.named()));
    }
    return named;
  }

  private void follow(Table start, Key end, Function<Table, Optional<Step>> next) {
    Optional<Step> first = next.apply(start);
    if (first.isEmpty()) {
      return;
    }
    Step step = first.get();
    Value value = written.get(step);
    if (value == null || !names(start, step.column(), value)) {
      return;
    }
    if (!exists(step.to(), value)) {
      return;
    }
    if (step.to().equals(new Key(start.name(), step.column())) && !step.to().equals(end)) {
      value.wrong(
          "The path does not say where it leads.",
          "Write it as " + step.column() + " -> " + end + ".");
      return;
    }
    Set<String> seen = new HashSet<>(Set.of(start.name()));
    Key reached = step.to();
    while (!reached.equals(end)) {
      Table table = map.tables().get(reached.table());
      if (table == null) {
        return;
      }
      if (!seen.add(table.name())) {
        value.wrong(
            "The path comes back to " + table.name() + " and never ends.",
            "Lead it to " + end + ".");
        return;
      }
      Optional<Step> further = next.apply(table);
      if (further.isEmpty()) {
        value.wrong(
            "The path ends in " + table.name() + ", which leads no further.",
            "Lead it to " + end + ", or give " + table.name() + " a path.");
        return;
      }
      reached = further.get().to();
    }
  }

  private boolean kept(Column column) {
    return column.treatment() instanceof Keep;
  }

  /** An id of a person is personal, and does not outlive them. */
  private void personalKey(Table table) {
    Optional<Step> step = table.subject().filter(each -> each.to().equals(map.subject()));
    if (step.isPresent() && table.notPersonal().contains(step.get().column())) {
      written
          .get(step.get())
          .wrong(
              "The column "
                  + step.get().column()
                  + " holds a person's id and is called not personal.",
              "Move it to \"columns\".");
    }
    if (step.map(Step::column).map(table.columns()::get).filter(this::kept).isPresent()) {
      written
          .get(step.get())
          .wrong(
              "The column "
                  + step.get().column()
                  + " holds a person's id and is kept: whoever is erased would still be in it.",
              "Write \"do: anonymise, how: pseudonym\" for it; the rows stay together.");
    }
  }
}
