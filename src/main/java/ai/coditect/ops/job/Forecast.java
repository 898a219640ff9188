package ai.coditect.ops.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run would change, by kind and tenant, in the same kinds that the run counts. */
public record Forecast(List<Line> lines) {

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
