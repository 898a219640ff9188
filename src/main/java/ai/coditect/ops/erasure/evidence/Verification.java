package ai.coditect.ops.erasure.evidence;

import ai.coditect.ops.erasure.evidence.EvidenceStore.Recorded;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import ai.coditect.ops.ledger.LedgerReport;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the whole ledger outside once and holds it against the marks and the ledger inside, in
 * constant memory. What is inside is always asked after what is outside was read, so that workers
 * may go on erasing meanwhile.
 */
final class Verification {
  private static final int INTENTS_A_PAGE = 10_000;
  private static final int ENDS_A_PAGE = 1_000;
  private static final int MOST_OPEN = 50_000;
  private static final int MOST_LISTED = 1_000;
  private static final String CURE =
      "Find out who wrote to it, and compare with a copy of the ledger and a backup of the"
          + " database.";

  private final LedgerBook book;
  private final EvidenceStore store;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<UUID, Group> read = new LinkedHashMap<>();
  private final Map<UUID, Group> open = new LinkedHashMap<>();
  private final List<End> ends = new ArrayList<>();
  private final List<ForeignEntry> foreign = new ArrayList<>();
  // By writers that do not count now; the ledger inside may be theirs.
  private final Set<UUID> foreignDeletions = new HashSet<>();
  private final Ledger.Reader reader =
      new Ledger.Reader() {
        @Override
        public void read(long segment, long sequence, LedgerEntry entry) {
          readOwn(segment, sequence, entry);
        }

        @Override
        public void foreign(long segment, long sequence, long writer, LedgerEntry entry) {
          if (foreign.size() < MOST_LISTED) {
            foreign.add(new ForeignEntry(segment, sequence, writer, entry.deletion()));
          }
          if (foreignDeletions.size() < MOST_OPEN) {
            foreignDeletions.add(entry.deletion());
          }
        }
      };
  private int intents;
  private long deletions;
  private long compared;
  private long reading;

  Verification(LedgerBook book, EvidenceStore store) {
    this.book = book;
    this.store = store;
  }

  /**
   * @param inFlight deletions without an end that a run is about to give one
   * @param foreignCount entries that do not count, also beyond the ones listed
   */
  record Result(
      Head head,
      long entries,
      long deletions,
      long inFlight,
      long foreignCount,
      List<ForeignEntry> foreign,
      List<Problem> problems) {}

  /**
   * An entry on whose word nobody is erased here.
   *
   * @param writer the segment of the adoption that its writer goes by; 0 when it names none
   */
  record ForeignEntry(long segment, long entry, long writer, UUID deletion) {}

  private record End(
      long segment, long number, UUID deletion, Kind kind, Map<String, Long> counts) {}

  private record Intended(long number, Recorded subject) {}

  /** A deletion's intents; they stand in one segment. */
  private record Group(UUID deletion, long segment, long first, List<Intended> intents) {
    String where() {
      return "ledger, segment " + segment + ", entry " + first + ", deletion " + deletion;
    }
  }

  Result verify() {
    LedgerReport report = book.ledger().read(store.marks(), reader);
    problems.addAll(report.problems());
    compare(report.head().segment());
    Map<UUID, Long> beyond = store.deletionsOf(report.head().segment(), Long.MAX_VALUE);
    LedgerReport late = book.ledger().tail(report.head(), reader);
    if (report.isSound()) {
      problems.addAll(late.problems());
    }
    beyond.forEach(
        (deletion, segment) -> {
          if (segment > late.head().segment()) {
            missingOutside(deletion, "after its end, in segment " + segment);
          }
        });
    compare(late.head().segment());
    long inFlight = judgeOpen();
    store
        .splitDeletions()
        .forEach(
            deletion ->
                problem(
                    "The ledger inside has another number of subjects than it says.",
                    "deletion " + deletion));
    Set<String> keys = store.keys();
    keys.addAll(report.keys());
    keys.addAll(late.keys());
    problems.addAll(book.key().unfitFor(keys));
    return new Result(
        late.head(),
        report.entries() + late.entries(),
        deletions,
        inFlight,
        report.foreign() + late.foreign(),
        List.copyOf(foreign),
        List.copyOf(problems.subList(0, Math.min(MOST_LISTED, problems.size()))));
  }

