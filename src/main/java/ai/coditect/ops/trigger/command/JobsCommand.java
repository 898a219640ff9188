package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.trigger.command.LedgerStore.LastOutcome;
import ai.coditect.ops.trigger.command.LedgerStore.Waiting;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.time.Instant;
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
  private record Standing(Map<String, LastOutcome> outcomes, List<Waiting> waiting) {
    static final Standing UNKNOWN = new Standing(Map.of(), List.of());
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
          ledger.waiting(Optional.empty()));
    } catch (RuntimeException e) {
      Answer.list(session.err(), "warning", StartFailure.of(e).problems());
      return Standing.UNKNOWN;
    }
  }

  private void print(List<JobFile> files, Standing standing) {
    Map<String, LastOutcome> outcomes = standing.outcomes();
    if (answer.json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put(
          "jobs",
          files.stream()
              .map(file -> document(file, Optional.ofNullable(outcomes.get(file.name()))))
              .toList());
      all.put("waiting", WaitingList.document(standing.waiting()));
      Answer.document(session.out(), all);
      return;
    }
    Answer.table(
        session.out(),
        List.of("JOB", "NEXT", "SCHEDULE", "EVENTS", "OWNER", "LAST", "DOES"),
        files.stream()
            .map(
                file ->
                    List.of(
                        file.name(),
                        Answer.orDash(next(file).orElse(null)),
                        file.schedule()
                            .map(schedule -> schedule.cron() + " " + schedule.zone())
                            .orElse("-"),
                        file.events().isEmpty() ? "-" : String.join(" ", file.events()),
                        file.owner(),
                        Optional.ofNullable(outcomes.get(file.name()))
                            .map(LastOutcome::outcome)
                            .orElse("-"),
                        file.description()))
            .toList());
    WaitingList.print(session.out(), standing.waiting());
  }

  private Map<String, Object> document(JobFile file, Optional<LastOutcome> last) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("job", file.name());
    fields.put("description", file.description());
    fields.put("owner", file.owner());
    fields.put("destructive", file.destructive());
    fields.put(
        "schedule",
        file.schedule()
            .map(
                schedule -> {
                  Map<String, String> when = new LinkedHashMap<>();
                  when.put("cron", schedule.cron());
                  when.put("zone", schedule.zone().getId());
                  when.put("on", schedule.on().name().toLowerCase(java.util.Locale.ROOT));
                  return when;
                })
            .orElse(null));
    fields.put("next", next(file).map(Instant::toString).orElse(null));
    fields.put("events", file.events());
    Map<String, Object> parameters = new LinkedHashMap<>();
    file.parameters()
        .forEach(
            (name, parameter) ->
                parameters.put(
                    name,
                    Map.of(
                        "type",
                        parameter.type().name().toLowerCase(java.util.Locale.ROOT),
                        "required",
                        parameter.required())));
    fields.put("parameters", parameters);
    fields.put("lastOutcome", last.map(LastOutcome::outcome).orElse(null));
    fields.put("lastStartedAt", last.map(run -> run.startedAt().toString()).orElse(null));
    return fields;
  }

  private Optional<Instant> next(JobFile file) {
    return file.schedule().flatMap(schedule -> schedule.nextAfter(session.clock().instant()));
  }
}
