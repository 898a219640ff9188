package ai.coditect.ops.job.bound;

import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run has taken so far, over all steps and attempts, and the most it may take. Steps that
 * work side by side claim their rows here before they commit.
 */
public final class TakenTotal {
  /** Only the heaviest tenants of a table are told apart: the sum is exact, whatever the data. */
  private static final int TENANTS_KEPT = 5;

  private final Optional<Long> most;
  private final Map<String, TakenRows> byStep = new HashMap<>();

  /**
   * @param most the limit; empty when there is none, or a person has approved more
   */
  public TakenTotal(Optional<Long> most) {
    this.most = most;
  }

  /** Sets what a step has taken by its last commit. */
  public synchronized void put(String step, TakenRows taken) {
    byStep.put(step, taken);
  }

  public synchronized TakenRows of(String step) {
    return byStep.getOrDefault(step, TakenRows.NONE);
  }

  /**
   * Adds what a bite is about to commit, unless that would be more than the limit.
   *
   * @return why it may not commit; empty when it may
   */
  public synchronized Optional<Problem> claim(String job, String step, TakenRows bite) {
    long before = total();
    if (most.isPresent() && before + bite.total() > most.get() && bite.total() > 0) {
      return Optional.of(over(job, before, bite, most.get()));
    }
    byStep.put(step, condensed(of(step).plus(bite)));
    return Optional.empty();
  }

  private long total() {
    return byStep.values().stream().mapToLong(TakenRows::total).sum();
  }

  private Problem over(String job, long before, TakenRows bite, long limit) {
    TakenRows all = bite;
    for (TakenRows step : byStep.values()) {
      all = all.plus(step);
    }
    String table = heaviest(totals(all));
    SortedMap<String, Long> rows =
        withoutNobody(all.byTable().getOrDefault(table, new TreeMap<>()));
    Optional<String> tenant = rows.isEmpty() ? Optional.empty() : Optional.of(heaviest(rows));
    return new Problem(
        "Over the limit: with the next bite the run would have taken "
            + all.total()
            + " rows, and most-rows is "
            + limit
            + "; "
            + all.of(table)
            + " of them are "
            + (table.isEmpty() ? "of tables that the job does not name" : "of " + table)
            + tenant
                .map(
                    id ->
                        "; of all tenants organization "
                            + id
                            + " loses the most of them, at least "
                            + rows.get(id))
                .orElse("")
            + ". That bite was rolled back; "
            + before
            + " rows were taken before it.",
        "job " + job,
        "Look at what is due (\"run "
            + job
            + " --dry-run\"), and raise limits.most-rows if this is its usual size.");
  }

  private static SortedMap<String, Long> totals(TakenRows rows) {
    SortedMap<String, Long> totals = new TreeMap<>();
    rows.byTable().keySet().forEach(table -> totals.put(table, rows.of(table)));
    return totals;
  }

  private static SortedMap<String, Long> withoutNobody(SortedMap<String, Long> tenants) {
    SortedMap<String, Long> named = new TreeMap<>(tenants);
    named.remove("");
    return named;
  }

  private static String heaviest(SortedMap<String, Long> counts) {
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** The same sums, with all but the heaviest tenants of each table put together under none. */
  private static TakenRows condensed(TakenRows rows) {
    SortedMap<String, SortedMap<String, Long>> kept = new TreeMap<>();
    rows.byTable()
        .forEach(
            (table, tenants) -> {
              SortedMap<String, Long> few = new TreeMap<>();
              withoutNobody(tenants).entrySet().stream()
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .limit(TENANTS_KEPT)
                  .forEach(each -> few.put(each.getKey(), each.getValue()));
              long others = rows.of(table) - few.values().stream().mapToLong(Long::longValue).sum();
              few.put("", others);
              kept.put(table, few);
            });
    return new TakenRows(kept);
  }
}
