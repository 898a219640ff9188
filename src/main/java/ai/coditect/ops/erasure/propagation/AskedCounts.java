package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adds to what a run changes, or would change, about how many people and organizations each store
 * is asked.
 *
 * @param stores that are asked
 * @param kinds in which a run counts people and organizations that go
 */
public record AskedCounts(List<String> stores, Set<String> kinds) {
  private static final String PREFIX = "asked-of-";

  public Changes with(Changes changed) {
    long gone =
        changed.byKind().entrySet().stream()
            .filter(each -> kinds.contains(each.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (gone == 0) {
      return changed;
    }
    Map<String, Long> asked = new TreeMap<>();
    stores.forEach(store -> asked.put(PREFIX + store, gone));
    return changed.plus(Changes.of(asked));
  }

  public Forecast with(Forecast forecast) {
    List<Forecast.Line> lines = new ArrayList<>(forecast.lines());
    Map<String, Long> gone = new TreeMap<>();
    forecast.lines().stream()
        .filter(line -> kinds.contains(line.kind()))
        .forEach(line -> gone.merge(line.organization(), line.count(), Long::sum));
    for (String store : stores) {
      gone.forEach(
          (organization, count) ->
              lines.add(new Forecast.Line(PREFIX + store, organization, count)));
    }
    return new Forecast(lines, forecast.page());
  }
}
