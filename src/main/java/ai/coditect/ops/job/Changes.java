package ai.coditect.ops.job;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rows changed, by kind in kebab-case. Kinds that changed nothing are left out. */
public record Changes(SortedMap<String, Long> byKind) {

  public static final Changes NONE = new Changes(new TreeMap<>());

  public Changes {
    SortedMap<String, Long> kept = new TreeMap<>(byKind);
    kept.values().removeIf(count -> count == 0);
    byKind = Collections.unmodifiableSortedMap(kept);
  }

  public static Changes of(Map<String, Long> byKind) {
    return new Changes(new TreeMap<>(byKind));
  }

  public static Changes of(String kind, long count) {
    return of(Map.of(kind, count));
  }

  public Changes plus(Changes other) {
    SortedMap<String, Long> sum = new TreeMap<>(byKind);
    other.byKind.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
    return new Changes(sum);
  }

  public boolean isEmpty() {
    return byKind.isEmpty();
  }

  public long total() {
    return byKind.values().stream().mapToLong(Long::longValue).sum();
  }
}
