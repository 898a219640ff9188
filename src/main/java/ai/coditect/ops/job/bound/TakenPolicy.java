package ai.coditect.ops.job.bound;

import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.job.bound.RowCounters.TableName;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds what a bite reports against what the server counted. A bite that reports rows reports all
 * of them: one table with more of them refuses it. Of a bite that does not report, what the server
 * counted stands. In the worker's own schema an update is a note about the work and takes nothing,
 * and so does a deletion from a table that the job keeps for its notes.
 *
 * @param workTables where the job keeps its notes, as {@code schema.table}
 */
record TakenPolicy(String job, Set<String> workTables) {
  private static final String OWN_SCHEMA = "coditect_ops.";

  /**
   * @param taken what counts against the limit
   * @param problems why the bite must not be committed; empty when it may
   */
  record Verdict(TakenRows taken, List<Problem> problems) {}

  Verdict judge(Outcome outcome, Map<TableName, Count> counted) {
    SortedMap<String, Count> found = byRoot(counted);
    TakenRows reported = outcome.taken();
    if (!reported.reported()) {
      return new Verdict(unreported(outcome, found), List.of());
    }
    List<Problem> problems = new ArrayList<>();
    found.forEach(
        (table, count) -> {
          long said = reported.of(table);
          for (TableName each : counted.keySet()) {
            if (each.root().equals(table) && !each.name().equals(table)) {
              said += reported.of(each.name());
            }
          }
          long undone = reported.undone().getOrDefault(table, 0L);
          if (count.rows() > said + undone) {
            problems.add(undeclared(table, count, said));
          }
        });
    return new Verdict(reported, List.copyOf(problems));
  }

  /** What counts, by the table that partitions and children belong to. */
  private SortedMap<String, Count> byRoot(Map<TableName, Count> counted) {
    SortedMap<String, Count> found = new TreeMap<>();
    counted.forEach(
        (table, count) -> {
          boolean own = table.root().startsWith(OWN_SCHEMA);
          Count counts =
              new Count(
                  own && workTables.contains(table.root()) ? 0 : count.deleted(),
                  own ? 0 : count.updated());
          if (counts.rows() > 0) {
            found.merge(table.root(), counts, Count::plus);
          }
        });
    return found;
  }

  /** The larger one of what the server counted and what the bite says that it changed. */
  private static TakenRows unreported(Outcome outcome, SortedMap<String, Count> found) {
    TakenRows taken = TakenRows.NONE;
    for (Map.Entry<String, Count> each : found.entrySet()) {
      taken = taken.plus(each.getKey(), "", each.getValue().rows());
    }
    return taken.plus("", "", Math.max(0, outcome.changed().total() - taken.total()));
  }

  private Problem undeclared(String table, Count count, long said) {
    return new Problem(
        "Unreported rows: a bite deleted "
            + count.deleted()
            + " and changed "
            + count.updated()
            + " rows of "
            + table
            + ", and reported "
            + said
            + " of them; it was rolled back.",
        "table " + table,
        "Something acts beside the statements of "
            + job
            + ": a cascade, a trigger, a rule or a partition. \"\\d+ "
            + table
            + "\" in psql shows what hangs on the table; take it away, or have the job reckon with"
            + " it.");
  }
}
