package ai.coditect.ops.job.bound;

import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.job.bound.RowCounters.Count;
import ai.coditect.ops.job.bound.RowCounters.TableName;
import ai.coditect.ops.problem.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Has the server count what one bite takes. */
public final class BiteMeter {
  private final RowCounterStore counters;
  private final TakenPolicy policy;
  private final Map<Long, TableName> names = new ConcurrentHashMap<>();

  /**
   * Of one run and step: the names of tables are asked for once.
   *
   * @param workTables where the job keeps its notes, as {@code schema.table}
   */
  public BiteMeter(RowCounterStore counters, String job, Set<String> workTables) {
    this.counters = counters;
    this.policy = new TakenPolicy(job, workTables);
  }

  /**
   * @param outcome the bite's own, or a refusal
   * @param taken what counts against the limit
   */
  public record Metered(Outcome outcome, TakenRows taken) {}

  /**
   * Takes the bite, all of it inside the savepoint or transaction that is open now. Whoever is
   * answered a refusal rolls it back.
   */
  public Metered take(Supplier<Outcome> bite) {
    Optional<RowCounters> before = counters.read();
    if (before.isEmpty()) {
      return refused(List.of(uncounted()));
    }
    Outcome outcome = bite.get();
    if (outcome instanceof Outcome.Parked || outcome instanceof Outcome.Refused) {
      return new Metered(outcome, TakenRows.NONE);
    }
    Optional<RowCounters> after = counters.readAtEnd();
    if (after.isEmpty()) {
      return refused(List.of(uncounted()));
    }
    TakenPolicy.Verdict verdict = policy.judge(outcome, named(after.get().since(before.get())));
    return verdict.problems().isEmpty()
        ? new Metered(outcome, verdict.taken())
        : refused(verdict.problems());
  }

  private Map<TableName, Count> named(RowCounters counted) {
    Set<Long> unknown = new HashSet<>(counted.byTable().keySet());
    unknown.removeAll(names.keySet());
    if (!unknown.isEmpty()) {
      names.putAll(counters.names(unknown));
    }
    Map<TableName, Count> named = new HashMap<>();
    counted
        .byTable()
        .forEach(
            (table, count) -> {
              String gone = "table number " + table;
              named.put(names.getOrDefault(table, new TableName(gone, gone)), count);
            });
    return named;
  }

  private static Metered refused(List<Problem> problems) {
    return new Metered(new Outcome.Refused(problems), TakenRows.NONE);
  }

  private static Problem uncounted() {
    return new Problem(
        "Uncounted rows: track_counts is off in this database, so nothing would show what a"
            + " destructive run takes.",
        "database",
        "Set it on again where it was switched off: \"alter database … reset track_counts\","
            + " \"alter role … reset track_counts\" (pg_db_role_setting has both), or the server's"
            + " flag.");
  }
}
