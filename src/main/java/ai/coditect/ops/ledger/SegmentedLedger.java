package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ledger of segments. Whoever creates the next number has appended; the others try again. */
final class SegmentedLedger implements Ledger {
  private static final int MOST_ENTRIES = 10_000;
  private static final Reader NOBODY = (segment, sequence, entry) -> {};

  private final Supplier<SegmentStore> place;
  private volatile @Nullable SegmentStore segments;
  // The end as last seen: every later segment must build on it.
  private @Nullable Head known;
  private long inForce;
  private final Map<Long, Adoption> adoptions = new ConcurrentHashMap<>();

  SegmentedLedger(Supplier<SegmentStore> place) {
    this.place = place;
  }

  private SegmentStore segments() {
    SegmentStore store = segments;
    if (store == null) {
      store = place.get();
      segments = store;
    }
    return store;
  }

  @Override
  public Head append(List<LedgerEntry> entries) {
    return append(Optional.empty(), Instant.EPOCH, entries);
  }

  @Override
  public Head append(WriterIdentity writer, Instant at, List<LedgerEntry> entries) {
    return append(Optional.of(writer), at, entries);
  }

  private synchronized Head append(
      Optional<WriterIdentity> writer, Instant at, List<LedgerEntry> entries) {
    if (entries.size() > MOST_ENTRIES) {
      throw new IllegalArgumentException("at most " + MOST_ENTRIES + " entries at once");
    }
    while (true) {
      Head head = head();
      Optional<Adoption> adoption = present();
      if (writer.isPresent()
          && adoption.isPresent()
          && !adoption.get().writer().equals(writer.get())) {
        throw new NotTheWriterException(writer.get(), adoption);
      }
      if (entries.isEmpty()) {
        return head;
      }
      // Whoever adopts the ledger meanwhile takes this number.
      boolean written =
          writer.isPresent() && adoption.isEmpty()
              ? create(head, first(head, writer.get(), at), entries)
              : create(Segment.write(head, inForce, entries));
      if (written) {
        return Objects.requireNonNull(known);
      }
    }
  }

  private static Adoption first(Head head, WriterIdentity writer, Instant at) {
    return new Adoption(head.segment() + 1, writer, 0, new TreeSet<>(List.of(0L)), at);
  }

  private boolean create(Segment.Written next) {
    boolean created = segments().create(next.head().segment(), next.content());
    if (created) {
      known = next.head();
    }
    return created;
  }

  private boolean create(Head after, Adoption adoption, List<LedgerEntry> entries) {
    boolean created = create(Segment.write(after, adoption, entries));
    if (created) {
      inForce = adoption.segment();
      adoptions.put(inForce, adoption);
    }
    return created;
  }

  @Override
  public synchronized Optional<Adoption> adopt(
      WriterIdentity writer, Instant at, long after, SortedSet<Long> counted) {
    while (true) {
      Head head = head();
      if (inForce != after) {
        return Optional.empty();
      }
      Adoption adoption = new Adoption(head.segment() + 1, writer, after, counted, at);
      if (create(head, adoption, List.of())) {
        return Optional.of(adoption);
      }
    }
  }

  @Override
  public synchronized Optional<Adoption> writer() {
    head();
    return present();
  }

  /**
   * By whom the ledger is written at its end. A writer whose adoption is gone or damaged is not
   * nobody: the next to ask would take the ledger from production.
   */
  private Optional<Adoption> present() {
    Optional<Adoption> present = adoption(inForce);
    if (inForce > 0 && present.isEmpty()) {
      throw new RefusalException(List.of(LedgerReport.withoutItsAdoption(inForce)));
    }
    return present;
  }

