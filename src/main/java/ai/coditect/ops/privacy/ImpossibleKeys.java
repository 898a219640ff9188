package ai.coditect.ops.privacy;

import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.How;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Foreign keys with which what the map wants would fail for every row that they are about. */
record ImpossibleKeys(PersonalDataMap map, Catalogue catalogue) {

  List<Problem> of(Catalogue.ForeignKey key) {
    Table table = map.tables().get(key.table());
    if (table == null || !catalogue.tables().containsKey(key.table())) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    for (String column : key.columns()) {
      if (isPseudonym(table, column)) {
        problems.add(pseudonym(table, key, column));
      }
    }
    if (key.onDelete() == KeyAction.SET_NULL
        && key.onDelete() == table.wantedKeys().get(key.name())) {
      key.unset().stream()
          .filter(column -> !isNullable(key, column))
          .forEach(column -> problems.add(unset(table, key, column)));
    }
    return problems;
  }

  private static boolean isPseudonym(Table table, String column) {
    return Optional.ofNullable(table.columns().get(column))
        .filter(each -> each.treatment().equals(new Anonymise(How.PSEUDONYM)))
        .isPresent();
  }

  private boolean isNullable(Catalogue.ForeignKey key, String column) {
    return Optional.ofNullable(catalogue.tables().get(key.table()).get(column))
        .filter(each -> !each.nullable())
        .isEmpty();
  }

  private Problem pseudonym(Table table, Catalogue.ForeignKey key, String column) {
    boolean toPeople = key.target().equals(map.subject().table());
    return new Problem(
        "The column "
            + column
            + " cannot hold a pseudonym: the foreign key "
            + key.name()
            + " wants it to be in "
            + key.target()
            + ".",
        map.file() + ", tables." + table.name(),
        "Write \"how: clear\""
            + (toPeople ? " or \"how: reassign\"" : "")
            + " for "
            + column
            + ", or drop the foreign key: alter table "
            + TableName.inSql(key.table())
            + " drop constraint "
            + TableName.columnInSql(key.name())
            + ";");
  }

  private Problem unset(Table table, Catalogue.ForeignKey key, String column) {
    List<String> nullable = key.unset().stream().filter(each -> isNullable(key, each)).toList();
    String cure =
        nullable.isEmpty()
            ? "alter table "
                + TableName.inSql(key.table())
                + " alter column "
                + TableName.columnInSql(column)
                + " drop not null;"
            : "Let it set only what may be null: alter table "
                + TableName.inSql(key.table())
                + " drop constraint "
                + TableName.columnInSql(key.name())
                + ", add constraint "
                + TableName.columnInSql(key.name())
                + " foreign key ("
                + columns(key.columns())
                + ") references "
                + TableName.inSql(key.target())
                + " ("
                + columns(key.targetColumns())
                + ") on delete set null ("
                + columns(nullable)
                + ");";
    return new Problem(
        "ON DELETE SET NULL cannot be wanted of the foreign key "
            + key.name()
            + ": it sets "
            + column
            + ", which may not be null.",
        map.file() + ", tables." + table.name() + ".foreign-keys",
        cure);
  }

  private static String columns(List<String> names) {
    return String.join(", ", names.stream().map(TableName::columnInSql).toList());
  }
}
