package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.evidence.EvidenceStore;
import ai.coditect.ops.erasure.evidence.LedgerBook;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.privacy.MappedDatabase;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemCollector;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the ledger and its key are kept, opened when they are first needed. */
final class Desk {
  private final Optional<String> ledgerUri;
  private final Optional<String> subjectKey;
  private final Optional<String> storageHost;
  private final EvidenceStore evidence;
  private final MappedDatabase mapped;
  private final Clock clock;
  private volatile @Nullable LedgerBook opened;

  Desk(
      Optional<String> ledgerUri,
      Optional<String> subjectKey,
      Optional<String> storageHost,
      EvidenceStore evidence,
      MappedDatabase mapped,
      Clock clock) {
    this.ledgerUri = ledgerUri;
    this.subjectKey = subjectKey;
    this.storageHost = storageHost;
    this.evidence = evidence;
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
      ProblemCollector settings = new ProblemCollector();
      Optional<Ledger> ledger = settings.get(() -> Ledger.at(ledgerUri.orElse(null), storageHost));
      Optional<SubjectKey> key = settings.get(() -> SubjectKey.read(subjectKey.orElse(null)));
      List<Problem> problems = settings.found();
      if (!problems.isEmpty()) {
        throw new ProblemsException(problems);
      }
      book = new LedgerBook(ledger.orElseThrow(), key.orElseThrow(), evidence, clock);
      opened = book;
    }
    return book;
  }

  /**
   * Whether the ledger, its key and the database belong together.
   *
   * @throws TransientProblemsException when the ledger cannot be asked for now
   */
  List<Problem> ledgerProblems() {
    return new ProblemCollector().ask(() -> book().problems()).found();
  }

  /**
   * What keeps a replay from erasing anything, a dry one too: all is read from the ledger.
   *
   * @throws TransientProblemsException when nothing does but an outage
   */
  List<Problem> obstaclesToReplay() {
    return new ProblemCollector().ask(mapped::problems).ask(() -> state().faults()).found();
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
   * What keeps a run from erasing anything. A dry run needs no ledger.
   *
   * @throws TransientProblemsException when nothing does but an outage
   */
  List<Problem> obstacles(boolean dryRun) {
    ProblemCollector problems = new ProblemCollector().ask(mapped::problems);
    if (!dryRun) {
      problems.ask(() -> book().problems());
    }
    return problems.found();
  }
}
