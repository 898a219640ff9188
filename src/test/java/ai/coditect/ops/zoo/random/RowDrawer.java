package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.PROJECTS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.zoo.random.DrawnTable.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Plants rows that the keys let through: most as one would expect, some dirty. */
final class RowDrawer {
  private final long seed;
  private final Random random;
  private final Map<String, DrawnTable> tables;
  private final Map<String, List<Planted>> planted = new HashMap<>();
  private final List<String> statements = new ArrayList<>();
  private final List<String> late = new ArrayList<>();

  /** A row; its tenant is whom it was meant for. */
  private record Planted(UUID id, String tenant, Map<String, @Nullable String> values) {}

  RowDrawer(long seed, Random random, Map<String, DrawnTable> tables) {
    this.seed = seed;
    this.random = random;
    this.tables = tables;
  }

  List<String> draw() {
    DrawnSchema.TENANTS.forEach(each -> house(ORGANIZATIONS, each, each, Map.of()));
    DrawnSchema.PEOPLE.forEach(
        (person, tenant) ->
            house(USERS, person, tenant, Map.of("organization_id", id(tenant).toString())));
    DrawnSchema.PROJECTS.forEach(
        (project, owner) -> house(PROJECTS, project, DrawnSchema.PEOPLE.get(owner), Map.of()));
    List<DrawnTable> own = tables.values().stream().filter(each -> !each.made.isEmpty()).toList();
    own.forEach(this::plant);
    for (DrawnTable table : own) {
      if (table.columns.containsKey("last_id")) {
        close(table);
      }
      table.keys.stream().filter(key -> !key.valid()).forEach(key -> late(table, key));
    }
    return List.copyOf(statements);
  }

  List<String> late() {
    return List.copyOf(late);
  }

  private void late(DrawnTable table, DrawnKey key) {
    late.add(key.sql(table.name));
    table.children.forEach(child -> late.add(key.sql(child)));
  }

  private UUID id(String name) {
    return DrawnSchema.id(seed, name);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void house(String table, String name, String tenant, Map<String, String> values) {
    planted
        .computeIfAbsent(table, each -> new ArrayList<>())
        .add(new Planted(id(name), tenant, values));
  }

  private void plant(DrawnTable table) {
    int rows = table.name.startsWith("elsewhere") ? 2 : 4 + random.nextInt(6);
    List<Planted> of = planted.computeIfAbsent(table.name, each -> new ArrayList<>());
    for (int row = 0; row < rows; row++) {
      String name = table.shortName() + "-" + row;
      String tenant = one(DrawnSchema.TENANTS);
      Map<String, @Nullable String> values = new LinkedHashMap<>();
      values.put("id", id(name).toString());
      for (Column column : table.columns.values()) {
        value(table, column, tenant, values);
      }
      boolean fits =
          table.keys.stream()
              .filter(DrawnKey::valid)
              .allMatch(key -> fit(table, key, tenant, values));
      if (!fits) {
        continue;
      }
      values.replaceAll(
          (column, value) -> "".equals(value) && !column.equals("body") ? null : value);
      values.computeIfPresent("body", (column, body) -> "canary-" + name);
      of.add(new Planted(id(name), tenant, values));
      insert(chance(40) && !table.children.isEmpty() ? table.children.get(0) : table.name, values);
    }
  }

  private void value(
      DrawnTable table, Column column, String tenant, Map<String, @Nullable String> values) {
    boolean none = column.nullable() && chance(25);
    switch (column.name()) {
      case "organization_id" -> values.put("organization_id", none ? null : id(tenant).toString());
      case "body" -> values.put("body", none ? null : "");
      case "kind" -> values.put("kind", one(List.of("a", "b", "c")));
      case "amount" -> values.put("amount", Integer.toString(random.nextInt(100)));
      case "id", "shout", "updated_at", "last_id" -> {}
      default -> {
        Optional<DrawnKey> key =
            table.keys.stream().filter(each -> each.columns().contains(column.name())).findFirst();
        // Without a key, or with one that does not hold for what is there, a row may lead nowhere.
        boolean free = key.isEmpty() || !key.get().valid();
        values.put(
            column.name(),
            none
                ? null
                : free && chance(12)
                    ? UUID.nameUUIDFromBytes(new byte[] {1}).toString()
                    : among(candidates(key.map(DrawnKey::target).orElse(USERS), tenant)));
      }
    }
  }

  private List<String> candidates(String target, String tenant) {
    List<Planted> all = planted.getOrDefault(target, List.of());
    List<Planted> near = all.stream().filter(each -> each.tenant().equals(tenant)).toList();
    List<String> ids =
        (chance(88) && !near.isEmpty() ? near : all)
            .stream().map(each -> each.id().toString()).toList();
    return ids;
  }

  /** Empty where there is none, which no key fits. */
  private String among(List<String> ids) {
    return ids.isEmpty() ? "" : one(ids);
  }

  /** Makes the values fit, or says that none do. */
  private boolean fit(
      DrawnTable table, DrawnKey key, String tenant, Map<String, @Nullable String> values) {
    String column = key.columns().get(key.columns().size() - 1);
    Column drawn = table.columns.get(column);
    boolean whole = key.columns().stream().allMatch(each -> values.get(each) != null);
    boolean none = key.columns().stream().allMatch(each -> values.get(each) == null);
    if (!whole && (!key.full() || none) && !"".equals(values.get(column))) {
      return true;
    }
    boolean self = key.target().equals(table.name);
    if (self && chance(6) && values.get(column) != null && whole) {
      values.put(column, values.get("id"));
      return true;
    }
    boolean fits =
        whole
            && planted.getOrDefault(key.target(), List.of()).stream()
                .filter(each -> each.id().toString().equals(values.get(column)))
                .anyMatch(
                    each ->
                        key.columns().size() == 1
                            || java.util.Objects.equals(
                                each.values().get("organization_id"),
                                values.get("organization_id")));
    if (fits) {
      return true;
    }
    List<String> same =
        planted.getOrDefault(key.target(), List.of()).stream()
            .filter(
                each ->
                    each.values().get("organization_id") != null
                        && each.values()
                            .get("organization_id")
                            .equals(values.get("organization_id")))
            .map(each -> each.id().toString())
            .toList();
    if (key.columns().size() == 2 && !same.isEmpty() && values.get("organization_id") != null) {
      values.put(column, one(same));
      return true;
    }
    if (drawn.nullable() && (!key.full() || values.get("organization_id") == null)) {
      values.put(column, null);
      return true;
    }
    return false;
  }

  private void insert(String table, Map<String, @Nullable String> values) {
    statements.add(
        "insert into %s (%s) values (%s)"
            .formatted(
                table,
                String.join(", ", values.keySet()),
                String.join(", ", values.values().stream().map(RowDrawer::literal).toList())));
  }

  private static String literal(@Nullable String value) {
    return value == null ? "null" : "'" + value + "'";
  }

  private void close(DrawnTable table) {
    String target =
        table.keys.stream()
            .filter(key -> key.columns().contains("last_id"))
            .findFirst()
            .orElseThrow()
            .target();
    for (Planted row : planted.getOrDefault(table.name, List.of())) {
      String to = among(candidates(target, row.tenant()));
      if (chance(60) && !to.isEmpty()) {
        statements.add(
            "update %s set last_id = '%s' where id = '%s'".formatted(table.name, to, row.id()));
      }
    }
  }
}
