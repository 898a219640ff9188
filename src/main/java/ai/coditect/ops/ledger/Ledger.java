package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The append-only book of erasures. Safe for many threads and many workers at once. */
public interface Ledger {

  /** A writer holds a transaction open meanwhile, which the database ends after ten seconds. */
  Duration PATIENCE = Duration.ofSeconds(8);

  /** The ledger at OPS_LEDGER_URI, a bucket being one of Google's own service. */
  static Ledger at(@Nullable String uri) {
    return at(uri, Optional.empty());
  }

  /**
   * The ledger at OPS_LEDGER_URI. Nothing is created: a mistyped path must not start a new book. A
   * bucket is asked for, and the client for it loaded, at the first use of the ledger.
   *
   * @param storageHost where a stand-in of the bucket's service listens, as STORAGE_EMULATOR_HOST
   *     says it: host:port or http://host:port
   * @throws ProblemsException when there is no such place
   */
  static Ledger at(@Nullable String uri, Optional<String> storageHost) {
    return at(uri, storageHost, PATIENCE);
  }

  /**
   * As above.
   *
   * @param patience how long one question to a bucket may take with all its repetitions
   */
  static Ledger at(@Nullable String uri, Optional<String> storageHost, Duration patience) {
    return new SegmentedLedger(SegmentStore.at(uri, storageHost, patience));
  }

  /**
   * Adds entries in this order, next to each other, unless somebody else writes the ledger: that is
   * decided by the very act of writing, not before it. A ledger that has no writer yet gets this
   * one, in the same act. They are durable when it returns. When it throws, all of them or none are
   * there; {@link #unsettled} tells.
   *
   * @param at when, should it be an adoption
   * @throws NotTheWriterException when the ledger is written by another
   * @throws ProblemsException when the place cannot be written, or its end was tampered with
   */
  Head append(WriterIdentity writer, Instant at, List<LedgerEntry> entries);

  /**
   * Adds entries as whoever the ledger's writer is. Nothing that works on a database may do so.
   *
   * @throws ProblemsException when the place cannot be written, or its end was tampered with
   */
  Head append(List<LedgerEntry> entries);

  /**
   * The adoption by which the ledger is written now; empty before the first.
   *
   * @throws ProblemsException when the last segment, or that of the adoption, is gone, damaged or
   *     cannot be read
   */
  Optional<Adoption> writer();

  /**
   * The adoption that stands in this segment, if that is one.
   *
   * @throws ProblemsException when it cannot be read
   */
  Optional<Adoption> adoption(long segment);

  /**
   * Makes this the writer of the ledger, and ends the writing of any other.
   *
   * @param after by which adoption the ledger was written when it was decided what counts; 0 before
   *     the first
   * @param counted the earlier adoptions that it goes on from
   * @return empty when another adoption came between
   * @throws ProblemsException when the place cannot be written, or its end was tampered with
   */
  Optional<Adoption> adopt(WriterIdentity writer, Instant at, long after, SortedSet<Long> counted);

  /**
   * Where the ledger ends now.
   *
   * @throws ProblemsException when the last segment is damaged or cannot be read
   */
  Head head();

  /**
   * Reads everything in constant memory, offline, and goes on after a fault. Here and in every
   * other reading the entries are those that count for the ledger's present writer.
   *
   * @param recorded a head that was recorded elsewhere, or {@link Head#NONE}
   * @param reader gets the entries that are proven unchanged, in order
   */
  LedgerReport read(Head recorded, Reader reader);

  default LedgerReport read(Head recorded, Consumer<LedgerEntry> reader) {
    return read(recorded, (segment, sequence, entry) -> reader.accept(entry));
  }

  /**
   * Reads what was written after a head, in constant memory. That the ledger goes on from that very
   * head is part of what is checked; what is before it is not read, but for the adoption by which
   * the ledger's writer goes: where that cannot be read, the report says so and nothing is given.
   *
   * @param after a head that was recorded elsewhere, or {@link Head#NONE} for everything
   * @param reader gets the entries that are proven unchanged, in order
   */
  LedgerReport tail(Head after, Reader reader);

  default LedgerReport tail(Head after, Consumer<LedgerEntry> reader) {
    return tail(after, (segment, sequence, entry) -> reader.accept(entry));
  }

  /**
   * Reads everything in constant memory as {@link #read(Head, Reader)} does, against many heads.
   *
   * @param recorded heads that were recorded elsewhere, in the order of their segments
   */
  LedgerReport read(Iterator<Head> recorded, Reader reader);

  /**
   * Reads what was written after a head, up to the end of the segment in which this many entries
   * are reached.
   */
  LedgerReport tail(Head after, long most, Reader reader);

  /**
   * Tries whether the place can be written, and leaves nothing behind. Of a bucket, whether it can
   * be read.
   *
   * @throws ProblemsException when it cannot
   */
  void probe();

  /**
   * Deletions that were announced after a head and have no end, oldest first: they have to be
   * completed or marked void. The ones that other workers are in the middle of are among them; who
   * settles must be alone.
   *
   * @throws ProblemsException when the ledger has a fault from that head on
   */
  Map<UUID, Open> unsettled(Head after);

  /** Gets entries with their places. */
  @FunctionalInterface
  interface Reader {
    void read(long segment, long sequence, LedgerEntry entry);

    /**
     * An entry that does not count: nobody may be erased on its word.
     *
     * @param writer the adoption that its writer goes by
     */
    default void foreign(long segment, long sequence, long writer, LedgerEntry entry) {}
  }

  /**
   * A deletion without an end.
   *
   * @param intents one a subject, in order
   */
  record Open(UUID deletion, List<LedgerEntry> intents) {
    public Open {
      intents = List.copyOf(intents);
    }

    /** Rows by table over all subjects, as a commit says them. */
    public SortedMap<String, Long> counts() {
      SortedMap<String, Long> counts = new TreeMap<>();
      for (LedgerEntry intent : intents) {
        intent.counts().forEach((table, rows) -> counts.merge(table, rows, Math::addExact));
      }
      return counts;
    }
  }
}