  @Override
  public Optional<Adoption> adoption(long segment) {
    Adoption known = adoptions.get(segment);
    if (known != null || segment == 0) {
      return Optional.ofNullable(known);
    }
    Optional<InputStream> content = segments().open(segment);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = content.get()) {
      Optional<Adoption> found =
          ChainReader.top(in)
              .flatMap(Segment.Top::adopted)
              .filter(adoption -> adoption.segment() == segment);
      found.ifPresent(adoption -> adoptions.put(segment, adoption));
      return found;
    } catch (IOException e) {
      throw segments().unreadable(e);
    }
  }

  /**
   * Whose entries count for the present writer, and the segment of its adoption where that cannot
   * be read.
   */
  private record Counting(LongPredicate who, OptionalLong lostAdoption) {}

  /** Another fault of the ledger is met by whoever reads it. */
  private synchronized Counting counting() {
    try {
      head();
    } catch (TransientProblemsException e) {
      // What it would say a moment later might leave some of them out.
      throw e;
    } catch (ProblemsException e) {
      return new Counting(any -> true, OptionalLong.empty());
    }
    Optional<Adoption> adoption = adoption(inForce);
    if (adoption.isPresent()) {
      return new Counting(adoption.get()::counts, OptionalLong.empty());
    }
    return new Counting(any -> true, inForce > 0 ? OptionalLong.of(inForce) : OptionalLong.empty());
  }

  @Override
  public synchronized Head head() {
    Head head = known;
    if (head == null) {
      long last = segments().last();
      head = last == 0 ? Head.NONE : examined(unknownBefore(last), last);
    } else if (!isThere(head)) {
      ChainReader chain = new ChainReader(head, NOBODY);
      chain.gone(head);
      throw new RefusalException(chain.report().problems());
    }
    OptionalLong next;
    while ((next = segments().next(head.segment())).isPresent()) {
      head = examined(new ChainReader(head, inForce, any -> true, NOBODY), next.getAsLong());
    }
    known = head;
    return head;
  }

  private static ChainReader unknownBefore(long segment) {
    ChainReader chain = new ChainReader(Head.NONE, NOBODY);
    if (segment > 1) {
      chain.startAt(segment);
    }
    return chain;
  }

  /** Nothing is built on a segment that has a fault. */
  private Head examined(ChainReader chain, long segment) {
    read(chain, segment);
    if (!chain.report().isSound()) {
      throw new RefusalException(chain.report().problems());
    }
    inForce = chain.inForce();
    return chain.head();
  }

  private boolean isThere(Head head) {
    return head.segment() == 0 || segments().next(head.segment() - 1).orElse(0) == head.segment();
  }

  /** Asks for the following number first: looking for the next one there is takes longer. */
  private boolean readNext(ChainReader chain) {
    long number = chain.head().segment() + 1;
    Optional<InputStream> content = segments().open(number);
    if (content.isPresent()) {
      read(chain, number, content.get());
      return true;
    }
    OptionalLong next = segments().next(number - 1);
    next.ifPresent(segment -> read(chain, segment));
    return next.isPresent();
  }

  private void read(ChainReader chain, long segment) {
    read(chain, segment, segments().open(segment).orElseGet(InputStream::nullInputStream));
  }

  private void read(ChainReader chain, long segment, InputStream content) {
    try (InputStream in = content) {
      chain.read(segment, in);
    } catch (IOException e) {
      throw segments().unreadable(e);
    }
  }

  @Override
  public LedgerReport read(Head recorded, Reader reader) {
    ChainReader chain = new ChainReader(Head.NONE, 0, counting().who(), reader);
    boolean met = recorded.segment() == 0;
    while (readNext(chain)) {
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
  public LedgerReport read(Iterator<Head> recorded, Reader reader) {
    ChainReader chain = new ChainReader(Head.NONE, 0, counting().who(), reader);
    Head next = recorded.hasNext() ? recorded.next() : null;
    while (readNext(chain)) {
      while (next != null && next.segment() <= chain.head().segment()) {
        // Of a missing segment it is said already that it is missing.
        if (next.segment() == chain.head().segment()) {
          chain.compare(next);
        }
        next = recorded.hasNext() ? recorded.next() : null;
      }
    }
    Head beyond = next;
    while (recorded.hasNext()) {
      beyond = recorded.next();
    }
    if (beyond != null) {
      chain.compare(beyond);
    }
    return chain.report();
  }

  @Override
  public void probe() {
    segments().probe();
  }

  @Override
  public LedgerReport tail(Head after, Reader reader) {
    return tail(after, Long.MAX_VALUE, reader);
  }

  @Override
  public LedgerReport tail(Head after, long most, Reader reader) {
    Counting counting = counting();
    // Of the segment that is read again it is known who writes after it.
    ChainReader chain = new ChainReader(after, 0, counting.who(), reader);
    if (counting.lostAdoption().isPresent()) {
      // Before what is read nobody meets the gap, and entries of a line that was given up would
      // count.
      chain.withoutItsAdoption(counting.lostAdoption().getAsLong());
      return chain.report();
    }
    if (after.segment() > 0) {
      Optional<InputStream> last = segments().open(after.segment());
      if (last.isEmpty()) {
        chain.gone(after);
      } else {
        try (InputStream in = last.get()) {
          chain.resume(after, in);
        } catch (IOException e) {
          throw segments().unreadable(e);
        }
      }
    }
    boolean more = true;
    while (more && chain.entries() < most) {
      more = readNext(chain);
    }
    return chain.report();
  }

  @Override
  public Map<UUID, Open> unsettled(Head after) {
    Map<UUID, List<LedgerEntry>> intents = new LinkedHashMap<>();
    LedgerReport report =
        tail(
            after,
            (segment, sequence, entry) -> {
              if (entry.kind() == LedgerEntry.Kind.INTENDED) {
                intents.computeIfAbsent(entry.deletion(), first -> new ArrayList<>()).add(entry);
              } else {
                intents.remove(entry.deletion());
              }
            });
    if (!report.isSound()) {
      throw new RefusalException(report.problems());
    }
    Map<UUID, Open> open = new LinkedHashMap<>();
    intents.forEach((deletion, those) -> open.put(deletion, new Open(deletion, those)));
    return Collections.unmodifiableMap(open);
  }
}
