package ai.coditect.ops.ledger;

import ai.coditect.ops.ledger.LedgerReport.Fault;
import ai.coditect.ops.ledger.Segment.End;
import ai.coditect.ops.ledger.Segment.Numbered;
import ai.coditect.ops.ledger.Segment.Top;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows the chain line by line. After a fault it goes on from what is there, so that one change
 * is one fault, at its place, and later ones are found too.
 */
final class ChainReader {
  private static final long UNKNOWN = -1;
  private final Ledger.Reader reader;
  // Whether the entries of the writer with this adoption count.
  private final LongPredicate counts;
  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> keys = new TreeSet<>();
  // Up to here the reader knows the entries.
  private long known;
  private long faultCount;
  private long entries;
  private Head head;
  // What the next line may build on, and the number it may have; nothing is known after a gap.
  private List<String> previous;
  private List<Long> expected;
  // Who writes at this place of the chain, and who wrote the segment that is read.
  private long inForce;
  private long writer;
  private long foreign;

  ChainReader(Head start, Ledger.Reader reader) {
    this(start, start.segment() == 0 ? 0 : UNKNOWN, adoption -> true, reader);
  }

  /**
   * @param inForce the adoption by which the ledger is written at this head
   */
  ChainReader(Head start, long inForce, LongPredicate counts, Ledger.Reader reader) {
    this.reader = reader;
    this.counts = counts;
    this.inForce = inForce;
    this.head = start;
    this.previous = List.of(start.hash());
    this.expected = List.of(start.sequence() + 1);
  }

  Head head() {
    return head;
  }

  long entries() {
    return entries;
  }

  LedgerReport report() {
    return new LedgerReport(
        head, entries, keys, faultCount, faults, foreign, head.segment() > 0 && isForeign());
  }

  /** The adoption by which the ledger is written at the end of what was read. */
  long inForce() {
    return Math.max(inForce, 0);
  }

  /** A writer who was not in force when this was written, or whose line was given up. */
  private boolean isForeign() {
    return writer != inForce || !counts.test(writer);
  }

  /** Begins in the middle: the segment is taken at its word about what is before it. */
  void startAt(long segment) {
    forget(segment - 1);
  }

  /** Begins after a head: its segment is checked again, but its entries are not given out. */
  void resume(Head recorded, InputStream in) throws IOException {
    startAt(recorded.segment());
    known = recorded.segment();
    read(recorded.segment(), in);
    compare(recorded);
  }

  /** What was seen at this head is not there any more. */
  void gone(Head seen) {
    fault(seen.segment(), 0, "It was there and is gone.", seen.hash(), "no segment of this number");
  }

  /** Nobody can tell whose the entries are. */
  void withoutItsAdoption(long segment) {
    LedgerReport.Fault lost = LedgerReport.lostAdoption(segment);
    fault(lost.segment(), lost.sequence(), lost.what(), lost.expected(), lost.actual());
  }

  /** Holds the end so far against a head that was recorded elsewhere. */
  void compare(Head recorded) {
    if (!head.equals(recorded)) {
      fault(
          recorded.segment(),
          recorded.sequence(),
          "The ledger is not the one whose head was recorded: it was cut off or written anew.",
          recorded.toString(),
          head.toString());
    }
  }

  /** Reads one segment; its number must be larger than the last one's. */
  void read(long segment, InputStream in) throws IOException {
    if (segment != head.segment() + 1) {
      missing(segment);
    }
    Lines lines = new Lines(in);
    String line = lines.next();
    if (line != null) {
      top(segment, line);
    }
    boolean ended = false;
    while (!ended && (line = lines.next()) != null) {
      ended = entryOrEnd(segment, line);
    }
    if (!ended) {
      fault(segment, next(), "The segment is not complete.", "its end line", "the end of the file");
      forget(segment);
    } else if ((line = lines.next()) != null) {
      fault(segment, 0, "The segment goes on after its end.", "nothing", digest(line));
    }
  }

  private void missing(long segment) {
    long first = head.segment() + 1;
    fault(
        first,
        0,
        "Missing: segments " + first + " to " + (segment - 1) + ".",
        "segment " + first,
        "segment " + segment);
    forget(segment - 1);
  }

  /** The end of a segment is unknown: the next one is taken at its word. */
  private void forget(long segment) {
    inForce = UNKNOWN;
    head = new Head(segment, Math.max(segment, next() - 1), Head.NONE.hash());
    previous = List.of();
  }

