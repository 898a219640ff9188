package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "runs", description = "Show what ran, newest first, with outcome and counts.")
final class RunsCommand implements Callable<Integer> {
  private static final int MOST = 10_000;

  private final Session session;
  @Mixin private final Answer answer = new Answer();

  @Option(names = "--job", paramLabel = "J", description = "Only runs of this job.")
  private @Nullable String job;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most this many, up to " + MOST + " (default: ${DEFAULT-VALUE}).")
  private int limit;

  RunsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      return answer.failure(
          session,
          new StartFailure(
              2,
              List.of(
                  new Problem(
                      "--limit is out of bounds.",
                      "ops-worker runs",
                      "Write 1 to " + MOST + "."))));
    }
    try {
      OpsEnvironment environment =
          OpsEnvironment.read(session.environment(), EnumSet.of(Need.DATABASE));
      try (var context =
          WorkerStart.start(
              LedgerReading.class, environment, WorkerStart.Shape.ONE_SHOT, answer.debug)) {
        LedgerStore ledger = new LedgerStore(context.getBean(JdbcClient.class));
        Optional<String> wanted = Optional.ofNullable(job);
        List<LedgerStore.Run> runs = ledger.runs(wanted, limit);
        List<LedgerStore.Waiting> waiting = ledger.waiting(wanted, context.getEnvironment());
        if (runs.isEmpty() && waiting.isEmpty()) {
          wanted.ifPresent(name -> requireJob(environment, name));
        }
        print(runs, waiting);
        return 0;
      }
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  /** A retired job has runs; one that never ran must at least have a file. */
  private void requireJob(OpsEnvironment environment, String name) {
    List<String> known =
        JobFiles.in(environment.jobsDir()).read(session.clock()).stream()
            .map(JobFile::name)
            .toList();
    if (!known.contains(name)) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "Unknown job: it has no file and never ran.",
                  "ops-worker runs",
                  DidYouMean.cure(name, known))));
    }
  }

  private void print(List<LedgerStore.Run> runs, List<LedgerStore.Waiting> waiting) {
    if (answer.json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("runs", runs.stream().map(RunsCommand::document).toList());
      all.put("waiting", WaitingList.document(waiting));
      Answer.document(session.out(), all);
      return;
    }
    if (runs.isEmpty()) {
      session.out().println("Nothing has run.");
    }
    Answer.table(
        session.out(),
        List.of("STARTED", "JOB", "OUTCOME", "TOOK", "CHANGED", "BY", "KEY"),
        runs.stream()
            .map(
                run ->
                    List.of(
                        run.startedAt()
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                            .toString(),
                        run.job(),
                        run.outcome(),
                        run.tookMillis() == null
                            ? "-"
                            : RunAnswer.seconds(Duration.ofMillis(run.tookMillis())),
                        changes(run),
                        people(run),
                        run.key()))
            .toList());
    for (LedgerStore.Run run : runs) {
      for (Map<String, String> problem : run.problems()) {
        session.out().println(run.key() + ": " + problem.get("what") + " " + problem.get("cure"));
      }
    }
    WaitingList.print(session.out(), waiting);
  }

  private static String people(LedgerStore.Run run) {
    return Answer.orDash(run.startedBy())
        + (run.approvedBy() == null ? "" : ", approved by " + run.approvedBy());
  }

  private static String changes(LedgerStore.Run run) {
    List<String> counts =
        run.changed().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList();
    String text = counts.isEmpty() ? "-" : String.join(", ", counts);
    return run.outcome().equals("running") && run.progress() != null
        ? run.progress() + " (" + text + ")"
        : text;
  }

  private static Map<String, Object> document(LedgerStore.Run run) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", run.id().toString());
    fields.put("job", run.job());
    fields.put("key", run.key());
    fields.put("origin", run.origin());
    fields.put("startedBy", run.startedBy());
    fields.put("asOf", run.asOf().toString());
    fields.put("outcome", run.outcome());
    fields.put("attempt", run.attempt());
    fields.put("startedAt", run.startedAt().toString());
    fields.put("finishedAt", run.finishedAt() == null ? null : run.finishedAt().toString());
    fields.put("retryAt", run.retryAt() == null ? null : run.retryAt().toString());
    fields.put(
        "took", run.tookMillis() == null ? null : Duration.ofMillis(run.tookMillis()).toString());
    fields.put("approvedBy", run.approvedBy());
    fields.put("approvedAt", run.approvedAt() == null ? null : run.approvedAt().toString());
    fields.put("progress", run.progress());
    fields.put("changed", run.changed());
    fields.put("problems", run.problems());
    return fields;
  }
}
