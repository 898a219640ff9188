package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.erasure.writer.Standing;
import ai.coditect.ops.erasure.writer.WriterStore;
import ai.coditect.ops.erasure.writer.Writership;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.privacy.effect.SideEffects;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemCollector;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import ai.coditect.ops.storage.MissingDirectoryException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the ledger and its key are kept, opened when they are first needed. */
final class Desk {
  private final Optional<String> ledgerUri;
  private final Optional<String> subjectKey;
  private final Optional<String> storageHost;
  private final Duration ledgerPatience;
  private final EvidenceStore evidence;
  private final WriterStore writers;
  private final MappedDatabase mapped;
  private final SideEffects effects;
  private final Clock clock;
  private volatile @Nullable LedgerBook opened;

  Desk(
      Optional<String> ledgerUri,
      Optional<String> subjectKey,
      Optional<String> storageHost,
      Duration ledgerPatience,
      EvidenceStore evidence,
      WriterStore writers,
      MappedDatabase mapped,
      SideEffects effects,
      Clock clock) {
    this.ledgerUri = ledgerUri;
    this.subjectKey = subjectKey;
    this.storageHost = storageHost;
    this.ledgerPatience = ledgerPatience;
    this.evidence = evidence;
    this.writers = writers;
    this.mapped = mapped;
    this.effects = effects;
    this.clock = clock;
  }

  /** False where nothing can be erased, as nobody said where the ledger is and what its key is. */
  boolean configured() {
    return ledgerUri.isPresent() && subjectKey.isPresent();
  }

  /** What nobody said and a real run cannot do without, and a key that is none. */
  List<Problem> missingSettings() {
    ProblemCollector problems = new ProblemCollector();
    if (ledgerUri.isEmpty()) {
      problems.get(() -> Ledger.at(null));
    }
    problems.get(() -> SubjectKey.read(subjectKey.orElse(null)));
    return problems.found();
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

  /** The table whose rows are people. */
  String peopleTable() {
    return mapped.map().subject().table();
  }

  /** What the map of personal data does not fit in the database. */
  List<Problem> mapProblems() {
    return mapped.problems();
  }

  /** What the schema does by itself to rows that the map does not lead to. */
  List<Problem> effectProblems() {
    return effects.problems();
  }

  /** What would have rows go that nobody has planned. */
  private List<Problem> schemaProblems() {
    List<Problem> problems = mapped.problems();
    // A map that does not fit says too little about what it covers.
    return problems.isEmpty() ? effects.problems() : problems;
  }

  /**
   * The book of erasures.
   *
   * @throws ProblemsException when it cannot be opened
   */
  synchronized LedgerBook book() {
    LedgerBook book = opened;
    if (book == null) {
      ProblemCollector settings = new ProblemCollector();
      Optional<Ledger> ledger = settings.get(this::ledger);
      Optional<SubjectKey> key = settings.get(() -> SubjectKey.read(subjectKey.orElse(null)));
      List<Problem> problems = settings.found();
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

  /** A directory that is not mounted may be soon; one that was never written to is mistyped. */
  private Ledger ledger() {
    try {
      return Ledger.at(ledgerUri.orElse(null), storageHost, ledgerPatience);
    } catch (MissingDirectoryException e) {
      if (evidence.seen().equals(Head.NONE)) {
        throw e;
      }
      throw e.asOutage();
    }
  }

  /**
   * Whether the ledger, its key and the database belong together, and this one may write.
   *
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  List<Problem> ledgerProblems() {
    return new ProblemCollector().ask(this::writingProblems).found();
  }

  private List<Problem> writingProblems() {
    Standing standing = book().writership().standing();
    List<Problem> problems = new ArrayList<>(standing.problems());
    if (problems.isEmpty()) {
      problems.addAll(book().problems());
      if (standing instanceof Standing.Unwritten unwritten && !problems.isEmpty()) {
        problems.add(0, unwritten.question());
      }
    }
    return problems;
  }

  /**
   * What keeps a replay from erasing anything, a dry one too: all is read from the ledger. A ledger
   * without a writer is not replayed on the word of chance: a person says whose it is.
   *
   * @throws TransientProblemsException when nothing does but an outage
   */
  List<Problem> obstaclesToReplay(boolean dryRun) {
    ProblemCollector collected = new ProblemCollector().ask(this::schemaProblems);
    Optional<LedgerBook.State> state = collected.get(this::state);
    state.ifPresent(now -> collected.ask(now::faults));
    List<Problem> problems = collected.found();
    if (!dryRun
        && problems.isEmpty()
        && state.filter(now -> !now.older().isEmpty()).isPresent()
        && book().writership().standing() instanceof Standing.Unwritten unwritten) {
      return List.of(unwritten.question());
    }
    return problems;
  }

  /**
   * Makes this database the writer of a ledger that has none; whoever asks has seen that the two
   * are in step. What cannot be told now is told at the first run that writes.
   */
  void claim() {
    try {
      book().writership().claim();
    } catch (ProblemsException e) {
      // The ledger is away, and so is whatever else could be written to it.
    }
  }

  /**
   * How the ledger outside and the database stand to each other.
   *
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  LedgerBook.State state() {
    try {
      return book().state();
    } catch (TransientProblemsException e) {
      throw e;
    } catch (ProblemsException e) {
      return new LedgerBook.State(e.problems(), List.of());
    }
  }

  /**
   * Signs that the database is older than the ledger; of a copy that is no sign of anything.
   *
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  List<Problem> older() {
    try {
      return book().writership().standing().isCopy() ? List.of() : state().older();
    } catch (TransientProblemsException e) {
      throw e;
    } catch (ProblemsException e) {
      // Said by the item about the ledger.
      return List.of();
    }
  }

  /**
   * What keeps a run from erasing anything. A dry run needs no ledger.
   *
   * @throws TransientProblemsException when nothing does but an outage
   */
  List<Problem> obstacles(boolean dryRun) {
    ProblemCollector problems = new ProblemCollector().ask(this::schemaProblems);
    if (!dryRun) {
      problems.ask(this::writingProblems);
    }
    return problems.found();
  }
}
