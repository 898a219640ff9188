package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What the ledger outside says since every intent had its end.
 *
 * @param open deletions without an end, with the requests that they answer
 * @param committed deletions that are said to have happened
 */
record Tail(LedgerReport report, Map<UUID, Set<UUID>> open, Set<UUID> committed) {

  static Tail of(Ledger ledger, Head settled) {
    Map<UUID, Set<UUID>> open = new LinkedHashMap<>();
    Set<UUID> committed = new LinkedHashSet<>();
    Set<UUID> ended = new HashSet<>();
    LedgerReport report =
        ledger.tail(
            settled,
            entry -> {
              if (entry.kind() == Kind.INTENDED) {
                Set<UUID> requests =
                    open.computeIfAbsent(entry.deletion(), deletion -> new HashSet<>());
                if (entry.request() != null) {
                  requests.add(entry.request());
                }
              } else {
                ended.add(entry.deletion());
                if (entry.kind() == Kind.COMMITTED) {
                  committed.add(entry.deletion());
                }
              }
            });
    open.keySet().removeAll(ended);
    return new Tail(report, open, committed);
  }

  /**
   * Signs that the database was restored to before an erasure: a deletion that has happened and is
   * not inside, or an intent that answers a request of which nobody inside has heard.
   */
  List<Problem> missing(EvidenceStore store) {
    Set<UUID> absent = new HashSet<>(committed);
    absent.removeAll(store.happened(committed).keySet());
    Set<UUID> requests = new HashSet<>();
    Set<UUID> inside = store.happened(open.keySet()).keySet();
    open.forEach(
        (deletion, asked) -> {
          if (!inside.contains(deletion)) {
            requests.addAll(asked);
          }
        });
    int unknown = store.unknownRequests(requests).size();
    List<Problem> problems = new ArrayList<>();
    if (!absent.isEmpty() || unknown > 0) {
      problems.add(
          new Problem(
              "The database is older than the ledger of erasures: "
                  + (absent.size() + unknown)
                  + " deletions of the ledger are not in it. A backup was restored, and people who"
                  + " were erased are back.",
              "ledger",
              "Run \"erasures replay\" before users get in."));
    }
    return problems;
  }
}
