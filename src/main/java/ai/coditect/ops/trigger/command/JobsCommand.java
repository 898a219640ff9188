package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.silence.Silence;
import ai.coditect.ops.trigger.command.LedgerStore.LastOutcome;
import ai.coditect.ops.trigger.command.LedgerStore.Waiting;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "jobs", description = "Show what can run, and when it runs next.")
final class JobsCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final Answer answer = new Answer();

  JobsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      OpsEnvironment environment = OpsEnvironment.readWithDatabaseIfAny(session.environment());
      List<JobFile> files = JobFiles.in(environment.jobsDir()).read(session.clock());
      print(files, standing(environment, files));
      return 0;
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  /** What the database says about the jobs. */
  private record Standing(
      Map<String, LastOutcome> outcomes, Map<String, Silence> silences, List<Waiting> waiting) {
    static final Standing UNKNOWN = new Standing(Map.of(), Map.of(), List.of());
  }

  /** Empty when there is no database to ask; the jobs are shown all the same. */
  private Standing standing(OpsEnvironment environment, List<JobFile> files) {
    if (environment.worker().isEmpty()) {
      return Standing.UNKNOWN;
    }
    try (var context =
        WorkerStart.start(
            LedgerReading.class, environment, WorkerStart.Shape.ONE_SHOT, answer.debug)) {
      LedgerStore ledger = new LedgerStore(context.getBean(JdbcClient.class));
      return new Standing(
          ledger.lastOutcomes(files.stream().map(JobFile::name).toList()),
          ledger.silences(files),
          ledger.waiting(Optional.empty(), context.getEnvironment()));
    } catch (RuntimeException e) {
      Answer.list(session.err(), "warning", StartFailure.of(e).problems());
      return Standing.UNKNOWN;
    }
  }

  private void print(List<JobFile> files, Standing standing) {
    JobsPage page = new JobsPage(standing.outcomes(), standing.silences(), session.clock());
    if (answer.json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("jobs", files.stream().map(page::document).toList());
      all.put("waiting", WaitingList.document(standing.waiting()));
      Answer.document(session.out(), all);
      return;
    }
    Answer.table(
        session.out(),
        JobsPage.HEADER,
        files.stream().flatMap(file -> page.rows(file).stream()).toList());
    WaitingList.print(session.out(), standing.waiting());
  }
}
