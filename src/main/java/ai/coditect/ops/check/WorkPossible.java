package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;

/** Asks what each run is asked before its first statement: a worker that is ready could run one. */
final class WorkPossible implements Check {
  static final String CLAIM = "a run could begin";

  private final RunGuard guard;

  WorkPossible(RunGuard guard) {
    this.guard = guard;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "work-possible";
  }

  @Override
  public Finding examine() {
    try {
      List<Problem> problems = guard.problems();
      return problems.isEmpty() ? Finding.ok("") : Finding.refused(problems);
    } catch (RuntimeException e) {
      return Finding.failed(
          List.of(
              new Problem(
                  "No run can begin: " + FailureWords.of(e) + ".",
                  "worker",
                  "Run check, which says what is in the way.")));
    }
  }
}
