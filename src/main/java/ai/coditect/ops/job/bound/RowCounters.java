package ai.coditect.ops.job.bound;

import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that the server saw go or change.
 *
 * @param byTable by the server's number of the table; partitions and inheriting tables each for
 *     themselves
 */
public record RowCounters(Map<Long, Count> byTable) {

  /** Of no table. */
  public static final RowCounters NONE = new RowCounters(Map.of());

  public record Count(long deleted, long updated) {
    static final Count NONE = new Count(0, 0);

    Count plus(Count other) {
      return new Count(deleted + other.deleted, updated + other.updated);
    }

    Count minus(Count other) {
      return new Count(deleted - other.deleted, updated - other.updated);
    }

    public long rows() {
      return deleted + updated;
    }
  }

  /**
   * @param name as {@code schema.table}
   * @param root the table that this one is a partition or child of; its own name otherwise
   */
  record TableName(String name, String root) {}

  /** What came after those. */
  public RowCounters since(RowCounters before) {
    Map<Long, Count> later = new TreeMap<>();
    byTable.forEach(
        (table, count) -> {
          Count grown = count.minus(before.byTable.getOrDefault(table, Count.NONE));
          if (grown.deleted() > 0 || grown.updated() > 0) {
            later.put(table, grown);
          }
        });
    return new RowCounters(later);
  }
}
