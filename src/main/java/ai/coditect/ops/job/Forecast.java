package ai.coditect.ops.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run would change, by kind and tenant, in the same kinds that the run counts.
 *
 * @param page what a person is shown instead of the lines; empty where the lines are shown
 */
public record Forecast(List<Line> lines, List<String> page) {

  public Forecast(List<Line> lines) {
    this(lines, List.of());
  }

  /**
   * @param organization the tenant's id, or empty for changes about no tenant
   */
  public record Line(String kind, String organization, long count) {}

  public Changes totals() {
    Map<String, Long> totals = new TreeMap<>();
    lines.forEach(line -> totals.merge(line.kind(), line.count(), Long::sum));
    return Changes.of(totals);
  }
}
