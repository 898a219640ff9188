package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Holds the map against the live catalogue. Whatever it says is a reason not to erase anything. */
record MapComparison(PersonalDataMap map, Catalogue catalogue) {
  private static final String UNSAYABLE =
      "Name not sayable (the map takes none with a dot, an arrow, a control character or a blank at"
          + " an end): ";

  /** What can hold a pseudonym. */
  static final Set<String> HASHABLE = Set.of("uuid", "text", "character varying");

  /** Every difference at once, each with the line or statement that cures it. */
  List<Problem> problems() {
    if (catalogue.tables().isEmpty()) {
      return List.of(
          new Problem(
              "The database has none of the tables that the map of personal data names.",
              map.file(),
              "Run migrate."));
    }
    List<Problem> problems = new ArrayList<>();
    MissingLines lines = new MissingLines(map, catalogue);
    catalogue
        .tables()
        .forEach(
            (name, columns) -> {
              Table table = map.tables().get(name);
              List<Problem> names = unsayable(name, columns.keySet());
              problems.addAll(names);
              if (!names.isEmpty()) {
                return;
              }
              if (table == null) {
                problems.add(lines.table(name));
              } else {
                compare(table, columns, lines, problems);
              }
            });
    map.tables().values().stream()
        .filter(table -> !catalogue.tables().containsKey(table.name()) && !table.wherePresent())
        .forEach(table -> problems.add(gone(table)));
    ImpossibleKeys impossible = new ImpossibleKeys(map, catalogue);
    catalogue.foreignKeys().stream().distinct().forEach(key -> problems.addAll(impossible.of(key)));
    catalogue.foreignKeys().stream()
        .filter(key -> !key.served() && map.purged().contains(key.target()))
        .forEach(key -> problems.add(unserved(key)));
    return List.copyOf(problems);
  }

  /** Names that no line of the map can have. */
  private static List<Problem> unsayable(String table, Set<String> columns) {
    List<Problem> problems = new ArrayList<>();
    if (!TableName.isSayable(table.substring(table.indexOf('.') + 1))) {
      problems.add(
          new Problem(
              UNSAYABLE + "the table " + table + ".",
              "table " + table,
              "alter table " + TableName.inSql(table) + " rename to new_name;"));
    }
    for (String column : columns) {
      if (!TableName.isSayable(column)) {
        problems.add(
            new Problem(
                UNSAYABLE + "the column " + table + "." + column + ".",
                "table " + table,
                "alter table "
                    + TableName.inSql(table)
                    + " rename column "
                    + TableName.columnInSql(column)
                    + " to new_name;"));
      }
    }
    return problems;
  }

  private void compare(
      Table table,
      Map<String, Catalogue.Column> columns,
      MissingLines lines,
      List<Problem> problems) {
    if (table.wholesale()) {
      return;
    }
    Set<String> unmapped = new TreeSet<>(columns.keySet());
    unmapped.removeAll(table.named());
    unmapped.forEach(column -> problems.add(lines.column(table, column)));
    table.named().stream()
        .filter(column -> !columns.containsKey(column))
        .forEach(column -> problems.add(gone(table, column, unmapped)));
    Stream.concat(table.subject().stream(), table.organization().stream())
        .distinct()
        .forEach(step -> compare(step, columns, problems));
    new AlsoComparison(this, table).add(problems);
    table
        .columns()
        .forEach(
            (name, column) -> {
              Catalogue.Column found = columns.get(name);
              if (found != null && column.treatment() instanceof Anonymise anonymise) {
                compare(table, name, anonymise, found, problems);
              }
            });
  }

  private void compare(Step step, Map<String, Catalogue.Column> columns, List<Problem> problems) {
    step.when()
        .filter(when -> !columns.containsKey(when.column()))
        .ifPresent(
            when ->
                problems.add(
                    new Problem(
                        "A path asks for the column " + when.column() + ", which is not there.",
                        place(step.table()),
                        DidYouMean.cure(when.column(), columns.keySet()))));
    Catalogue.Column from = columns.get(step.column());
    Catalogue.Column to =
        catalogue.tables().getOrDefault(step.to().table(), Map.of()).get(step.to().column());
    if (from == null) {
      problems.add(
          new Problem(
              "A path goes over the column " + step.column() + ", which is not there.",
              place(step.table()),
              DidYouMean.cure(step.column(), columns.keySet())));
    } else if (to != null && !from.type().equals(to.type())) {
      problems.add(
          new Problem(
              "A path leads from "
                  + step.column()
                  + " ("
                  + from.type()
                  + ") to "
                  + step.to()
                  + " ("
                  + to.type()
                  + ").",
              place(step.table()),
              "Lead it over a column of the type " + to.type() + "."));
    }
  }

  /** Whether the column can become what is said. */
  void compare(
      Table table,
      String name,
      Anonymise anonymise,
      Catalogue.Column found,
      List<Problem> problems) {
    How how = anonymise.how();
    if (how == How.SET) {
      problems.addAll(
          ConstantForm.problems(
              place(table.name()), name, found, anonymise.constant().orElseThrow()));
    }
    boolean leads = table.subject().filter(step -> step.column().equals(name)).isPresent();
    if (how == How.PSEUDONYM && found.alone() && !leads) {
      problems.add(
          new Problem(
              "The column " + name + " is unique, and all rows of a person get the same pseudonym.",
              place(table.name()),
              "Write \"how: clear\" for " + name + ", or let it not be a key by itself."));
    }
    if (how == How.CLEAR && !found.nullable() && !found.generated()) {
      problems.add(
          new Problem(
              "The column " + name + " is to be cleared and may not be null.",
              place(table.name()),
              "alter table "
                  + TableName.inSql(table.name())
                  + " alter column "
                  + TableName.columnInSql(name)
                  + " drop not null;"));
    }
    if (how == How.PSEUDONYM && !HASHABLE.contains(found.type())) {
      problems.add(
          new Problem(
              "The column " + name + " (" + found.type() + ") cannot hold a pseudonym.",
              place(table.name()),
              "Write \"how: clear\" for " + name + "."));
    }
  }

  private Problem gone(Table table) {
    Set<String> unmapped = new TreeSet<>(catalogue.tables().keySet());
    unmapped.removeAll(map.tables().keySet());
    return new Problem(
        "The map has the table " + table.name() + ", and the database has not.",
        place(table.name()),
        DidYouMean.nearest(table.name(), unmapped)
            .map(near -> "Did you mean \"" + near + "\"?")
            .orElse(
                "Run migrate if the table is to come; otherwise remove \""
                    + table.name()
                    + ":\"."));
  }

  private Problem gone(Table table, String column, Set<String> unmapped) {
    return new Problem(
        "The map has the column " + table.name() + "." + column + ", and the database has not.",
        place(table.name()),
        DidYouMean.nearest(column, unmapped)
            .map(near -> "Did you mean \"" + near + "\"?")
            .orElse("Run migrate if the column is to come; otherwise remove \"" + column + "\"."));
  }

  private Problem unserved(Catalogue.ForeignKey key) {
    return new Problem(
        "No index serves the foreign key "
            + key.name()
            + " to "
            + key.target()
            + ": each row erased there would read this whole table.",
        "table " + key.table(),
        key.cure());
  }

  private String place(String table) {
    return map.file() + ", tables." + table;
  }
}
