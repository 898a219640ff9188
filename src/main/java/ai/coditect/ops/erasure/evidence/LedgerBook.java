package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.EvidenceStore.Mark;
import ai.coditect.ops.erasure.writer.Writership;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Keeps the ledger outside and the one inside in step. */
public final class LedgerBook {
  private final Ledger ledger;
  private final Writership writership;
  private final SubjectKey key;
  private final EvidenceStore store;
  private final Clock clock;

  public LedgerBook(
      Ledger ledger, Writership writership, SubjectKey key, EvidenceStore store, Clock clock) {
    this.ledger = ledger;
    this.writership = writership;
    this.key = key;
    this.store = store;
    this.clock = clock;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Writership writership() {
    return writership;
  }

  public SubjectKey key() {
    return key;
  }

  /**
   * Writes what the caller's transaction is about to commit: outside, durably, then inside. Nothing
   * of it counts until the transaction has committed and its end is written.
   *
   * @param before a deletion that is known to have committed, whose end is written along
   */
  public void intend(UUID deletion, Optional<UUID> before, UUID run, List<Intent> intents) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<LedgerEntry> entries = new ArrayList<>();
    before.ifPresent(known -> entries.add(end(known, at)));
    SortedMap<String, Long> total = new TreeMap<>();
    for (Intent intent : intents) {
      intent.counts().forEach((table, rows) -> total.merge(table, rows, Long::sum));
      entries.add(
          LedgerEntry.intended(
              deletion,
              intent.subject(),
              intent.organization(),
              intent.request().orElse(null),
              intent.ground(),
              intent.due(),
              at,
              intent.counts()));
    }
    Head head = writership.append(entries);
    store.record(
        deletion,
        Optional.of(run),
        head.segment(),
        intents.get(0).subject().key(),
        at,
        intents,
        total);
    store.mark(Mark.SEEN, head);
  }

  /** Writes the end of a deletion that is known to have committed. */
  public void end(UUID deletion) {
    writership.append(List.of(end(deletion, clock.instant().truncatedTo(ChronoUnit.MICROS))));
  }

  private LedgerEntry end(UUID deletion, Instant at) {
    Map<String, Long> counts = store.happened(List.of(deletion)).get(deletion);
    if (counts == null) {
      throw new IllegalStateException("deletion " + deletion + " is not in the ledger inside");
    }
    return LedgerEntry.committed(deletion, at, counts);
  }

  /**
   * What keeps this database and the ledger from being worked on together: a damaged or shortened
   * ledger, keys that are missing, a database that was restored to before an erasure.
   *
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  public List<Problem> problems() {
    State state = state();
    List<Problem> problems = new ArrayList<>(state.faults());
    problems.addAll(state.older());
    return List.copyOf(problems);
  }

  /**
   * How the two ledgers stand to each other.
   *
   * @param faults a damaged, shortened or unreadable ledger, and keys that are missing
   * @param older signs that the database was restored to before an erasure
   */
  public record State(List<Problem> faults, List<Problem> older) {}

  /**
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  public State state() {
    try {
      LedgerReport seen = ledger.tail(store.seen(), entry -> {});
      if (!seen.isSound()) {
        return new State(seen.problems(), List.of());
      }
      Tail tail = tail();
      List<Problem> faults = new ArrayList<>(tail.report().problems());
      Set<String> keys = store.keys();
      keys.addAll(tail.report().keys());
      faults.addAll(key.unfitFor(keys));
      return new State(faults, tail.missing(store));
    } catch (TransientProblemsException e) {
      throw e;
    } catch (ProblemsException e) {
      return new State(e.problems(), List.of());
    }
  }

  /** An intent of the ledger outside, with its place. */
  public record Placed(long segment, long entry, LedgerEntry intent) {}

  /**
   * A stretch of the ledger outside.
   *
   * @param head its end
   * @param finished whether there was nothing more to read
   * @param missing intents whose deletions are not inside
   */
  public record Stretch(
      Head head,
      boolean finished,
      List<Placed> missing,
      Set<UUID> committed,
      Set<UUID> voided,
      List<Problem> problems) {}

  /**
   * What was written after this head, or since every intent had its end; up to the segment in which
   * so many entries are reached.
   */
  public Stretch after(Optional<Head> head, long most) {
    List<Placed> intents = new ArrayList<>();
    Set<UUID> committed = new HashSet<>();
    Set<UUID> voided = new HashSet<>();
    LedgerReport report =
        ledger.tail(
            head.orElseGet(() -> store.settled(writership.settling())),
            most,
            (segment, number, entry) -> {
              switch (entry.kind()) {
                case INTENDED -> intents.add(new Placed(segment, number, entry));
                case COMMITTED -> committed.add(entry.deletion());
                case VOID -> voided.add(entry.deletion());
              }
            });
    Set<UUID> deletions = new HashSet<>();
    intents.forEach(placed -> deletions.add(placed.intent().deletion()));
    Set<UUID> inside = store.happened(deletions).keySet();
    intents.removeIf(placed -> inside.contains(placed.intent().deletion()));
    return new Stretch(
        report.head(), report.entries() == 0, intents, committed, voided, report.problems());
  }

  /** What was done by deletions that were never given an end. */
  public record Settled(int completed, int voided, List<Problem> problems) {}

  /** Waits for the bites in flight and keeps others out until the caller's transaction ends. */
  public void closeGate() {
    store.closeGate();
  }

  /**
   * Gives every intent its end: committed if its deletion is inside, void if not. Call it in a
   * transaction; it keeps bites out until that ends.
   */
  public Settled settle() {
    store.closeGate();
    Tail tail = tail();
    List<Problem> problems = new ArrayList<>(tail.report().problems());
    if (problems.isEmpty()) {
      problems.addAll(tail.missing(store));
    }
    if (!problems.isEmpty()) {
      return new Settled(0, 0, problems);
    }
    Map<UUID, Map<String, Long>> happened = store.happened(tail.open().keySet());
    Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<LedgerEntry> ends = new ArrayList<>();
    tail.open()
        .keySet()
        .forEach(
            deletion ->
                ends.add(
                    happened.containsKey(deletion)
                        ? LedgerEntry.committed(deletion, at, happened.get(deletion))
                        : LedgerEntry.voided(deletion, at)));
    if (!ends.isEmpty() || !tail.report().endsForeign()) {
      Head head = ends.isEmpty() ? tail.report().head() : appended(ends);
      store.mark(Mark.SEEN, head);
      store.mark(Mark.SETTLED, head);
    }
    writership.remember();
    return new Settled(happened.size(), ends.size() - happened.size(), List.of());
  }

  private Head appended(List<LedgerEntry> ends) {
    Head head = Head.NONE;
    for (int from = 0; from < ends.size(); from += 1000) {
      head = writership.append(ends.subList(from, Math.min(from + 1000, ends.size())));
    }
    return head;
  }

  private Tail tail() {
    return Tail.of(ledger, store.settled(writership.settling()));
  }
}
