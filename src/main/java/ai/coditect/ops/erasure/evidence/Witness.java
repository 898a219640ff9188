package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.problem.ProblemsException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the ledger outside itself says about one deletion, right now. */
record Witness(boolean verified, String detail, Optional<Head> head) {

  /** Reads the segment of the deletion, and on to its end. */
  static Witness of(
      LedgerBook book, EvidenceStore store, UUID deletion, long segment, SubjectHash subject) {
    try {
      Head before = store.before(segment);
      Set<String> subjects = new HashSet<>();
      Set<LedgerEntry.Kind> ends = new HashSet<>();
      Optional<Head> chained = Optional.empty();
      boolean finished = false;
      while (!finished && (chained.isEmpty() || ends.isEmpty())) {
        LedgerReport report =
            book.ledger()
                .tail(
                    before,
                    1,
                    (at, number, entry) -> {
                      if (!entry.deletion().equals(deletion)) {
                        return;
                      }
                      if (entry.subject() == null) {
                        ends.add(entry.kind());
                      } else if (at == segment) {
                        subjects.add(entry.subject().key() + ":" + entry.subject().hash());
                      }
                    });
        if (!report.isSound()) {
          return new Witness(
              false, "the ledger outside has a fault: " + report.problems().get(0), chained);
        }
        finished = report.entries() == 0;
        before = report.head();
        if (before.segment() == segment) {
          chained = Optional.of(before);
        }
      }
      if (!subjects.contains(subject.key() + ":" + subject.hash())) {
        return new Witness(false, "the ledger outside does not have this subject there", chained);
      }
      if (ends.isEmpty()) {
        return new Witness(false, "the end of the deletion is not written yet", chained);
      }
      return ends.contains(LedgerEntry.Kind.COMMITTED)
          ? new Witness(true, "read and found unchanged", chained)
          : new Witness(false, "the ledger outside says that it never happened", chained);
    } catch (ProblemsException e) {
      return new Witness(
          false,
          "the ledger outside cannot be read: " + e.problems().get(0).what(),
          Optional.empty());
    }
  }
}
