package ai.coditect.ops.privacy.effect;

import ai.coditect.ops.privacy.Catalogue;
import ai.coditect.ops.privacy.KeyAction;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.AlsoPerson;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Step;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A column that erasure writes into, in rows that stay.
 *
 * @param leads whether it tells directly which person the row is about
 * @param along the column over which rows are found
 * @param event of columns of a table, those of one are written together: 0 where rows are
 *     anonymised, above it where a foreign key's effect is wanted, below where somebody else stands
 */
record WrittenColumn(
    String table, String column, Value value, boolean leads, String along, int event) {

  private static final String OURS = "coditect_ops.";

  /** What is written. */
  enum Value {
    NULL,
    PSEUDONYM,
    /** The id of whom the row passes to. */
    HEIR,
    DEFAULT;

    /** As the statements take it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Every column that a map has erasure write into, but for those of the worker's own tables. */
  static List<WrittenColumn> of(PersonalDataMap map, Catalogue catalogue) {
    List<WrittenColumn> written = new ArrayList<>();
    map.tables().values().forEach(table -> anonymised(map, table, written));
    int events = 0;
    for (Catalogue.ForeignKey key : catalogue.foreignKeys()) {
      int event = ++events;
      Optional.ofNullable(map.tables().get(key.table()))
          .map(table -> table.wantedKeys().get(key.name()))
          .filter(action -> action == key.onDelete() && action != KeyAction.CASCADE)
          .ifPresent(
              action ->
                  key.unset()
                      .forEach(
                          column ->
                              written.add(
                                  new WrittenColumn(
                                      key.table(),
                                      column,
                                      action == KeyAction.SET_NULL ? Value.NULL : Value.DEFAULT,
                                      false,
                                      key.columns().get(0),
                                      event))));
    }
    return written.stream().filter(each -> !each.table().startsWith(OURS)).distinct().toList();
  }

  private static void anonymised(PersonalDataMap map, Table table, List<WrittenColumn> written) {
    table
        .columns()
        .forEach(
            (name, column) -> {
              if (column.treatment() instanceof Anonymise anonymise) {
                value(anonymise)
                    .map(value -> written(map, table, name, value))
                    .ifPresent(written::add);
              }
            });
    int event = 0;
    for (AlsoPerson also : table.also()) {
      int own = --event;
      if (also.plain() && also.treatment() instanceof Anonymise anonymise) {
        String column = also.step().column();
        boolean leads = also.step().to().equals(map.subject());
        value(anonymise)
            .map(v -> new WrittenColumn(table.name(), column, v, leads, column, own))
            .ifPresent(written::add);
      }
    }
  }

  private static WrittenColumn written(
      PersonalDataMap map, Table table, String column, Value value) {
    Optional<Step> subject = table.subject();
    boolean leads =
        subject
            .filter(step -> step.column().equals(column) && step.to().equals(map.subject()))
            .isPresent();
    return new WrittenColumn(
        table.name(), column, value, leads, subject.map(Step::column).orElse(column), 0);
  }

  private static Optional<Value> value(Anonymise anonymise) {
    return Optional.ofNullable(
        switch (anonymise.how()) {
          case CLEAR -> Value.NULL;
          case PSEUDONYM -> Value.PSEUDONYM;
          case REASSIGN -> Value.HEIR;
          // Their form is compared with the column's type.
          case SET, REMOVE -> null;
        });
  }
}
