package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.engine.RunLedgerStore.Waiting;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** No run waits for somebody: for a worker that knows its job, for any worker, for a person. */
final class WaitingRunsCheck implements Check {
  private final RunLedgerStore ledger;
  private final Supplier<JobCatalog> catalog;
  private final Duration overdue;

  WaitingRunsCheck(RunLedgerStore ledger, Supplier<JobCatalog> catalog, Duration overdue) {
    this.ledger = ledger;
    this.catalog = catalog;
    this.overdue = overdue;
  }

  @Override
  public String claim() {
    return "every run that is due is taken up";
  }

  @Override
  public boolean watched() {
    return true;
  }

  @Override
  public String part() {
    return "runs";
  }

  @Override
  public Finding examine() {
    List<Problem> problems = ledger.waiting(overdue).stream().map(this::problem).toList();
    return problems.isEmpty() ? Finding.ok("no run waits") : Finding.failed(problems);
  }

  private Problem problem(Waiting waiting) {
    String runs = waiting.runs() == 1 ? "A run waits" : waiting.runs() + " runs wait";
    String since = " since " + waiting.since().toInstant();
    String where = "job " + waiting.job() + ", key " + waiting.example();
    if (waiting.forApproval()) {
      return new Problem(
          runs + " for an approval" + since + ".",
          where,
          "\"runs --job "
              + waiting.job()
              + "\" says why; somebody else than who started it runs \"approve "
              + waiting.id()
              + " --by NAME\", or nobody does.");
    }
    if (!waiting.known() && catalog.get().find(waiting.job()).isEmpty()) {
      return new Problem(
          runs + since + ", and no worker knows the job.",
          where,
          "Serve a version that has jobs/"
              + waiting.job()
              + ".yaml, and they go on by themselves. If the job is retired for good, see \"A retired"
              + " job\" in src/docs/operating.md.");
    }
    return new Problem(
        runs + since + ", and nobody takes " + (waiting.runs() == 1 ? "it" : "them") + " up.",
        where,
        waiting.known()
            ? "See the log of a serving worker: it says what keeps it from running."
            : "Start a worker with serve; it goes on by itself then.");
  }
}