  private void readOwn(long segment, long number, LedgerEntry entry) {
    if (intents >= INTENTS_A_PAGE || ends.size() >= ENDS_A_PAGE) {
      // What is compared is compared by whole segments.
      if (reading < segment) {
        compare(segment - 1);
      }
    }
    reading = segment;
    if (entry.kind() != Kind.INTENDED) {
      ends.add(new End(segment, number, entry.deletion(), entry.kind(), entry.counts()));
      return;
    }
    Group group = read.get(entry.deletion());
    if (group == null) {
      group = new Group(entry.deletion(), segment, number, new ArrayList<>());
      read.put(entry.deletion(), group);
      deletions++;
    }
    group.intents().add(new Intended(number, Recorded.of(entry)));
    intents++;
  }

  /** Holds what was read up to this segment against the ledger inside. */
  private void compare(long upto) {
    Map<UUID, Long> inside = store.deletionsOf(compared, upto);
    compareSubjects(
        read.values().stream().filter(group -> inside.containsKey(group.deletion())).toList());
    inside.forEach(
        (deletion, segment) -> {
          if (!read.containsKey(deletion)) {
            missingOutside(deletion, "in segment " + segment);
          }
        });
    read.forEach(
        (deletion, group) -> {
          Group kept =
              inside.containsKey(deletion)
                  ? new Group(deletion, group.segment(), group.first(), List.of())
                  : group;
          if (open.size() < MOST_OPEN) {
            open.put(deletion, kept);
          } else {
            unfinished(kept);
          }
        });
    read.clear();
    intents = 0;
    compareEnds();
    compared = Math.max(compared, upto);
  }

  private void compareSubjects(List<Group> groups) {
    Map<UUID, Set<Recorded>> inside = store.subjects(groups.stream().map(Group::deletion).toList());
    for (Group group : groups) {
      Set<Recorded> there = new HashSet<>(inside.getOrDefault(group.deletion(), Set.of()));
      for (Intended intended : group.intents()) {
        if (!there.remove(intended.subject())) {
          problem(
              "The ledger inside does not have this subject, organization, request and counts.",
              "ledger, segment "
                  + group.segment()
                  + ", entry "
                  + intended.number()
                  + ", deletion "
                  + group.deletion());
        }
      }
      if (!there.isEmpty()) {
        problem(
            "The ledger inside has " + there.size() + " subjects that are not outside.",
            group.where());
      }
    }
  }

  private void compareEnds() {
    Map<UUID, Map<String, Long>> inside =
        store.happened(ends.stream().map(End::deletion).distinct().toList());
    List<Group> late = new ArrayList<>();
    Map<UUID, Kind> said = new LinkedHashMap<>();
    for (End end : ends) {
      Map<String, Long> counts = inside.get(end.deletion());
      String where =
          "ledger, segment "
              + end.segment()
              + ", entry "
              + end.number()
              + ", deletion "
              + end.deletion();
      Kind before = said.putIfAbsent(end.deletion(), end.kind());
      if (before != null && before != end.kind()) {
        problem("Two ends contradict each other: it happened, and it never happened.", where);
      } else if (end.kind() == Kind.COMMITTED && counts == null) {
        problem(
            "It happened, and the ledger inside does not have it: the database is older, or rows"
                + " were removed.",
            where);
      } else if (end.kind() == Kind.COMMITTED && !end.counts().equals(counts)) {
        problem("The ledger inside counts other rows.", where);
      } else if (end.kind() == Kind.VOID && counts != null) {
        problem("It is said to have never happened, and the ledger inside has it.", where);
      }
      Group group = open.remove(end.deletion());
      if (group != null && counts != null && !group.intents().isEmpty()) {
        late.add(group);
      }
    }
    ends.clear();
    compareSubjects(late);
  }

  private long judgeOpen() {
    if (open.isEmpty() || store.isErasing()) {
      return open.size();
    }
    open.values().forEach(this::unfinished);
    return 0;
  }

  private void unfinished(Group group) {
    problems.add(
        new Problem(
            "It was announced and has no end.",
            group.where(),
            "Run gdpr-purge: it says how the deletion ended."));
  }

  private void missingOutside(UUID deletion, String where) {
    if (!foreignDeletions.contains(deletion)) {
      problem(
          "The ledger inside has a deletion that is not in the ledger outside, " + where + ".",
          "deletion " + deletion);
    }
  }

  private void problem(String what, String where) {
    if (problems.size() <= MOST_LISTED) {
      problems.add(new Problem(what, where, CURE));
    }
  }
}
