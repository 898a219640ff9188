package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.zoo.random.DrawnKey.Action;
import ai.coditect.ops.zoo.random.DrawnTable.Column;
import ai.coditect.ops.zoo.random.DrawnTable.Rows;
import ai.coditect.ops.zoo.random.DrawnTable.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Writes a map as somebody would who knows the schema, and now and then as somebody who does not.
 */
final class MapDrawer {
  private static final List<String> PARENTS = List.of("parent_id", "about_id");

  private final Random random;
  private final Map<String, DrawnTable> tables;

  MapDrawer(Random random, Map<String, DrawnTable> tables) {
    this.random = random;
    this.tables = tables;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  void say(DrawnTable table) {
    table.mapped = chance(98);
    if (table.columns.containsKey("organization_id")) {
      table.organization = new Step("organization_id", ORGANIZATIONS, "id");
    } else if (chance(80)) {
      table.organization = over(table, true).orElse(null);
    }
    if (table.columns.containsKey("author_id") && chance(93)) {
      table.subject = new Step("author_id", USERS, "id");
    } else if (chance(70)) {
      table.subject = over(table, false).orElse(null);
    }
    if (table.subject != null) {
      boolean cascades = table.keys.stream().anyMatch(key -> key.does() == Action.CASCADE);
      table.rows = chance(cascades ? 99 : 60) ? Rows.ERASE : Rows.KEEP;
    }
    table.columns.values().forEach(column -> column(table, column));
    for (DrawnKey key : table.keys) {
      boolean takesWhatIsKept = key.does() == Action.CASCADE && table.rows == Rows.KEEP;
      if (key.does().acts()
          && !takesWhatIsKept
          && !key.target().equals(ORGANIZATIONS)
          && chance(98)) {
        table.wanted.put(key.name(), key.does());
      }
    }
  }

  /** A step to a table that has such a path itself. */
  private Optional<Step> over(DrawnTable table, boolean organization) {
    return table.keys.stream()
        .filter(key -> PARENTS.contains(key.columns().get(key.columns().size() - 1)))
        .filter(key -> !key.target().equals(table.name))
        .filter(
            key ->
                (organization
                        ? tables.get(key.target()).organization
                        : tables.get(key.target()).subject)
                    != null)
        .filter(key -> tables.get(key.target()).mapped)
        .map(key -> new Step(key.columns().get(key.columns().size() - 1), key.target(), "id"))
        .findFirst();
  }

  private void column(DrawnTable table, Column column) {
    boolean path = table.subject != null && table.subject.column().equals(column.name());
    boolean content = column.name().equals("body") || column.name().equals("shout");
    if (table.rows == Rows.NOBODYS || !content && !path) {
      table.notPersonal.add(column.name());
    } else if (table.rows == Rows.ERASE) {
      table.personal.put(column.name(), "erase");
    } else if (column.name().equals("shout")) {
      table.personal.put("shout", "keep");
    } else if (column.name().equals("body")) {
      table.personal.put("body", chance(30) ? "keep" : column.nullable() ? "clear" : "pseudonym");
    } else {
      path(table, column);
    }
  }

  /** The column that leads to the person, of a row that stays. */
  private void path(DrawnTable table, Column column) {
    boolean toPeople = column.name().equals("author_id");
    Optional<DrawnKey> key =
        table.keys.stream().filter(each -> each.columns().contains(column.name())).findFirst();
    if (!toPeople && chance(40)) {
      table.notPersonal.add(column.name());
    } else if (column.nullable() && chance(70)) {
      table.personal.put(column.name(), "clear");
    } else if (!toPeople) {
      table.notPersonal.add(column.name());
    } else if (key.isEmpty() || chance(10)) {
      table.personal.put(column.name(), "pseudonym");
    } else {
      table.personal.put(column.name(), "reassign");
    }
  }
}
