package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.backup.examine.trial.SoundnessStore;
import ai.coditect.ops.backup.examine.trial.SoundnessStore.Asked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Predicate;

/** What has to be true of a copy whatever a marker says. */
final class SoundnessChecks {
  private static final Claim VALIDATED =
      new Claim("constraints-validated", "Every constraint holds for every row, by its state.");
  private static final Claim TRIGGERS =
      new Claim("triggers-on", "No trigger is off that was on at the marker.");
  private static final Claim INDEXES =
      new Claim("indexes-valid", "The server uses every index and keeps it up to date.");
  private static final Claim KEYS =
      new Claim("foreign-keys-hold", "No row points to nothing along any foreign key.");
  private static final Claim AHEAD =
      new Claim("sequences-ahead", "No sequence gives out again what its column has.");
  private static final Claim NOT_BEHIND =
      new Claim("sequences-not-behind", "No sequence is behind where it was at the marker.");
  private static final Claim FORCED =
      new Claim(
          "tenant-tables-protected",
          "Row-level security is on and forced, with a tenants' policy, on every tenants' table.");
  private static final Claim COLLATION =
      new Claim("collation-version", "Indexes on text are sorted as this system sorts.");
  private static final Claim GUARD =
      new Claim(
          "system-role",
          "The worker's role sees every tenant and may do what is declared, and no more.");
  private final SoundnessStore store;
  private final ResultList results;

  SoundnessChecks(SoundnessStore store, ResultList results) {
    this.store = store;
    this.results = results;
  }

  /**
   * @param tenants by table, those of whom it has rows, as far as that was read
   */
  void check(
      SortedMap<String, List<String>> now,
      Optional<SortedMap<String, List<String>>> then,
      Map<String, Long> sequencesNow,
      Optional<Map<String, Long>> sequencesThen,
      Map<String, Set<UUID>> tenants) {
    results.add(
        VALIDATED.none(
            since(now, then, "constraints", line -> line.endsWith(" NOT VALID")), "all validated"));
    results.add(
        TRIGGERS.none(
            since(now, then, "triggers", line -> line.split(" ")[1].equals("D")), "all on"));
    results.ask(INDEXES, () -> INDEXES.none(store.invalidIndexes(), "all valid"));
    results.ask(KEYS, () -> keys(tenants));
    results.ask(AHEAD, this::ahead);
    results.add(notBehind(sequencesNow, sequencesThen, goneWith(now, then)));
    results.ask(FORCED, () -> FORCED.none(store.openTables(), "all of them"));
    results.ask(COLLATION, this::collation);
    results.ask(GUARD, () -> GUARD.none(store.guard(), "nothing to object to"));
  }

  private static List<String> since(
      SortedMap<String, List<String>> now,
      Optional<SortedMap<String, List<String>>> then,
      String kind,
      Predicate<String> wrong) {
    Set<String> before =
        new HashSet<>(then.map(t -> t.getOrDefault(kind, List.of())).orElse(List.of()));
    return now.getOrDefault(kind, List.of()).stream()
        .filter(wrong)
        .filter(line -> !before.contains(line))
        .toList();
  }

  private Examination.Result keys(Map<String, Set<UUID>> tenants) {
    Asked asked = store.orphans(tenants);
    if (!asked.wrong().isEmpty()) {
      return KEYS.failed(ResultList.shown(asked.wrong()), "no orphan");
    }
    String left =
        asked.left().isEmpty()
            ? ""
            : "; not readable for the worker: " + ResultList.shown(asked.left());
    return KEYS.ok(asked.asked() + " foreign keys without an orphan" + left, "no orphan");
  }

  private Examination.Result ahead() {
    Optional<Asked> asked = store.sequencesBehind();
    if (asked.isEmpty()) {
      return AHEAD.inconclusive("Only an administrator of the copy may read every sequence.");
    }
    return asked.get().wrong().isEmpty()
        ? AHEAD.ok(asked.get().asked() + " ahead", "ahead of their columns")
        : AHEAD.failed(ResultList.shown(asked.get().wrong()), "ahead of their columns");
  }

  /** Whether a recorded migration took a sequence away. */
  private static Predicate<String> goneWith(
      SortedMap<String, List<String>> now, Optional<SortedMap<String, List<String>>> then) {
    Set<String> migrated =
        then.map(before -> RecordedLosses.migrated(before, now)).orElse(Set.of());
    List<String> still = now.getOrDefault("sequences", List.of());
    return sequence ->
        RecordedLosses.isIn(migrated, sequence)
            && still.stream().noneMatch(line -> line.startsWith(sequence + " "));
  }

  private static Examination.Result notBehind(
      Map<String, Long> now, Optional<Map<String, Long>> then, Predicate<String> gone) {
    if (then.isEmpty()) {
      return NOT_BEHIND.inconclusive("There is no marker to hold them against.");
    }
    List<String> behind = new ArrayList<>();
    then.get()
        .forEach(
            (name, last) -> {
              if (now.getOrDefault(name, 0L) < last && !gone.test(name)) {
                behind.add(name);
              }
            });
    return NOT_BEHIND.none(behind, then.get().size() + " where they were or further");
  }

  private Examination.Result collation() {
    SoundnessStore.Collation found = store.collation();
    return COLLATION.judged(
        found.madeWith().equals(found.isOn()) || found.madeWith().equals("none"),
        "version " + found.isOn(),
        "version " + found.madeWith());
  }
}
