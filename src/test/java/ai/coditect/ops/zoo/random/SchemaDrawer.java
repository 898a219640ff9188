package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.LICENSES;
import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.PROJECTS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.zoo.random.DrawnKey.Action;
import ai.coditect.ops.zoo.random.DrawnSchema.Hold;
import ai.coditect.ops.zoo.random.DrawnTable.Column;
import ai.coditect.ops.zoo.random.DrawnTable.Rows;
import ai.coditect.ops.zoo.random.DrawnTable.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Draws tables, keys of every kind, and what acts on them. The same seed draws the same. */
final class SchemaDrawer {
  private final long seed;
  private final Random random;
  private final Map<String, DrawnTable> tables = new LinkedHashMap<>();
  private final List<String> functions = new ArrayList<>();
  private boolean lie;

  private SchemaDrawer(long seed) {
    this.seed = seed;
    this.random = new Random(seed * 7919 + 17);
  }

  static DrawnSchema draw(long seed) {
    return new SchemaDrawer(seed).draw();
  }

  private DrawnSchema draw() {
    house();
    int drawn = 2 + random.nextInt(4);
    for (int number = 1; number <= drawn; number++) {
      DrawnTable table = table("coditect_shared.s" + seed + "_t" + number);
      tables.put(table.name, table);
    }
    List<DrawnTable> own = tables.values().stream().filter(each -> !each.made.isEmpty()).toList();
    if (chance(15)) {
      circle(own);
    }
    MapDrawer maps = new MapDrawer(random, tables);
    own.forEach(maps::say);
    own.forEach(table -> trigger(table, own));
    if (chance(12)) {
      elsewhere(own);
    }
    RowDrawer rows = new RowDrawer(seed, random, tables);
    List<String> planted = rows.draw();
    return new DrawnSchema(seed, tables, functions, planted, rows.late(), hold(), lie);
  }

