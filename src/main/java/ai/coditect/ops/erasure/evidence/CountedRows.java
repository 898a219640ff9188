package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.CertificateStore.Erased;
import ai.coditect.ops.erasure.tally.Effect;
import ai.coditect.ops.erasure.tally.RowCounts;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Anonymise;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The rows that the ledger counts, by table and what was done to them.
 *
 * @param uncounted tables of which rows may have been kept by an erasure that did not count those
 */
record CountedRows(Map<String, Map<Effect, Long>> tables, Set<String> uncounted) {

  private static final String REQUESTS = "coditect_ops.erasure_requests";

  /**
   * @param whole an organization with all of it: what was changed or kept of its people went later,
   *     unless it was in rows of another tenant
   */
  static CountedRows of(List<Erased> erased, PersonalDataMap map, boolean whole) {
    Map<String, Map<Effect, Long>> tables = new TreeMap<>();
    for (Erased each : erased) {
      each.counts()
          .forEach(
              (key, rows) -> {
                Effect effect = effect(key, each.byEffect(), map, whole);
                String said = key.substring(said(key).prefix().length());
                boolean elsewhere = said.startsWith(RowCounts.ELSEWHERE);
                String name = elsewhere ? said.substring(RowCounts.ELSEWHERE.length()) : said;
                boolean went =
                    whole && !elsewhere && effect != Effect.DELETED && goesWithIt(map, name);
                if (!went) {
                  tables
                      .computeIfAbsent(name, table -> new EnumMap<>(Effect.class))
                      .merge(effect, rows, Long::sum);
                }
              });
    }
    return new CountedRows(tables, uncounted(erased, map, whole));
  }

  /** The request that is answered is there itself, without whom it named. */
  CountedRows withRequest() {
    Map<String, Map<Effect, Long>> more = new TreeMap<>(tables);
    Map<Effect, Long> requests = new EnumMap<>(Effect.class);
    requests.putAll(more.getOrDefault(REQUESTS, Map.of()));
    requests.putIfAbsent(Effect.KEPT, 1L);
    more.put(REQUESTS, requests);
    return new CountedRows(more, uncounted);
  }

  /** How many rows of a table are there as before, or changed; empty where nobody counted them. */
  Optional<Long> there(Table table) {
    long changed = of(table.name(), Effect.CHANGED);
    return uncounted.contains(table.name()) && changed == 0
        ? Optional.empty()
        : Optional.of(changed + of(table.name(), Effect.KEPT));
  }

  private static Set<String> uncounted(List<Erased> erased, PersonalDataMap map, boolean whole) {
    return erased.stream().allMatch(Erased::byEffect)
        ? Set.of()
        : map.tables().values().stream()
            .filter(table -> table.rows().equals(Optional.of(Rows.KEEP)))
            .map(Table::name)
            .filter(name -> !(whole && goesWithIt(map, name)))
            .collect(Collectors.toSet());
  }

  long of(String table, Effect effect) {
    return tables.getOrDefault(table, Map.of()).getOrDefault(effect, 0L);
  }

  private static Effect said(String key) {
    for (Effect effect : Effect.values()) {
      if (!effect.prefix().isEmpty() && key.startsWith(effect.prefix())) {
        return effect;
      }
    }
    return Effect.DELETED;
  }

  /** An earlier version had one count for what the map does to the table. */
  private static Effect effect(String key, boolean byEffect, PersonalDataMap map, boolean whole) {
    Effect said = said(key);
    boolean changed =
        !byEffect
            && said == Effect.DELETED
            && !(whole && goesWithIt(map, key))
            && Optional.ofNullable(map.tables().get(key))
                .filter(table -> table.rows().equals(Optional.of(Rows.KEEP)))
                .filter(CountedRows::anonymises)
                .isPresent();
    return changed ? Effect.CHANGED : said;
  }

  private static boolean anonymises(Table table) {
    return table.columns().values().stream().anyMatch(c -> c.treatment() instanceof Anonymise);
  }

  private static boolean goesWithIt(PersonalDataMap map, String name) {
    return Optional.ofNullable(map.tables().get(name))
        .filter(table -> !table.outlivesOrganization())
        .filter(table -> !map.pathToOrganization(table.name()).isEmpty())
        .isPresent();
  }
}
