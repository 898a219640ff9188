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
import ai.coditect.ops.problem.ProblemsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * People whom the ledger outside says to be erased, looked for in a copy. A backup holds those who
 * were erased after it was made.
 */
public record ErasedPeople(Ledger ledger, SubjectKey key) {
  private static final int MOST_SUBJECTS = 200_000;
  private static final Claim FOUND =
      new Claim(
          "erased-people-counted",
          "How many of those whom the ledger says to be erased this backup still holds.");
  private static final Claim GONE =
      new Claim(
          "erased-people-gone",
          "Erased again on the copy with the worker's rights, none of those whom the ledger says to be erased is left.");

  /** The subjects of finished deletions, by hash, with when that was written. */
  private record Subjects(Map<SubjectHash, Instant> erasedAt, boolean whole) {}

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
    return GONE.judged(left == 0, left + " of " + held.size(), "0");
  }

  private Subjects subjects() {
    Map<SubjectHash, Map.Entry<UUID, Instant>> intended = new LinkedHashMap<>();
    Set<UUID> committed = new HashSet<>();
    boolean[] whole = {true};
    LedgerReport report =
        ledger.read(
            Head.NONE,
            (LedgerEntry entry) -> {
              if (entry.kind() == LedgerEntry.Kind.COMMITTED) {
                committed.add(entry.deletion());
              } else if (entry.kind() == LedgerEntry.Kind.INTENDED && entry.subject() != null) {
                intended.put(entry.subject(), Map.entry(entry.deletion(), entry.at()));
                if (intended.size() > MOST_SUBJECTS) {
                  intended.remove(intended.keySet().iterator().next());
                  whole[0] = false;
                }
              }
            });
    if (!report.problems().isEmpty()) {
      throw new ProblemsException(report.problems());
    }
    Map<SubjectHash, Instant> erasedAt = new HashMap<>();
    intended.forEach(
        (hash, entry) -> {
          if (committed.contains(entry.getKey())) {
            erasedAt.put(hash, entry.getValue());
          }
        });
    return new Subjects(erasedAt, whole[0]);
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
