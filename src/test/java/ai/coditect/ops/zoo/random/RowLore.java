package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.PROJECTS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.zoo.random.DrawnSchema.Hold;
import ai.coditect.ops.zoo.random.DrawnTable.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a row says by itself and by what it refers to: whose it is, of which tenant, in which
 * project, and what holds it. It follows values, one row after the other.
 */
final class RowLore {
  private final DrawnSchema schema;
  private final TableRows rows;
  private final Set<Rule> without;

  /** A rule that a test may leave out, to see that it is missed. */
  enum Rule {
    HOLD_ON_PEOPLE,
    HOLD_ON_PROJECTS,
    HOLD_ON_ORGANIZATIONS,
    CASCADES,
    UNTYING,
    ANONYMISING,
    REFERENCES_KEEP,
    OTHERS_STAY
  }

  /** A row by its place. */
  record At(String table, String id) {}

  RowLore(DrawnSchema schema, TableRows rows, Set<Rule> without) {
    this.schema = schema;
    this.rows = rows;
    this.without = without;
  }

  Map<String, @Nullable String> row(At at) {
    return rows.rows().get(at.table()).get(at.id());
  }

  boolean exists(At at) {
    return rows.rows().getOrDefault(at.table(), Map.of()).containsKey(at.id());
  }

  void each(BiConsumer<DrawnTable, At> use) {
    rows.rows()
        .forEach(
            (table, of) ->
                List.copyOf(of.keySet())
                    .forEach(id -> use.accept(schema.tables().get(table), new At(table, id))));
  }

  /** The person whom a row leads to, who need not be there. */
  Optional<String> person(At at) {
    return follow(at, table -> table.subject, USERS);
  }

  /** The tenant whom a row leads to. */
  Optional<String> tenant(At at) {
    return follow(at, table -> table.organization, ORGANIZATIONS);
  }

  private Optional<String> follow(At at, Function<DrawnTable, @Nullable Step> next, String end) {
    At here = at;
    while (true) {
      DrawnTable table = schema.tables().get(here.table());
      Step step = next.apply(table);
      if (step == null || !exists(here)) {
        return Optional.empty();
      }
      String value = row(here).get(step.column());
      if (step.table().equals(end)) {
        return Optional.ofNullable(value);
      }
      if (value == null) {
        return Optional.empty();
      }
      here = new At(step.table(), value);
    }
  }

  /** The rows that a row refers to by a key, or its path goes to. */
  List<At> next(At at) {
    DrawnTable table = schema.tables().get(at.table());
    Map<String, @Nullable String> row = row(at);
    List<At> next = new ArrayList<>();
    table.keys.forEach(key -> target(key, row).ifPresent(next::add));
    Stream.of(table.subject, table.organization)
        .filter(Objects::nonNull)
        .filter(step -> row.get(step.column()) != null)
        .map(step -> new At(step.table(), Objects.requireNonNull(row.get(step.column()))))
        .filter(this::exists)
        .forEach(next::add);
    return next;
  }

  /** What a row refers to by a key; a key that is partly null refers to nothing. */
  Optional<At> target(DrawnKey key, Map<String, @Nullable String> row) {
    for (String column : key.columns()) {
      if (row.get(column) == null) {
        return Optional.empty();
      }
    }
    String id = Objects.requireNonNull(row.get(key.columns().get(key.columns().size() - 1)));
    At at = new At(key.target(), id);
    if (!exists(at)) {
      return Optional.empty();
    }
    for (int i = 0; i < key.columns().size(); i++) {
      if (!Objects.equals(row.get(key.columns().get(i)), row(at).get(key.targets().get(i)))) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  private boolean holds(String kind, String id) {
    Hold hold = schema.hold();
    Rule rule =
        switch (kind) {
          case "user" -> Rule.HOLD_ON_PEOPLE;
          case "project" -> Rule.HOLD_ON_PROJECTS;
          default -> Rule.HOLD_ON_ORGANIZATIONS;
        };
    return hold != null
        && !without.contains(rule)
        && hold.kind().equals(kind)
        && schema.id(hold.name()).toString().equals(id);
  }

  boolean organizationIsHeld(String id) {
    return holds("organization", id);
  }

  /**
   * Whether a way of keys and paths leads from a row to a held project, over nobody and no tenant.
   */
  boolean inHeldProject(At at) {
    Hold hold = schema.hold();
    if (hold == null || !hold.kind().equals("project") || without.contains(Rule.HOLD_ON_PROJECTS)) {
      return false;
    }
    Deque<At> open = new ArrayDeque<>(List.of(at));
    Set<At> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      At here = open.remove();
      if (here.table().equals(PROJECTS) && holds("project", here.id())) {
        return true;
      }
      for (At each : next(here)) {
        boolean open2 =
            !each.table().equals(USERS)
                && !each.table().equals(ORGANIZATIONS)
                && schema.tables().get(each.table()).mapped;
        if (open2 && seen.add(each)) {
          open.add(each);
        }
      }
    }
    return false;
  }

  /** Whether a hold protects a person by themselves, their organization or a project of theirs. */
  boolean personIsHeld(String id) {
    At at = new At(USERS, id);
    if (!exists(at)) {
      return false;
    }
    if (holds("user", id) || organizationIsHeld(String.valueOf(row(at).get("organization_id")))) {
      return true;
    }
    boolean[] held = new boolean[1];
    each(
        (table, each) ->
            held[0] |= person(each).filter(id::equals).isPresent() && inHeldProject(each));
    return held[0];
  }

  /** Whether a hold protects a row, by whatever way it would go. */
  boolean isHeld(At at) {
    return person(at).filter(this::personIsHeld).isPresent()
        || tenant(at).filter(this::organizationIsHeld).isPresent()
        || inHeldProject(at);
  }
}
