package ai.coditect.ops.zoo.random;

import java.util.List;
import java.util.Locale;

/**
 * A foreign key, and what the server does by it.
 *
 * @param unset the columns of a SET NULL or SET DEFAULT; all where the server is not told
 * @param full MATCH FULL
 * @param timing as SQL says it; empty when it is checked at once
 * @param valid false where rows that were there before need not fit
 */
record DrawnKey(
    String name,
    String table,
    List<String> columns,
    String target,
    List<String> targets,
    Action does,
    List<String> unset,
    boolean full,
    String timing,
    boolean valid) {

  enum Action {
    NO_ACTION,
    RESTRICT,
    CASCADE,
    SET_NULL,
    SET_DEFAULT;

    String sql() {
      return name().replace('_', ' ');
    }

    String inMap() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean acts() {
      return this != NO_ACTION && this != RESTRICT;
    }
  }

  static DrawnKey plain(String name, String table, String column, String target, Action does) {
    return new DrawnKey(
        name,
        table,
        List.of(column),
        target,
        List.of("id"),
        does,
        List.of(column),
        false,
        "",
        true);
  }

  /** The statement that makes it on this table, which may be a child of its own. */
  String sql(String onTable) {
    return "alter table %s add constraint %s foreign key (%s) references %s (%s)%s on delete %s%s%s%s"
        .formatted(
            onTable,
            name,
            String.join(", ", columns),
            target,
            String.join(", ", targets),
            full ? " match full" : "",
            does.sql(),
            (does == Action.SET_NULL || does == Action.SET_DEFAULT) && !unset.equals(columns)
                ? " (" + String.join(", ", unset) + ")"
                : "",
            timing,
            valid ? "" : " not valid");
  }
}
