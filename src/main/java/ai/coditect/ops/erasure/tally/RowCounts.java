package ai.coditect.ops.erasure.tally;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.TakenRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** How many rows of each group: planned, found or taken. */
public record RowCounts(Map<RowGroup, Long> rows) {
  public static final RowCounts NONE = new RowCounts(Map.of());

  /** Stands in the ledger before a table whose rows were another tenant's than who ended. */
  public static final String ELSEWHERE = "elsewhere_";

  public RowCounts {
    rows = Collections.unmodifiableMap(rows);
  }

  public static RowCounts of(RowGroup group, long count) {
    return count == 0 ? NONE : new RowCounts(Map.of(group, count));
  }

  public static RowCounts sum(Collection<RowCounts> all) {
    Map<RowGroup, Long> sum = new HashMap<>();
    all.forEach(each -> each.rows.forEach((group, count) -> sum.merge(group, count, Long::sum)));
    return new RowCounts(sum);
  }

  public RowCounts plus(RowCounts other) {
    return sum(List.of(this, other));
  }

  /** What is left of this after that was taken; never less than nothing. */
  public RowCounts minus(RowCounts taken) {
    Map<RowGroup, Long> rest = new HashMap<>(rows);
    taken.rows.forEach(
        (group, count) ->
            rest.computeIfPresent(group, (g, had) -> had > count ? had - count : null));
    return new RowCounts(rest);
  }

  /** The groups of the tenants' tables that have more rows here than there, with those of here. */
  public RowCounts over(RowCounts bound) {
    Map<RowGroup, Long> over = new HashMap<>();
    rows.forEach(
        (group, count) -> {
          if (group.ofTenants() && group.effect() != Effect.KEPT && count > bound.of(group)) {
            over.put(group, count);
          }
        });
    return over.isEmpty() ? NONE : new RowCounts(over);
  }

  public long of(RowGroup group) {
    return rows.getOrDefault(group, 0L);
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** By table and what was done to them: as the ledger has it. */
  public SortedMap<String, Long> byTable() {
    SortedMap<String, Long> sum = new TreeMap<>();
    rows.forEach(
        (group, count) -> sum.merge(group.effect().prefix() + group.table(), count, Long::sum));
    return sum;
  }

  /**
   * The same of an organization that ends: what stays in rows of other tenants is told apart, as
   * its own rows go later.
   */
  public SortedMap<String, Long> byTable(UUID ending) {
    SortedMap<String, Long> sum = new TreeMap<>();
    rows.forEach(
        (group, count) -> {
          boolean elsewhere =
              group.ofTenants()
                  && group.effect() != Effect.DELETED
                  && !group.tenant().equals(ending);
          sum.merge(
              group.effect().prefix() + (elsewhere ? ELSEWHERE : "") + group.table(),
              count,
              Long::sum);
        });
    return sum;
  }

  /** By table, those that have one of these done to them. */
  public Map<String, Long> byTable(Set<Effect> effects) {
    Map<String, Long> sum = new HashMap<>();
    rows.forEach(
        (group, count) -> {
          if (effects.contains(group.effect())) {
            sum.merge(group.table(), count, Long::sum);
          }
        });
    return sum;
  }

  /** In the kinds that a run counts. */
  public Changes changes() {
    Map<String, Long> kinds = new HashMap<>();
    rows.forEach((group, count) -> group.kind().ifPresent(k -> kinds.merge(k, count, Long::sum)));
    return Changes.of(kinds);
  }

  /** As a dry run prints them. */
  public List<Forecast.Line> lines() {
    List<Forecast.Line> lines = new ArrayList<>();
    new TreeMap<>(rows)
        .forEach(
            (group, count) ->
                group
                    .kind()
                    .ifPresent(
                        kind ->
                            lines.add(new Forecast.Line(kind, group.tenant().toString(), count))));
    return lines;
  }

  /** As the engine is told. */
  public TakenRows taken() {
    SortedMap<String, SortedMap<String, Long>> taken = new TreeMap<>();
    rows.forEach(
        (group, count) -> {
          if (group.isTaken()) {
            taken
                .computeIfAbsent(group.table(), table -> new TreeMap<>())
                .merge(group.tenant().toString(), count, Long::sum);
          }
        });
    return new TakenRows(taken);
  }
}
