package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.writer.Standing;
import ai.coditect.ops.erasure.writer.WriterStore;
import ai.coditect.ops.erasure.writer.Writership;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the ledger and its key are kept, opened when they are first needed. */
final class Desk {
  private final Optional<String> ledgerUri;
  private final Optional<String> subjectKey;
  private final Optional<String> storageHost;
  private final EvidenceStore evidence;
  private final WriterStore writers;
  private final MappedDatabase mapped;
  private final Clock clock;
  private volatile @Nullable LedgerBook opened;

  Desk(
      Optional<String> ledgerUri,
      Optional<String> subjectKey,
      Optional<String> storageHost,
      EvidenceStore evidence,
      WriterStore writers,
      MappedDatabase mapped,
      Clock clock) {
    this.ledgerUri = ledgerUri;
    this.subjectKey = subjectKey;
    this.storageHost = storageHost;
    this.evidence = evidence;
    this.writers = writers;
    this.mapped = mapped;
    this.clock = clock;
  }

  /** False where nothing can be erased, as nobody said where the ledger is and what its key is. */
  boolean configured() {
    return ledgerUri.isPresent() && subjectKey.isPresent();
  }

  /** What is wrong with one of the two settings where only the other is given. */
  List<Problem> halfConfigured() {
    if (ledgerUri.isPresent() == subjectKey.isPresent()) {
      return List.of();
    }
    return List.of(
        new Problem(
            (ledgerUri.isPresent() ? "OPS_SUBJECT_KEY" : "OPS_LEDGER_URI") + " is not set.",
            "environment",
            "Set both OPS_LEDGER_URI and OPS_SUBJECT_KEY, or neither where nothing is to be"
                + " erased."));
  }

  /**
   * Tries whether the ledger can be written, and leaves nothing behind.
   *
   * @throws ProblemsException when it cannot
   */
  void probe() {
    book().ledger().probe();
  }

  /** What the map of personal data does not fit in the database. */
  List<Problem> mapProblems() {
    return mapped.problems();
  }

  /**
   * The book of erasures.
   *
   * @throws ProblemsException when it cannot be opened
   */
  synchronized LedgerBook book() {
    LedgerBook book = opened;
    if (book == null) {
      List<Problem> problems = new ArrayList<>();
      Optional<Ledger> ledger =
          read(() -> Ledger.at(ledgerUri.orElse(null), storageHost), problems);
      Optional<SubjectKey> key = read(() -> SubjectKey.read(subjectKey.orElse(null)), problems);
      if (!problems.isEmpty()) {
        throw new ProblemsException(problems);
      }
      book =
          new LedgerBook(
              ledger.orElseThrow(),
              new Writership(ledger.orElseThrow(), writers, clock),
              key.orElseThrow(),
              evidence,
              clock);
      opened = book;
    }
    return book;
  }

  private static <T> Optional<T> read(Supplier<T> setting, List<Problem> problems) {
    try {
      return Optional.of(setting.get());
    } catch (ProblemsException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  /** Whether the ledger, its key and the database belong together, and this one may write. */
  List<Problem> ledgerProblems() {
    try {
      Standing standing = book().writership().standing();
      List<Problem> problems = new ArrayList<>(standing.problems());
      if (problems.isEmpty()) {
        problems.addAll(book().problems());
        if (standing instanceof Standing.Unwritten unwritten && !problems.isEmpty()) {
          problems.add(0, unwritten.question());
        }
      }
      return List.copyOf(problems);
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  /**
   * What keeps a replay from erasing anything, a dry one too: all is read from the ledger. A ledger
   * without a writer is not replayed on the word of chance: a person says whose it is.
   */
  List<Problem> obstaclesToReplay(boolean dryRun) {
    List<Problem> problems = new ArrayList<>(mapped.problems());
    LedgerBook.State state = state();
    problems.addAll(state.faults());
    if (!dryRun
        && problems.isEmpty()
        && !state.older().isEmpty()
        && book().writership().standing() instanceof Standing.Unwritten unwritten) {
      problems.add(unwritten.question());
    }
    return List.copyOf(problems);
  }

  /**
   * Makes this database the writer of a ledger that has none, if the two are in step. What cannot
   * be told now is told at the first run that writes.
   */
  void claim() {
    try {
      if (configured() && ledgerProblems().isEmpty()) {
        book().writership().claim();
      }
    } catch (ProblemsException e) {
      // The ledger is away, and so is whatever else could be written to it.
    }
  }

  /** How the ledger outside and the database stand to each other. */
  LedgerBook.State state() {
    try {
      return book().state();
    } catch (ProblemsException e) {
      return new LedgerBook.State(e.problems(), List.of());
    }
  }

  /** Signs that the database is older than the ledger; of a copy that is no sign of anything. */
  List<Problem> older() {
    try {
      return book().writership().standing() instanceof Standing.Copied
          ? List.of()
          : state().older();
    } catch (ProblemsException e) {
      // Said by the item about the ledger.
      return List.of();
    }
  }

  /** What keeps a run from erasing anything. A dry run needs no ledger. */
  List<Problem> obstacles(boolean dryRun) {
    List<Problem> problems = new ArrayList<>(mapped.problems());
    if (!dryRun) {
      problems.addAll(ledgerProblems());
    }
    return List.copyOf(problems);
  }
}
