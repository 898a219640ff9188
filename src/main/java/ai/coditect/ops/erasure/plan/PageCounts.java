package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.erasure.tally.RowGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a page's candidates are planned to lose, as it is written with the page: without their ids.
 */
final class PageCounts {
  private PageCounts() {}

  /**
   * Rows of one table that have the same thing done to them.
   *
   * @param tenant whose they are; null for those of each candidate's own organization
   * @param rows of each candidate, by their place on the page
   */
  record Line(String table, Effect effect, @Nullable UUID tenant, List<Long> rows) {}

  private record Key(String table, Effect effect, @Nullable UUID tenant) {}

  static List<Line> written(List<Candidate> candidates, List<RowCounts> counts) {
    Map<Key, Long[]> lines = new LinkedHashMap<>();
    for (int i = 0; i < counts.size(); i++) {
      UUID own = candidates.get(i).organization();
      int place = i;
      counts
          .get(i)
          .rows()
          .forEach(
              (group, rows) ->
                  lines
                          .computeIfAbsent(
                              new Key(
                                  group.table(),
                                  group.effect(),
                                  group.tenant().equals(own) ? null : group.tenant()),
                              key -> zeros(counts.size()))[place] =
                      rows);
    }
    List<Line> written = new ArrayList<>();
    lines.forEach(
        (key, rows) ->
            written.add(new Line(key.table(), key.effect(), key.tenant(), List.of(rows))));
    return written;
  }

  private static Long[] zeros(int size) {
    Long[] zeros = new Long[size];
    java.util.Arrays.fill(zeros, 0L);
    return zeros;
  }

  /**
   * @param place of the candidate on the page, from 0
   */
  static RowCounts read(List<Line> lines, int place, UUID own) {
    Map<RowGroup, Long> counts = new HashMap<>(4);
    for (Line line : lines) {
      long rows = line.rows().get(place);
      if (rows > 0) {
        UUID tenant = line.tenant();
        counts.put(new RowGroup(line.table(), line.effect(), tenant == null ? own : tenant), rows);
      }
    }
    return new RowCounts(counts);
  }
}
