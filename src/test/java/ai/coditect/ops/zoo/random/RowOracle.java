package ai.coditect.ops.zoo.random;

import static ai.coditect.ops.zoo.random.DrawnTable.ORGANIZATIONS;
import static ai.coditect.ops.zoo.random.DrawnTable.USERS;

import ai.coditect.ops.zoo.random.DrawnKey.Action;
import ai.coditect.ops.zoo.random.DrawnTable.Rows;
import ai.coditect.ops.zoo.random.RowLore.At;
import ai.coditect.ops.zoo.random.RowLore.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says who may go and what may change, from the rows and the rules of the documents alone: Coil has
 * ended and asked, and then Ann has asked.
 */
final class RowOracle {
  /** Any value but the one before. */
  static final String PSEUDONYM = "?";

  private final DrawnSchema schema;
  private final Set<Rule> without;
  private final TableRows state;
  private final Map<String, Deed> deeds = new TreeMap<>();
  private boolean blocked;
  private boolean stopped;

  /**
   * What goes or changes with whoever asked.
   *
   * @param whole whether they go themselves
   */
  record Deed(
      Set<At> gone,
      Map<At, Map<String, @Nullable String>> untied,
      Map<At, Integer> ties,
      Map<At, Map<String, @Nullable String>> changed,
      boolean whole) {
    static Deed none() {
      return new Deed(
          new LinkedHashSet<>(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          new LinkedHashMap<>(),
          false);
    }

    /** Rows by what happened to them and their table, as a certificate counts them. */
    Map<String, Map<String, Long>> counts() {
      Map<String, Map<String, Long>> counts = new TreeMap<>();
      counts.put("erased", new TreeMap<>());
      counts.put("untied", new TreeMap<>());
      counts.put("anonymised", new TreeMap<>());
      gone.forEach(at -> counts.get("erased").merge(at.table(), 1L, Long::sum));
      untied
          .keySet()
          .forEach(at -> counts.get("untied").merge(at.table(), (long) ties.get(at), Long::sum));
      changed.keySet().forEach(at -> counts.get("anonymised").merge(at.table(), 1L, Long::sum));
      return counts;
    }
  }

  /**
   * @param after the rows that must be there
   * @param deeds by who asked
   * @param blocked whether a reference keeps somebody who would go
   * @param stopped whether a table that no map can know keeps rows of Coil: it may stay as a whole
   */
  record Verdict(TableRows after, Map<String, Deed> deeds, boolean blocked, boolean stopped) {}

  private RowOracle(DrawnSchema schema, TableRows before, Set<Rule> without) {
    this.schema = schema;
    this.without = without;
    this.state = before.copy();
  }

  static Verdict decide(DrawnSchema schema, TableRows before, Set<Rule> without) {
    RowOracle oracle = new RowOracle(schema, before, without);
    oracle.deeds.put("coil", oracle.coil());
    oracle.deeds.put("ann", oracle.ann());
    return new Verdict(oracle.state, oracle.deeds, oracle.blocked, oracle.stopped);
  }

  private String id(String name) {
    return schema.id(name).toString();
  }

  private RowLore lore() {
    return new RowLore(schema, state, without);
  }

  /** What goes with some people, before anything is asked about it. */
  private Deed with(Set<String> people, boolean passOn) {
    RowLore lore = lore();
    Deed deed = Deed.none();
    lore.each(
        (table, at) -> {
          if (table.rows == Rows.ERASE || table.personal.containsValue("reassign") && !passOn) {
            if (own(lore, table, at, people)) {
              deed.gone().add(at);
            }
          }
        });
    boolean more = !without.contains(Rule.CASCADES);
    while (more) {
      List<At> found = new ArrayList<>();
      lore.each(
          (table, at) ->
              table.keys.stream()
                  .filter(
                      key ->
                          key.does() == Action.CASCADE
                              && table.wants(key)
                              && !deed.gone().contains(at))
                  .filter(
                      key ->
                          lore.target(key, lore.row(at)).filter(deed.gone()::contains).isPresent())
                  .forEach(key -> found.add(at)));
      more = deed.gone().addAll(found);
    }
    lore.each(
        (table, at) -> {
          if (deed.gone().contains(at)) {
            return;
          }
          if (table.rows == Rows.KEEP
              && own(lore, table, at, people)
              && !without.contains(Rule.ANONYMISING)) {
            changes(table, at).ifPresent(changes -> deed.changed().put(at, changes));
          }
          for (DrawnKey key : table.keys) {
            // What is changed anyway refers to nothing by then.
            boolean changed =
                deed.changed().getOrDefault(at, Map.of()).keySet().stream()
                    .anyMatch(key.columns()::contains);
            if (!changed
                && key.does().acts()
                && key.does() != Action.CASCADE
                && table.wants(key)
                && !without.contains(Rule.UNTYING)
                && lore.target(key, lore.row(at)).filter(deed.gone()::contains).isPresent()) {
              Map<String, @Nullable String> unset =
                  deed.untied().computeIfAbsent(at, each -> new LinkedHashMap<>());
              deed.ties().merge(at, 1, Integer::sum);
              key.unset()
                  .forEach(
                      column ->
                          unset.put(
                              column,
                              key.does() == Action.SET_NULL ? null : standard(table, column)));
            }
          }
        });
    return deed;
  }

  /** Whose a row is; where a row says that it is another tenant's, it is not taken with them. */
  private boolean own(RowLore lore, DrawnTable table, At at, Set<String> people) {
    Optional<String> person = lore.person(at).filter(people::contains);
    if (person.isEmpty()) {
      return false;
    }
    String of = lore.row(new At(USERS, person.get())).get("organization_id");
    return !table.namesTenant() || lore.tenant(at).isEmpty() || lore.tenant(at).get().equals(of);
  }

  private static @Nullable String standard(DrawnTable table, String column) {
    String more = table.columns.get(column).more();
    return more.startsWith("default '") ? more.substring(9, more.length() - 1) : null;
  }

  private Optional<Map<String, @Nullable String>> changes(DrawnTable table, At at) {
    Map<String, @Nullable String> changes = new LinkedHashMap<>();
    table.personal.forEach(
        (column, how) -> {
          switch (how) {
            case "clear" -> changes.put(column, null);
            case "pseudonym" -> changes.put(column, PSEUDONYM);
            case "reassign" -> changes.put(column, heir(at));
            default -> {}
          }
        });
    return changes.isEmpty() ? Optional.empty() : Optional.of(changes);
  }

  /** Of the tenants here each has one OWNER. */
  private String heir(At at) {
    return id("alf");
  }

  /** Rows outside that still refer to what goes; a row whose reference is changed does not. */
  private List<Map.Entry<At, At>> references(Set<At> gone, Deed deed, boolean untying) {
    RowLore lore = lore();
    List<Map.Entry<At, At>> references = new ArrayList<>();
    if (without.contains(Rule.REFERENCES_KEEP)) {
      return references;
    }
    lore.each(
        (table, at) -> {
          if (gone.contains(at)) {
            return;
          }
          Map<String, @Nullable String> later = new LinkedHashMap<>(lore.row(at));
          if (untying) {
            later.putAll(deed.untied().getOrDefault(at, Map.of()));
            later.putAll(deed.changed().getOrDefault(at, Map.of()));
          }
          table.keys.forEach(
              key ->
                  lore.target(key, later)
                      .filter(gone::contains)
                      .ifPresent(to -> references.add(Map.entry(at, to))));
        });
    return references;
  }

  /** Those of the people who can go together, with what goes with them. */
  private Set<String> held(Set<String> people, boolean passOn) {
    RowLore lore = lore();
    Set<String> held = new TreeSet<>();
    for (String person : people) {
      if (lore.personIsHeld(person)) {
        held.add(person);
      }
    }
    for (String person : people) {
      Deed alone = with(Set.of(person), passOn);
      Set<At> touched = new HashSet<>(alone.gone());
      touched.addAll(alone.untied().keySet());
      touched.addAll(alone.changed().keySet());
      if (touched.stream().anyMatch(lore::isHeld)) {
        held.add(person);
      }
    }
    return held;
  }

  private Deed coil() {
    String coil = id("coil");
    if (lore().organizationIsHeld(coil)) {
      return Deed.none();
    }
    RowLore lore = lore();
    Set<String> going = new TreeSet<>();
    lore.each(
        (table, at) -> {
          if (table.name.equals(USERS) && coil.equals(lore.row(at).get("organization_id"))) {
            going.add(at.id());
          }
        });
    going.removeAll(held(going, false));
    while (true) {
      Set<String> refused = new TreeSet<>();
      Deed deed = with(going, false);
      Set<At> all = new LinkedHashSet<>(deed.gone());
      Set<At> ofCoil = new LinkedHashSet<>();
      lore.each(
          (table, at) -> {
            boolean its =
                !table.outlives
                    && !table.name.equals(USERS)
                    && lore.tenant(at).filter(coil::equals).isPresent();
            boolean others =
                !without.contains(Rule.OTHERS_STAY)
                    && lore.person(at)
                        .filter(
                            person -> lore.exists(new At(USERS, person)) && !going.contains(person))
                        .isPresent();
            if (its && !others && !lore.isHeld(at)) {
              ofCoil.add(at);
            }
          });
      all.addAll(ofCoil);
      boolean more = true;
      while (more && refused.isEmpty()) {
        more = false;
        for (Map.Entry<At, At> each : references(all, deed, true)) {
          stopped |= each.getKey().table().startsWith("elsewhere");
          if (!deed.gone().contains(each.getValue())) {
            more |= all.remove(each.getValue());
          } else {
            // Somebody of Coil who is referred to stays.
            blocked = true;
            for (String person : going) {
              if (with(Set.of(person), false).gone().contains(each.getValue())) {
                refused.add(person);
              }
            }
          }
        }
      }
      refused.addAll(absent(going, deed));
      At own = new At(ORGANIZATIONS, coil);
      lore.each(
          (table, at) -> {
            // An organization goes last, and only when nothing says that it is of it.
            if (!at.equals(own)
                && !table.outlives
                && !all.contains(at)
                && lore.tenant(at).filter(coil::equals).isPresent()) {
              all.remove(own);
            }
          });
      if (refused.isEmpty()) {
        Deed done =
            new Deed(
                all,
                deed.untied(),
                deed.ties(),
                deed.changed(),
                all.contains(new At(ORGANIZATIONS, coil)));
        done.untied().keySet().removeAll(all);
        done.changed().keySet().removeAll(all);
        apply(done);
        return done;
      }
      going.removeAll(refused);
    }
  }

  /** Those to whom a row of another tenant would still lead. */
  private Set<String> absent(Set<String> people, Deed deed) {
    RowLore lore = lore();
    Set<String> absent = new TreeSet<>();
    lore.each(
        (table, at) ->
            lore.person(at)
                .filter(people::contains)
                .filter(
                    person ->
                        !deed.gone().contains(at)
                            && !leadsAway(table, deed.untied().getOrDefault(at, Map.of())))
                .filter(
                    person -> table.rows != Rows.NOBODYS && !own(lore, table, at, Set.of(person)))
                .filter(
                    person ->
                        table.rows == Rows.ERASE || !changes(table, at).orElse(Map.of()).isEmpty())
                .ifPresent(absent::add));
    blocked |= !absent.isEmpty();
    return absent;
  }

  private static boolean leadsAway(DrawnTable table, Map<String, @Nullable String> untied) {
    return table.subject != null && untied.containsKey(table.subject.column());
  }

  private Deed ann() {
    String ann = id("ann");
    Set<String> people = Set.of(ann);
    if (!held(people, true).isEmpty()) {
      return Deed.none();
    }
    Deed deed = with(people, true);
    if (!references(deed.gone(), deed, true).isEmpty() || !absent(people, deed).isEmpty()) {
      blocked = true;
      return Deed.none();
    }
    Deed done = new Deed(deed.gone(), deed.untied(), deed.ties(), deed.changed(), true);
    apply(done);
    return done;
  }

  private void apply(Deed deed) {
    deed.gone().forEach(at -> state.rows().get(at.table()).remove(at.id()));
    deed.untied().forEach(this::change);
    deed.changed().forEach(this::change);
  }

  private void change(At at, Map<String, @Nullable String> changes) {
    Map<String, @Nullable String> row = state.rows().get(at.table()).get(at.id());
    row.putAll(changes);
    if (changes.containsKey("body") && row.containsKey("shout")) {
      row.put(
          "shout",
          Objects.equals(changes.get("body"), PSEUDONYM) ? PSEUDONYM : changes.get("body"));
    }
  }
}
