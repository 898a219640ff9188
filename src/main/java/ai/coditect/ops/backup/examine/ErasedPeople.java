package ai.coditect.ops.backup.examine;

import ai.coditect.ops.backup.examine.Examination.Result;
import ai.coditect.ops.backup.examine.ResidentStore.Living;
import ai.coditect.ops.backup.examine.ResultList.Claim;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.PersonalDataMap;
import ai.coditect.ops.privacy.PersonalDataMap.Rows;
import ai.coditect.ops.privacy.PersonalDataMap.Table;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * People whom the ledger outside says to be erased, looked for in a copy. A backup holds those who
 * were erased after it was made.
 *
 * @param beside tables with rows of theirs that are not erased on a copy, for the record
 */
public record ErasedPeople(Ledger ledger, SubjectKey key, List<String> beside) {
  private static final int MOST_SUBJECTS = 200_000;
  private static final Claim FOUND =
      new Claim(
          "erased-people-counted",
          "How many of those whom the ledger says to be erased this backup still holds.");
  private static final Claim GONE =
      new Claim(
          "erased-people-gone",
          "Erased again on the copy with the worker's rights, none of those whom the ledger says to be erased is left.");

  /**
   * The subjects of finished deletions, by hash, with when each was written last: the newest of
   * them. What was announced counts once its own deletion is committed; another one of the same
   * subject, open or void, says nothing about it.
   */
  static final class Subjects {
    private final int most;
    private final Map<UUID, Map<SubjectHash, Instant>> pending = new LinkedHashMap<>();
    private final Map<SubjectHash, Instant> erasedAt = new LinkedHashMap<>();
    private boolean whole = true;

    /**
     * @param most how many subjects are remembered, and of how many open deletions
     */
    Subjects(int most) {
      this.most = most;
    }

    void add(LedgerEntry entry) {
      if (entry.kind() == LedgerEntry.Kind.INTENDED && entry.subject() != null) {
        pending
            .computeIfAbsent(entry.deletion(), deletion -> new LinkedHashMap<>())
            .put(entry.subject(), entry.at());
        dropOldest(pending);
        return;
      }
      Map<SubjectHash, Instant> ended = pending.remove(entry.deletion());
      if (ended != null && entry.kind() == LedgerEntry.Kind.COMMITTED) {
        ended.forEach(
            (subject, at) -> {
              // Anew at the end, so that the newest stay.
              erasedAt.remove(subject);
              erasedAt.put(subject, at);
              dropOldest(erasedAt);
            });
      }
    }

    private void dropOldest(Map<?, ?> kept) {
      if (kept.size() > most) {
        kept.keySet().remove(kept.keySet().iterator().next());
        whole = false;
      }
    }

    Map<SubjectHash, Instant> erasedAt() {
      return erasedAt;
    }

    boolean whole() {
      return whole;
    }
  }

  public ErasedPeople {
    beside = List.copyOf(beside);
  }

  public ErasedPeople(Ledger ledger, SubjectKey key) {
    this(ledger, key, List.of());
  }

  /**
   * The tenants' tables from which the map takes somebody's rows, and a copy's erasure does not.
   */
  public static List<String> beside(PersonalDataMap map) {
    return map.tables().values().stream()
        .filter(table -> !table.name().startsWith("coditect_ops."))
        .filter(
            table ->
                table.organization().isPresent() && !table.outlivesOrganization()
                    || table.rows().equals(Optional.of(Rows.ERASE)))
        .map(Table::name)
        .filter(name -> !CopyErasureStore.deletesFrom(name))
        .toList();
  }

  static void without(ResultList results) {
    results.add(FOUND.notApplicable("No ledger is configured."));
    results.add(GONE.notApplicable("No ledger is configured."));
  }

  void check(CopiedDatabaseClient copy, ResultList results) {
    results.ask(
        FOUND,
        () -> {
          Subjects subjects = subjects();
          List<Living> held = held(copy, subjects);
          Result counted =
              FOUND.ok(
                  held.size()
                      + " of "
                      + subjects.erasedAt().size()
                      + (subjects.whole() ? "" : ", the newest"),
                  "a number; they are erased again");
          results.ask(GONE, () -> gone(copy, subjects, held));
          return counted;
        });
  }

  private Result gone(CopiedDatabaseClient copy, Subjects subjects, List<Living> held) {
    if (held.isEmpty()) {
      return GONE.ok("0, and nobody had to be erased again", "0");
    }
    new CopyErasureStore(copy).erase(held);
    int left = held(copy, subjects).size();
    String rest =
        beside.isEmpty() ? "" : "; their rows are not erased in " + String.join(", ", beside);
    return GONE.judged(left == 0, left + " of " + held.size() + rest, "0");
  }

  private Subjects subjects() {
    Subjects subjects = new Subjects(MOST_SUBJECTS);
    LedgerReport report = ledger.read(Head.NONE, subjects::add);
    if (!report.problems().isEmpty()) {
      throw new ProblemsException(report.problems());
    }
    return subjects;
  }

  /** Whoever was made after their own entry is somebody new. */
  private List<Living> held(CopiedDatabaseClient copy, Subjects subjects) {
    List<Living> held = new ArrayList<>();
    if (!subjects.erasedAt().isEmpty()) {
      new ResidentStore(copy)
          .each(
              resident -> {
                boolean erased =
                    key.hashes(resident.organization(), resident.subject()).stream()
                        .map(subjects.erasedAt()::get)
                        .anyMatch(at -> at != null && !resident.madeAt().isAfter(at));
                if (erased) {
                  held.add(resident);
                }
              });
    }
    return held;
  }
}