  private void top(long segment, String text) {
    SealedLine line = sealed(text);
    Top top = line == null ? null : Top.read(line.body());
    if (line == null || top == null) {
      unreadable(segment, 0, text, line);
      return;
    }
    if (previous.isEmpty()) {
      previous = List.of(top.previous());
      expected = List.of(top.first());
    }
    writer = top.writer();
    if (inForce == UNKNOWN || top.adopted().isPresent()) {
      inForce = writer;
    }
    if (top.segment() != segment) {
      fault(segment, 0, "It is another segment.", "segment " + segment, "" + top.segment());
    } else if (!previous.contains(top.previous())) {
      fault(
          segment,
          0,
          "It does not build on segment " + (segment - 1) + ".",
          previous.get(0),
          top.previous());
    } else if (!expected.contains(top.first())) {
      fault(segment, 0, "It begins with another entry.", next() + "", "" + top.first());
    } else {
      follow(segment, 0, line);
      return;
    }
    previous = List.of(line.hash());
    expected = List.of(top.first());
  }

  private boolean entryOrEnd(long segment, String text) {
    SealedLine line = sealed(text);
    Numbered numbered = line == null ? null : Numbered.read(line.body());
    if (line != null && numbered != null) {
      entry(segment, line, numbered);
      return false;
    }
    End end = line == null ? null : End.read(line.body());
    if (line == null || end == null) {
      unreadable(segment, next(), text, line);
      expected = List.of(next() + 1);
      return false;
    }
    end(segment, line, end);
    return true;
  }

  private void entry(long segment, SealedLine line, Numbered numbered) {
    long place = next();
    if (!expected.contains(numbered.sequence())) {
      fault(
          segment,
          place,
          "Another entry stands in its place.",
          "entry " + place,
          "entry " + numbered.sequence());
      previous = List.of(line.hash());
      expected = List.of(numbered.sequence() + 1, place + 1);
      return;
    }
    expected = List.of(numbered.sequence() + 1);
    if (follow(segment, numbered.sequence(), line) && segment > known) {
      if (isForeign()) {
        foreign++;
        reader.foreign(segment, numbered.sequence(), writer, numbered.entry());
        return;
      }
      entries++;
      SubjectHash subject = numbered.entry().subject();
      if (subject != null) {
        keys.add(subject.key());
      }
      reader.read(segment, numbered.sequence(), numbered.entry());
    }
  }

  private void end(long segment, SealedLine line, End end) {
    if (end.segment() != segment) {
      fault(segment, 0, "It has another segment's end.", "segment " + segment, "" + end.segment());
    } else if (!expected.contains(end.last() + 1)) {
      fault(
          segment,
          next(),
          "Entries are missing before the segment's end.",
          "entries up to " + end.last(),
          "entries up to " + (next() - 1));
    } else {
      follow(segment, 0, line);
    }
    expected = List.of(end.last() + 1);
    head = new Head(segment, end.last(), line.hash());
    previous = List.of(line.hash());
  }

  /** Whether the line builds on the one before, which then is the only one it can build on. */
  private boolean follow(long segment, long sequence, SealedLine line) {
    boolean known = !previous.isEmpty();
    boolean follows = previous.stream().anyMatch(line::follows);
    if (known && !follows) {
      String sealed = SealedLine.seal(previous.get(0), line.body()).hash();
      fault(segment, sequence, "It was changed, or what is before it.", sealed, line.hash());
      previous = List.of(line.hash(), sealed);
    } else {
      previous = List.of(line.hash());
    }
    return follows;
  }

  private void unreadable(long segment, long sequence, String text, @Nullable SealedLine line) {
    fault(segment, sequence, "It is not a line of the ledger.", "a sealed line", digest(text));
    previous = line == null ? List.of() : List.of(line.hash());
  }

  /** The first line of a segment, if it is one. */
  static Optional<Top> top(InputStream in) throws IOException {
    String text = new Lines(in).next();
    SealedLine line = text == null ? null : sealed(text);
    Top top = line == null ? null : Top.read(line.body());
    return Optional.ofNullable(top).filter(read -> line.follows(read.previous()));
  }

  private static @Nullable SealedLine sealed(String text) {
    return text.endsWith("\n") ? SealedLine.read(text.substring(0, text.length() - 1)) : null;
  }

  /** Text that nobody of us wrote is not repeated: it may name somebody. */
  private static String digest(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length
        + " bytes with SHA-256 "
        + HexFormat.of().formatHex(SealedLine.sha256().digest(bytes));
  }

  private long next() {
    return expected.get(0);
  }

  private void fault(long segment, long sequence, String what, String expected, String actual) {
    faultCount++;
    if (faults.size() < LedgerReport.MOST_LISTED) {
      faults.add(new Fault(segment, sequence, what, expected, actual));
    }
  }
}
