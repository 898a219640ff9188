package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger of segments. Whoever creates the next number has appended; the others try again. */
final class SegmentedLedger implements Ledger {
  private static final int MOST_ENTRIES = 10_000;

  private final SegmentStore segments;
  // The end as last seen: every later segment must build on it.
  private @Nullable Head known;

  SegmentedLedger(SegmentStore segments) {
    this.segments = segments;
  }

  @Override
  public synchronized Head append(List<LedgerEntry> entries) {
    if (entries.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException("at most " + MOST_ENTRIES + " entries at once");
    }
    Head head = head();
    if (entries.isEmpty()) {
      return head;
    }
    while (true) {
      Segment.Written next = Segment.write(head, entries);
      if (segments.create(next.head().segment(), next.content())) {
        known = next.head();
        return next.head();
      }
      head = head();
    }
  }

  @Override
  public synchronized Head head() {
    Head head = known;
    if (head == null) {
      long last = segments.last();
      head = last == 0 ? Head.NONE : examined(unknownBefore(last), last);
    } else if (head.segment() > 0
        && segments.next(head.segment() - 1).orElse(0) != head.segment()) {
      ChainReader chain = new ChainReader(head, entry -> {});
      chain.fault(
          head.segment(), 0, "It was there and is gone.", head.hash(), "no segment of this number");
      throw new ProblemsException(chain.report().problems());
    }
    OptionalLong next;
    while ((next = segments.next(head.segment())).isPresent()) {
      head = examined(new ChainReader(head, entry -> {}), next.getAsLong());
    }
    known = head;
    return head;
  }

  private static ChainReader unknownBefore(long segment) {
    ChainReader chain = new ChainReader(Head.NONE, entry -> {});
    if (segment > 1) {
      chain.startAt(segment);
    }
    return chain;
  }

  /** Nothing is built on a segment that has a fault. */
  private Head examined(ChainReader chain, long segment) {
    read(chain, segment);
    if (!chain.report().isSound()) {
      throw new ProblemsException(chain.report().problems());
    }
    return chain.head();
  }

  private void read(ChainReader chain, long segment) {
    try (InputStream in = segments.open(segment).orElseGet(InputStream::nullInputStream)) {
      chain.read(segment, in);
    } catch (IOException e) {
      throw segments.unreadable(e);
    }
  }

  @Override
  public LedgerReport read(Head recorded, Consumer<LedgerEntry> reader) {
    ChainReader chain = new ChainReader(Head.NONE, reader);
    boolean met = recorded.segment() == 0;
    OptionalLong next;
    while ((next = segments.next(chain.head().segment())).isPresent()) {
      read(chain, next.getAsLong());
      if (chain.head().segment() == recorded.segment()) {
        met = true;
        chain.compare(recorded);
      }
    }
    if (!met) {
      chain.compare(recorded);
    }
    return chain.report();
  }

  @Override
  public List<LedgerEntry> unsettled() {
    Map<UUID, LedgerEntry> open = new LinkedHashMap<>();
    LedgerReport report =
        read(
            Head.NONE,
            entry -> {
              if (entry.kind() == LedgerEntry.Kind.INTENDED) {
                open.put(entry.deletion(), entry);
              } else {
                open.remove(entry.deletion());
              }
            });
    if (!report.isSound()) {
      throw new ProblemsException(report.problems());
    }
    return new ArrayList<>(open.values());
  }
}
