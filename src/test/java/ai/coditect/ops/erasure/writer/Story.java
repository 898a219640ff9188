package ai.coditect.ops.erasure.writer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.writer.Writership.Others;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.ledger.LedgerReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two databases on one ledger, B being a copy of A, and what happens to them. Beside them runs a
 * model of what the operators have said: who writes, which erasures a database comes from, and so
 * who may go; each step is held against it.
 */
public final class Story {
  /** What can happen; A and B are databases, each at a server of its own. */
  public enum Step {
    PURGE_A,
    PURGE_B,
    REPLAY_A,
    REPLAY_B,
    ADOPT_A,
    ADOPT_B,
    COUNT_IN_A,
    COUNT_IN_B,
    COPY_A_TO_B,
    COPY_B_TO_A,
    CALL_A_A_COPY,
    CALL_B_A_COPY
  }

  /** A stretch of the ledger under one writer. */
  private static final class Term {
    final Party who;
    final Set<Term> counted;
    final Set<Integer> erased = new HashSet<>();

    Term(Party who, Set<Term> counted) {
      this.who = who;
      this.counted = counted;
    }
  }

  /** A database and what the model knows of it. */
  public static final class Party {
    public final Site site;
    // What it was, or was copied from, and which are said there to be copies: all of it data.
    final List<Term> own = new ArrayList<>();
    final Set<Party> copies = new HashSet<>();

    Party(Site site) {
      this.site = site;
    }
  }

  public final Party a;
  public final Party b;
  final List<Step> steps = new ArrayList<>();
  private final List<Term> all = new ArrayList<>();
  Optional<Term> writer = Optional.empty();
  int erasures;

  public Story(Site a, Site b) {
    this.a = new Party(a);
    this.b = new Party(b);
  }

  public void take(Step step) {
    steps.add(step);
    switch (step) {
      case PURGE_A -> purge(a, false);
      case PURGE_B -> purge(b, true);
      case REPLAY_A -> replay(a);
      case REPLAY_B -> replay(b);
      case ADOPT_A -> adopt(a);
      case ADOPT_B -> adopt(b);
      case COUNT_IN_A -> count(a);
      case COUNT_IN_B -> count(b);
      case COPY_A_TO_B -> copy(a, b);
      case COPY_B_TO_A -> copy(b, a);
      case CALL_A_A_COPY -> callCopy(a);
      case CALL_B_A_COPY -> callCopy(b);
    }
  }

  /** The others were production, somebody says. */
  private void count(Party party) {
    assertThat(party.site.adopt(Optional.of(Others.COUNT))).as(story()).isTrue();
    become(party, Set.copyOf(all));
  }

  private void callCopy(Party party) {
    boolean writes = writes(party);
    assertThat(party.site.callCopy()).as(story()).isEqualTo(!writes);
    if (!writes) {
      party.copies.add(party);
    }
  }

  String story() {
    return steps.toString();
  }

  boolean writes(Party party) {
    return writer.filter(term -> term.who == party).isPresent();
  }

  boolean mayWrite(Party party) {
    return writes(party) || writer.isEmpty() && !party.copies.contains(party);
  }

  Set<Integer> toBeGone(Party party) {
    Set<Integer> gone = new HashSet<>();
    writer.ifPresent(
        term -> {
          gone.addAll(term.erased);
          term.counted.forEach(each -> gone.addAll(each.erased));
        });
    return gone;
  }

  void purge(Party party, boolean fromTheEnd) {
    Set<Integer> before = new TreeSet<>(party.site.people());
    boolean done = party.site.purge(fromTheEnd);
    if (done) {
      assertThat(mayWrite(party)).as(story()).isTrue();
      if (writer.isEmpty()) {
        become(party, Set.of());
      }
      before.removeAll(party.site.people());
      assertThat(before).as(story()).hasSize(1);
      writer.orElseThrow().erased.addAll(before);
      erasures++;
    } else {
      // Not the writer, or older than the ledger; the next purge after a replay is not refused.
      assertThat(mayWrite(party) && !party.site.isOlder()).as(story()).isFalse();
      assertThat(party.site.people()).as(story()).isEqualTo(before);
    }
  }

  void replay(Party party) {
    Set<Integer> expected = new TreeSet<>(party.site.people());
    boolean done = party.site.replay();
    assertThat(done).as(story()).isEqualTo(writes(party));
    if (done) {
      Set<Integer> again = new TreeSet<>(expected);
      again.retainAll(toBeGone(party));
      expected.removeAll(again);
      writer.orElseThrow().erased.addAll(again);
      erasures += again.size();
      assertThat(party.site.isOlder()).as(story()).isFalse();
    }
    // Exactly these: nobody who lives is erased, and nobody who was erased lives.
    assertThat(party.site.people()).as(story()).isEqualTo(expected);
  }

  void adopt(Party party) {
    Set<Term> counted = new HashSet<>(party.own);
    if (writes(party)) {
      assertThat(party.site.adopt(Optional.empty())).as(story()).isFalse();
      remember(party);
      return;
    }
    boolean wroteBefore =
        party.own.stream().anyMatch(term -> term.who == party)
            || writer
                .filter(term -> term.counted.stream().anyMatch(each -> each.who == party))
                .isPresent();
    writer.ifPresent(
        term -> {
          term.counted.stream().filter(each -> each.who == party).forEach(counted::add);
          if (!wroteBefore) {
            // Restored from the one that writes: what happened there counts here.
            counted.addAll(term.counted);
            counted.add(term);
          }
        });
    assertThat(party.site.adopt(Optional.empty())).as(story()).isTrue();
    become(party, counted);
  }

  void become(Party party, Set<Term> counted) {
    writer = Optional.of(new Term(party, counted));
    all.add(writer.get());
    party.copies.remove(party);
    remember(party);
  }

  void remember(Party party) {
    if (!party.own.contains(writer.orElseThrow())) {
      party.own.add(writer.orElseThrow());
    }
  }

  void copy(Party from, Party to) {
    to.site.restore(from.site);
    to.own.clear();
    to.own.addAll(from.own);
    to.copies.clear();
    to.copies.addAll(from.copies);
  }

  /** Every erasure is in the ledger for good, whoever it counts for. */
  public void nothingIsLost(Ledger ledger) {
    int[] intents = {0};
    LedgerReport report =
        ledger.read(
            Head.NONE,
            new Ledger.Reader() {
              @Override
              public void read(long segment, long sequence, LedgerEntry entry) {
                intents[0] += entry.kind() == LedgerEntry.Kind.INTENDED ? 1 : 0;
              }

              @Override
              public void foreign(long s, long sequence, long by, LedgerEntry entry) {
                read(s, sequence, entry);
              }
            });
    assertThat(report.isSound()).as(story()).isTrue();
    assertThat(intents[0]).as(story()).isEqualTo(erasures);
    for (Party party : List.of(a, b)) {
      if (writer.isPresent() && !writes(party)) {
        assertThat(party.site.wakeUp()).as(story()).isFalse();
      }
    }
  }
}
