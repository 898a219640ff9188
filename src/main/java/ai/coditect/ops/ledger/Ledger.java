package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The append-only book of erasures. Safe for many threads and many workers at once. */
public interface Ledger {

  /**
   * The ledger at OPS_LEDGER_URI. Nothing is created: a mistyped path must not start a new book.
   *
   * @throws ProblemsException when there is no such place
   */
  static Ledger at(@Nullable String uri) {
    return new SegmentedLedger(SegmentStore.at(uri));
  }

  /**
   * Adds entries in this order, next to each other. They are durable when it returns. When it
   * throws, all of them or none are there; {@link #unsettled} tells.
   *
   * @throws ProblemsException when the place cannot be written, or its end was tampered with
   */
  Head append(List<LedgerEntry> entries);

  /**
   * Where the ledger ends now.
   *
   * @throws ProblemsException when the last segment is damaged or cannot be read
   */
  Head head();

  /**
   * Reads everything in constant memory, offline, and goes on after a fault.
   *
   * @param recorded a head that was recorded elsewhere, or {@link Head#NONE}
   * @param reader gets the entries that are proven unchanged, in order
   */
  LedgerReport read(Head recorded, Consumer<LedgerEntry> reader);

  /**
   * Intents without an end, oldest first: their deletions have to be completed or marked void. The
   * deletions that other workers are in the middle of are among them; who settles must be alone.
   *
   * @throws ProblemsException when the ledger has a fault
   */
  List<LedgerEntry> unsettled();
}
