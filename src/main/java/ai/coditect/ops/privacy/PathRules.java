package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Apart;
import ai.coditect.ops.privacy.PersonalDataMap.Column;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Keep;
import ai.coditect.ops.privacy.PersonalDataMap.Key;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.privacy.PersonalDataMap.Treatment;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Value;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every path goes over columns that are there, ends where it should, and goes in no circle. */
record PathRules(PersonalDataMap map, Map<Step, Value> written) {

  void check(Value subject, Value organization) {
    if (exists(map.subject(), subject) & exists(map.organization(), organization)) {
      for (Table table : map.tables().values()) {
        follow(table, table.subject(), map.subject(), Table::subject);
        follow(table, table.organization(), map.organization(), Table::organization);
        table.also().forEach(also -> further(table, also));
      }
    }
    map.tables().values().forEach(this::personalKey);
    map.tables().values().forEach(this::apart);
    map.views().values().forEach(view -> view.subject().ifPresent(this::direct));
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

  /** Another place of a row leads to a person; what is no column of its own does so directly. */
  private void further(Table table, AlsoPerson also) {
    Value value = written.get(also.step());
    boolean direct = also.step().to().equals(map.subject());
    boolean reassigned = also.treatment().equals(new Anonymise(How.REASSIGN));
    if (value != null && !direct && (!also.plain() || reassigned)) {
      value.wrong(
          "The place holds the ids of people themselves, and leads to " + also.step().to() + ".",
          "Lead it to " + map.subject() + ".");
    } else {
      follow(table, Optional.of(also.step()), map.subject(), Table::subject);
    }
  }

  private void follow(
      Table start, Optional<Step> first, Key end, Function<Table, Optional<Step>> next) {
    if (first.isEmpty()) {
      return;
    }
    Step step = first.get();
    Value value = written.get(step);
    if (value == null || !names(start, step.column(), value)) {
      return;
    }
    if (step.when().isPresent() && !names(start, step.when().get().column(), value)) {
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

  /** Whoever would be in a view is looked for by their id. */
  private void direct(Step step) {
    if (!step.to().equals(map.subject()) || step.when().isPresent()) {
      written
          .get(step)
          .wrong(
              "The subject of a materialized view is a column with people's ids.",
              "Write it as " + step.column() + " -> " + map.subject() + ".");
    }
  }

  /** A column that is about whoever else stands there says so, and only such a column does. */
  private void apart(Table table) {
    Set<String> others = new HashSet<>();
    for (AlsoPerson also : table.also()) {
      Value value = written.get(also.step());
      String column = also.step().column();
      if (table.subject().map(Step::column).filter(column::equals).isPresent() && also.plain()) {
        value.wrong(
            "The column " + column + " is the subject's already.",
            "Name another column, or remove the line.");
      } else if (table.notPersonal().contains(column)) {
        value.wrong(
            "The column " + column + " holds a person's id and is called not personal.",
            "Move it to \"columns\".");
      } else if (also.members().isEmpty() && !(treatment(table, column) instanceof Apart)) {
        value.wrong(
            "The column " + column + " is about whoever else stands there.",
            "Write \"do: also\" for it under \"columns\".");
      }
      others.add(column);
    }
    table
        .columns()
        .forEach(
            (name, column) -> {
              if (column.treatment() instanceof Apart && !others.contains(name)) {
                Stream.concat(table.subject().stream(), table.also().stream().map(AlsoPerson::step))
                    .findFirst()
                    .map(written::get)
                    .ifPresent(
                        value ->
                            value.wrong(
                                "The column "
                                    + name
                                    + " says \"do: also\", and no line of \"also\" begins with it.",
                                "Add \"also: [ { subject: "
                                    + TableName.step(name, map.subject())
                                    + ", do: anonymise, how: clear } ]\"."));
              }
            });
  }

  private static @Nullable Treatment treatment(Table table, String column) {
    return Optional.ofNullable(table.columns().get(column)).map(Column::treatment).orElse(null);
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