  /** The tables that all share, as the reference schema and the shipped map have them. */
  private void house() {
    DrawnTable organizations = new DrawnTable(ORGANIZATIONS);
    organizations.organization = new Step("id", ORGANIZATIONS, "id");
    DrawnTable licenses = new DrawnTable(LICENSES);
    licenses.organization = new Step("organization_id", ORGANIZATIONS, "id");
    DrawnTable users = new DrawnTable(USERS);
    users.rows = Rows.ERASE;
    users.subject = new Step("id", USERS, "id");
    users.organization = licenses.organization;
    users.personal.put("id", "erase");
    users.tenantTarget = true;
    DrawnTable projects = new DrawnTable(PROJECTS);
    projects.rows = Rows.KEEP;
    projects.subject = new Step("owner_id", USERS, "id");
    projects.organization = licenses.organization;
    projects.personal.put("owner_id", "reassign");
    for (DrawnTable table : List.of(organizations, licenses, users, projects)) {
      tables.put(table.name, table);
      if (table != organizations) {
        table.keys.add(
            DrawnKey.plain(
                "of_organization", table.name, "organization_id", ORGANIZATIONS, Action.RESTRICT));
      }
    }
    projects.keys.add(
        new DrawnKey(
            "owned",
            PROJECTS,
            List.of("organization_id", "owner_id"),
            USERS,
            List.of("organization_id", "id"),
            Action.RESTRICT,
            List.of(),
            false,
            "",
            true));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Action action() {
    return one(
        List.of(
            Action.NO_ACTION,
            Action.NO_ACTION,
            Action.RESTRICT,
            Action.CASCADE,
            Action.CASCADE,
            Action.SET_NULL,
            Action.SET_NULL,
            Action.SET_DEFAULT));
  }

  private String timing() {
    return one(List.of("", "", "", "", "", " deferrable", " deferrable initially deferred"));
  }

  private DrawnTable table(String name) {
    DrawnTable table = new DrawnTable(name);
    int shape = random.nextInt(100);
    column(table, "id", "uuid", false, "");
    if (chance(80)) {
      boolean nullable = chance(15);
      column(table, "organization_id", "uuid", nullable, "");
      if (chance(92)) {
        key(
            table,
            "organization_id",
            ORGANIZATIONS,
            one(List.of(Action.NO_ACTION, Action.NO_ACTION, Action.RESTRICT, Action.CASCADE)),
            0);
      }
    }
    if (chance(72)) {
      boolean nullable = chance(40);
      column(table, "author_id", "uuid", nullable, "");
      if (chance(90)) {
        key(
            table,
            "author_id",
            USERS,
            one(
                List.of(
                    Action.NO_ACTION,
                    Action.RESTRICT,
                    Action.CASCADE,
                    Action.SET_NULL,
                    Action.NO_ACTION)),
            25);
      }
    }
    boolean plain = shape < 64 || shape >= 92;
    boolean withKey = shape < 78 && chance(90);
    List<DrawnTable> targets =
        new ArrayList<>(
            tables.values().stream().filter(each -> each.target && !each.made.isEmpty()).toList());
    if (withKey) {
      targets.add(table);
    }
    for (String column : List.of("parent_id", "about_id")) {
      if (!targets.isEmpty() && chance(column.equals("parent_id") ? 65 : 25)) {
        column(table, column, "uuid", chance(65), "");
        key(table, column, one(targets).name, action(), 30);
      }
    }
    if (chance(35)) {
      column(table, "reviewer_id", "uuid", chance(85), "");
      key(table, "reviewer_id", USERS, action(), 20);
    }
    if (chance(30)) {
      column(table, "project_id", "uuid", chance(80), "");
      key(
          table,
          "project_id",
          PROJECTS,
          one(List.of(Action.NO_ACTION, Action.CASCADE, Action.SET_NULL)),
          0);
    }
    column(table, "body", "text", chance(40), "");
    column(table, "kind", "text", false, "default 'a'");
    column(table, "amount", "integer", false, "default 0");
    if (chance(15)) {
      column(table, "shout", "text", true, "generated always as (upper(body)) stored");
    }
    table.target = withKey;
    table.tenantTarget = withKey && table.columns.containsKey("organization_id");
    make(table, shape, plain, withKey);
    return table;
  }

  private static void column(
      DrawnTable table, String name, String type, boolean nullable, String more) {
    table.columns.put(name, new Column(name, type, nullable, more));
  }

  /** Draws a key over a column that is there, sometimes with the tenant beside it. */
  private void key(DrawnTable table, String column, String target, Action wanted, int composite) {
    Column drawn = table.columns.get(column);
    boolean tenantTarget =
        target.equals(table.name)
            ? table.columns.containsKey("organization_id")
            : tables.get(target).tenantTarget;
    boolean both =
        tenantTarget && table.columns.containsKey("organization_id") && chance(composite);
    boolean nullable = drawn.nullable();
    // A key that cannot do what it says is drawn now and then.
    Action does =
        !nullable && (wanted == Action.SET_NULL || wanted == Action.SET_DEFAULT) && chance(85)
            ? Action.CASCADE
            : wanted;
    String name = "s" + seed + "_" + table.shortName().replaceFirst(".*_", "") + "_" + column;
    if (does == Action.SET_DEFAULT && target.equals(USERS) && chance(50)) {
      column(table, column, "uuid", nullable, "default '" + DrawnSchema.id(seed, "alf") + "'");
    }
    boolean valid = !(nullable && chance(6));
    if (both) {
      List<String> unset = chance(75) ? List.of(column) : List.of("organization_id", column);
      if (does == Action.SET_DEFAULT) {
        column(table, column, "uuid", nullable, "");
      }
      table.keys.add(
          new DrawnKey(
              name,
              table.name,
              List.of("organization_id", column),
              target,
              List.of("organization_id", "id"),
              does,
              unset,
              chance(20),
              timing(),
              valid));
    } else {
      table.keys.add(
          new DrawnKey(
              name,
              table.name,
              List.of(column),
              target,
              List.of("id"),
              does,
              List.of(column),
              false,
              timing(),
              valid));
    }
  }

  private void make(DrawnTable table, int shape, boolean plain, boolean withKey) {
    List<String> lines = new ArrayList<>(table.columns.values().stream().map(Column::sql).toList());
    if (withKey) {
      lines.add("primary key (id)");
    }
    if (table.tenantTarget) {
      lines.add("unique (organization_id, id)");
    }
    String by =
        plain
            ? ""
            : shape < 78
                ? " partition by hash (id)"
                : shape < 85 ? " partition by list (kind)" : " partition by range (amount)";
    table.made = "create table " + table.name + " (" + String.join(", ", lines) + ")" + by;
    if (by.contains("hash")) {
      for (int part = 0; part < 3; part++) {
        table.after.add(
            "create table %s_p%d partition of %s for values with (modulus 3, remainder %d)%s"
                .formatted(
                    table.name,
                    part,
                    table.name,
                    part,
                    part == 2 ? " partition by hash (id)" : ""));
      }
      for (int part = 0; part < 2; part++) {
        table.after.add(
            "create table %s_p2%d partition of %s_p2 for values with (modulus 2, remainder %d)"
                .formatted(table.name, part, table.name, part));
      }
    } else if (by.contains("list")) {
      table.after.add(
          "create table %s_a partition of %s for values in ('a') partition by range (amount)"
              .formatted(table.name, table.name));
      table.after.add(
          "create table %s_a0 partition of %s_a for values from (minvalue) to (50)"
              .formatted(table.name, table.name));
      table.after.add(
          "create table %s_a1 partition of %s_a for values from (50) to (maxvalue)"
              .formatted(table.name, table.name));
      table.after.add(
          "create table %s_d partition of %s default".formatted(table.name, table.name));
    } else if (by.contains("range")) {
      table.after.add(
          "create table %s_0 partition of %s for values from (0) to (50)"
              .formatted(table.name, table.name));
      table.after.add(
          "create table %s_d partition of %s default".formatted(table.name, table.name));
    } else if (shape >= 92) {
      String child = table.name + "_old";
      table.children.add(child);
      table.after.add("create table %s (like %s including all)".formatted(child, table.name));
      table.after.add("alter table %s inherit %s".formatted(child, table.name));
      if (chance(12)) {
        table.after.add("alter table %s add column own text".formatted(child));
      }
    }
    for (DrawnKey key : table.keys) {
      if (chance(99)) {
        index(table, key);
      }
      if (!plain && !key.valid()) {
        // The server knows no such key of a partitioned table.
        table.keys.set(table.keys.indexOf(key), valid(key));
      }
    }
  }

  private static void index(DrawnTable table, DrawnKey key) {
    table.after.add(
        "create index on %s (%s)".formatted(table.name, String.join(", ", key.columns())));
    table.children.forEach(
        child ->
            table.after.add(
                "create index on %s (%s)".formatted(child, String.join(", ", key.columns()))));
  }

  private static DrawnKey valid(DrawnKey key) {
    return new DrawnKey(
        key.name(),
        key.table(),
        key.columns(),
        key.target(),
        key.targets(),
        key.does(),
        key.unset(),
        key.full(),
        key.timing(),
        true);
  }

  /** A table refers to one that refers to it, as a thread to its last comment. */
  private void circle(List<DrawnTable> own) {
    List<DrawnTable> first = own.stream().filter(each -> each.children.isEmpty()).toList();
    List<DrawnTable> last = own.stream().filter(each -> each.target).toList();
    if (first.isEmpty() || last.isEmpty()) {
      return;
    }
    DrawnTable from = one(first);
    DrawnTable to = one(last);
    if (from == to) {
      return;
    }
    from.after.add("alter table %s add column last_id uuid".formatted(from.name));
    column(from, "last_id", "uuid", true, "");
    DrawnKey key =
        new DrawnKey(
            "s" + seed + "_" + from.shortName().replaceFirst(".*_", "") + "_last_id",
            from.name,
            List.of("last_id"),
            to.name,
            List.of("id"),
            action(),
            List.of("last_id"),
            false,
            timing(),
            true);
    from.keys.add(key);
    index(from, key);
  }

  private void trigger(DrawnTable table, List<DrawnTable> own) {
    if (!chance(14)) {
      return;
    }
    int kind = random.nextInt(100);
    String name = "s" + seed + "_on_" + table.shortName().replaceFirst(".*_", "");
    String does = "return null";
    String when = "after delete or update";
    if (kind < 15) {
      column(table, "updated_at", "timestamptz", false, "default now()");
      table.notPersonal.add("updated_at");
      table.after.add(
          "alter table %s add column updated_at timestamptz not null default now()"
              .formatted(table.name));
      table.after.add(
          "create trigger %s before update on %s for each row execute function coditect_shared.touch_updated_at()"
              .formatted(name, table.name));
      return;
    }
    if (kind < 30) {
      DrawnTable other = one(own);
      does =
          chance(50)
              ? "delete from "
                  + other.name
                  + " where id in (select id from "
                  + other.name
                  + " order by id limit 1); return null"
              : "update " + other.name + " set amount = amount + 1; return null";
      when = "after delete";
    } else if (kind < 38) {
      does = "return null";
      when = "before delete";
    } else if (kind < 46) {
      does = "new.amount := new.amount + 1; return new";
      when = "before update";
    }
    functions.add(
        "create function elsewhere.%s() returns trigger language plpgsql security definer as $$ begin %s; end $$"
            .formatted(name, does));
    table.after.add(
        "create trigger %s %s on %s for each row execute function elsewhere.%s()"
            .formatted(name, when, table.name, name));
    boolean harmless = kind >= 46;
    if (table.mapped && chance(harmless ? 85 : 12)) {
      table.harmless.add(name);
      lie |= !harmless;
    }
  }

  /** A table that the map cannot know refers to one that it knows. */
  private void elsewhere(List<DrawnTable> own) {
    List<DrawnTable> targets = new ArrayList<>(own.stream().filter(each -> each.target).toList());
    targets.add(tables.get(USERS));
    DrawnTable target = one(targets);
    DrawnTable table = new DrawnTable("elsewhere.s" + seed + "_n");
    table.mapped = false;
    table.target = false;
    column(table, "id", "uuid", false, "primary key");
    column(table, "about_id", "uuid", true, "");
    Action does = chance(75) ? Action.NO_ACTION : one(List.of(Action.CASCADE, Action.SET_NULL));
    table.keys.add(
        DrawnKey.plain("s" + seed + "_n_about", table.name, "about_id", target.name, does));
    table.made = "create table " + table.name + " (id uuid primary key, about_id uuid)";
    index(table, table.keys.get(0));
    tables.put(table.name, table);
  }

  private @Nullable Hold hold() {
    return one(
        java.util.Arrays.asList(
            null,
            null,
            new Hold("user", "bob"),
            new Hold("user", "bob"),
            new Hold("user", "bea"),
            new Hold("user", "alf"),
            new Hold("user", "cat"),
            new Hold("user", "cyd"),
            new Hold("user", "ann"),
            new Hold("project", "pacme"),
            new Hold("project", "pacme"),
            new Hold("project", "pbolt"),
            new Hold("project", "pbolt"),
            new Hold("project", "pcoil"),
            new Hold("project", "pann"),
            new Hold("organization", "bolt"),
            new Hold("organization", "bolt"),
            new Hold("organization", "coil")));
  }

  /** Only to be quoted. */
  static String quoted(UUID id) {
    return "'" + id + "'";
  }
}
