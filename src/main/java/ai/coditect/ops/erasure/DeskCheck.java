package ai.coditect.ops.erasure;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.TransientProblemsException;
import java.util.List;
import java.util.function.Supplier;

/** What "check" says about erasure. Nothing of it applies where nothing can be erased. */
record DeskCheck(String claim, Desk desk, String fine, Supplier<List<Problem>> problems)
    implements Check {

  static DeskCheck mapFits(Desk desk) {
    return new DeskCheck(
        "the map of personal data fits the database",
        desk,
        "every column is classified",
        desk::mapProblems);
  }

  static DeskCheck nothingBeside(Desk desk) {
    return new DeskCheck(
        "no foreign key, trigger, rule or partition acts beside the map of personal data",
        desk,
        "what erasure takes is what the map says",
        desk::effectProblems);
  }

  static DeskCheck ledgerSound(Desk desk) {
    return new DeskCheck(
        "the ledger of erasures is sound and can be written",
        desk,
        "chain and keys as recorded",
        () -> {
          List<Problem> faults = desk.state().faults();
          if (faults.isEmpty()) {
            desk.probe();
          }
          return faults;
        });
  }

  static DeskCheck databaseNotOlder(Desk desk) {
    return new DeskCheck(
        "the database is not older than the ledger",
        desk,
        "every erasure of the ledger is in it",
        desk::older);
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "ledger";
  }

  @Override
  public Finding examine() {
    List<Problem> half = desk.halfConfigured();
    if (!half.isEmpty()) {
      return Finding.refused(half);
    }
    if (!desk.configured()) {
      return Finding.notApplicable(
          "OPS_LEDGER_URI and OPS_SUBJECT_KEY are not set; gdpr-purge cannot run");
    }
    try {
      List<Problem> found = problems.get();
      return found.isEmpty() ? Finding.ok(fine) : Finding.refused(found);
    } catch (TransientProblemsException e) {
      return Finding.failed(e.problems());
    } catch (ProblemsException e) {
      return Finding.refused(e.problems());
    }
  }
}
