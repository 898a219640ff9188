package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.erasure.tally.RowGroup;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Rows that went or changed beside those that the map's statements took: by a foreign key's action,
 * a trigger, a rule.
 */
record Excess(List<InTable> tables) {
  static final Excess NONE = new Excess(List.of());
  private static final String OURS = "coditect_ops.";
  private static final String CURE =
      "Nothing of it was committed. A foreign key's action, a trigger, a rule or a partition acts"
          + " beside the map of personal data: run \"check\", which names those that the catalogue"
          + " shows, cure them, then run the job again.";

  /**
   * @param happened how many rows the server counted
   * @param taken how many of them the map's statements took
   */
  record InTable(String table, Effect effect, long happened, long taken) {}

  boolean isEmpty() {
    return tables.isEmpty();
  }

  static Excess of(Map<String, Count> touched, RowCounts taken) {
    List<InTable> excess = new ArrayList<>();
    add(
        excess,
        Effect.DELETED,
        rows(touched, Count::deleted),
        taken.byTable(Set.of(Effect.DELETED)),
        table -> false);
    // What our own triggers write down in our own tables is ours.
    add(
        excess,
        Effect.CHANGED,
        rows(touched, Count::updated),
        taken.byTable(Set.of(Effect.CHANGED, Effect.UNTIED)),
        table -> table.startsWith(OURS));
    excess.sort(Comparator.comparing(InTable::table).thenComparing(InTable::effect));
    return excess.isEmpty() ? NONE : new Excess(excess);
  }

  private static Map<String, Long> rows(Map<String, Count> touched, ToLongFunction<Count> what) {
    Map<String, Long> rows = new HashMap<>();
    touched.forEach((table, count) -> rows.put(table, what.applyAsLong(count)));
    return rows;
  }

  private static void add(
      List<InTable> excess,
      Effect effect,
      Map<String, Long> touched,
      Map<String, Long> taken,
      Predicate<String> but) {
    touched.forEach(
        (table, happened) -> {
          long known = taken.getOrDefault(table, 0L);
          if (happened > known && !but.test(table)) {
            excess.add(new InTable(table, effect, happened, known));
          }
        });
  }

  /**
   * @param organizations whose erasure did it
   */
  List<Problem> problems(Set<UUID> organizations) {
    String whose =
        organizations.size() == 1
            ? "organization " + organizations.iterator().next()
            : "one of " + organizations.size() + " organizations";
    return tables.stream()
        .map(
            each ->
                new Problem(
                    "Executed is more than planned: erasing in "
                        + whose
                        + " "
                        + each.effect().word()
                        + " "
                        + each.happened()
                        + " rows of "
                        + each.table()
                        + ", and the map's own statements "
                        + each.taken()
                        + ".",
                    "table " + each.table(),
                    CURE))
        .toList();
  }

  /**
   * A statement of the map took rows that are not counted for whom it took them.
   *
   * @param there how many a count finds
   */
  static Problem problem(RowGroup group, long happened, long planned, long there) {
    return new Problem(
        "Executed is more than planned: "
            + happened
            + " rows of "
            + group.table()
            + " of organization "
            + group.tenant()
            + " were "
            + group.effect().word()
            + ", where "
            + planned
            + " were planned and "
            + there
            + " are there.",
        "table " + group.table(),
        CURE);
  }
}
