package ai.coditect.ops.job.bound;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows that the server saw go or change, by table as {@code schema.table}; partitions and
 * inheriting tables each for themselves.
 */
record RowCounters(SortedMap<String, Count> byTable) {

  RowCounters {
    byTable = Collections.unmodifiableSortedMap(new TreeMap<>(byTable));
  }

  /**
   * @param root the table that this one is a partition or child of; the table itself otherwise
   */
  record Count(String root, long deleted, long updated) {
    Count minus(Count other) {
      return new Count(root, deleted - other.deleted, updated - other.updated);
    }
  }

  /** What came after those. */
  RowCounters since(RowCounters before) {
    SortedMap<String, Count> later = new TreeMap<>();
    byTable.forEach(
        (table, count) -> {
          Count earlier = before.byTable.get(table);
          Count grown = earlier == null ? count : count.minus(earlier);
          if (grown.deleted() > 0 || grown.updated() > 0) {
            later.put(table, grown);
          }
        });
    return new RowCounters(later);
  }
}
