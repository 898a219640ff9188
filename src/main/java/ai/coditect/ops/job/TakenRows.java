package ai.coditect.ops.job;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows that a bite deleted, or changed for good, by table and tenant. The engine adds them up and
 * holds them against the limits of a governed job.
 *
 * @param byTable rows by tenant id, by table with its schema; the tenant is empty where rows are of
 *     none. Counts of 0 are left out. A row counts once for each statement that took it.
 * @param reported false when the bite does not say what it took: then the server's own count stands
 *     for it. A bite that reports answers for every row that anything took in it.
 * @param undone rows by table that the bite took and took back by a savepoint of its own: the
 *     server counts them all the same
 */
public record TakenRows(
    SortedMap<String, SortedMap<String, Long>> byTable,
    boolean reported,
    SortedMap<String, Long> undone) {

  /** The bite took nothing, and says so. */
  public static final TakenRows NONE = new TakenRows(new TreeMap<>());

  /** The bite does not say. */
  public static final TakenRows UNREPORTED = new TakenRows(new TreeMap<>(), false, new TreeMap<>());

  public TakenRows(SortedMap<String, SortedMap<String, Long>> byTable) {
    this(byTable, true, new TreeMap<>());
  }

  public TakenRows {
    SortedMap<String, SortedMap<String, Long>> kept = new TreeMap<>();
    byTable.forEach(
        (table, tenants) -> {
          SortedMap<String, Long> rows = new TreeMap<>(tenants);
          rows.values().removeIf(count -> count == 0);
          if (!rows.isEmpty()) {
            kept.put(table, Collections.unmodifiableSortedMap(rows));
          }
        });
    byTable = Collections.unmodifiableSortedMap(kept);
    undone = Collections.unmodifiableSortedMap(new TreeMap<>(undone));
  }

  public static TakenRows of(String table, String tenant, long rows) {
    return NONE.plus(table, tenant, rows);
  }

  public TakenRows plus(String table, String tenant, long rows) {
    SortedMap<String, SortedMap<String, Long>> sum = new TreeMap<>();
    byTable.forEach((each, tenants) -> sum.put(each, new TreeMap<>(tenants)));
    sum.computeIfAbsent(table, t -> new TreeMap<>()).merge(tenant, rows, Long::sum);
    return new TakenRows(sum, true, undone);
  }

  public TakenRows plus(TakenRows other) {
    SortedMap<String, SortedMap<String, Long>> sum = new TreeMap<>();
    byTable.forEach((each, tenants) -> sum.put(each, new TreeMap<>(tenants)));
    other.byTable.forEach(
        (table, tenants) ->
            tenants.forEach(
                (tenant, rows) ->
                    sum.computeIfAbsent(table, t -> new TreeMap<>())
                        .merge(tenant, rows, Long::sum)));
    return new TakenRows(sum).andUndone(undone).andUndone(other.undone);
  }

  /** The same, and so many rows by table that were taken back. */
  public TakenRows andUndone(Map<String, Long> rows) {
    SortedMap<String, Long> sum = new TreeMap<>(undone);
    rows.forEach((table, count) -> sum.merge(table, count, Long::sum));
    return new TakenRows(byTable, reported, sum);
  }

  /** Of one table, of all tenants. */
  public long of(String table) {
    return byTable.getOrDefault(table, new TreeMap<>()).values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  public long total() {
    return byTable.keySet().stream().mapToLong(this::of).sum();
  }
}
