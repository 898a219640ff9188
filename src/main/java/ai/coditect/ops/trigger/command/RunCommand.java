package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.StartFailure;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "run", description = "Run one job here and now, then exit.")
final class RunCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 250;

  private final Session session;
  @Mixin private final Answer answer = new Answer();

  @Parameters(index = "0", paramLabel = "JOB", description = "The job's name; see \"jobs\".")
  private String job = "";

  @Parameters(index = "1..*", paramLabel = "name=value", description = "The job's parameters.")
  private List<String> parameters = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "K",
      description = "The run's identity: the same job and key have their effect once.")
  private @Nullable String key;

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description = "The instant to decide by, for example 2026-11-22T09:30:00Z.")
  private @Nullable String asOf;

  @Option(
      names = "--scheduled",
      paramLabel = "T",
      arity = "0..1",
      fallbackValue = Slot.LATEST,
      preprocessor = Slot.OnlyAttached.class,
      description =
          "Be the run of this slot of the schedule; without a value, of the latest one. Of several"
              + " schedules say which: --scheduled=NAME or --scheduled=NAME@T.")
  private @Nullable String scheduled;

  @Option(
      names = "--kubernetes-job",
      paramLabel = "NAME",
      description =
          "The Job of Kubernetes that this is a pod of. The Job of a CronJob is the run of its slot;"
              + " of one that a person made, the name is the key.")
  private @Nullable String kubernetesJob;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who asks, for the record; else the name that this system knows you by.")
  private @Nullable String by;

  @Option(names = "--dry-run", description = "Print what would change, and change nothing.")
  private boolean dryRun;

  RunCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    RequestArguments arguments =
        new RequestArguments(
            job,
            parameters,
            Optional.ofNullable(key),
            Optional.ofNullable(asOf),
            Optional.ofNullable(scheduled),
            Optional.ofNullable(kubernetesJob),
            Optional.ofNullable(by),
            dryRun);
    RunAnswer printer = new RunAnswer(session, answer, dryRun);
    Instant begun = session.clock().instant();
    try {
      RequestArguments.Checked checked = arguments.check(session, EnumSet.of(Need.DATABASE));
      Answer.list(session.err(), "warning", checked.environment().warnings());
      try (ConfigurableApplicationContext context =
          WorkerStart.start(
              session.source(),
              checked.environment().withConnections(checked.file().run().connections()),
              WorkerStart.Shape.ONE_SHOT,
              answer.debug)) {
        session.interruption().reaches(context.getBean(StopSwitch.class));
        return printer.print(run(context, checked.file(), checked.request()));
      }
    } catch (RuntimeException e) {
      StartFailure failure = answer.explain(session, e);
      return printer.print(
          arguments.notStarted(
              failure, java.time.Duration.between(begun, session.clock().instant())));
    }
  }

  @SuppressWarnings("try")
  private RunResult run(ConfigurableApplicationContext context, JobFile file, RunRequest request) {
    Optional<Problem> against = againstKey(context, request);
    if (against.isPresent()) {
      return RunResult.notBegun(repeatable(request), Ending.INVALID, List.of(against.get()));
    }
    JobRunner runner = context.getBean(JobRunner.class);
    Instant deadline = session.clock().instant().plus(file.run().timeout());
    boolean told = false;
    try (Progress progress =
        Progress.show(session, answer, request, context.getBeanProvider(JdbcClient.class))) {
      while (true) {
        if (session.interruption().asked()) {
          return RunResult.notBegun(request, Ending.INTERRUPTED, List.of());
        }
        RunResult result = runner.run(request);
        if (result.outcome() != Ending.BUSY || !session.clock().instant().isBefore(deadline)) {
          return result;
        }
        if (!told) {
          Answer.list(session.err(), "waiting", result.problems());
          told = true;
        }
        pause();
      }
    }
  }

  /** What speaks against a key that somebody chose and no run has yet. */
  private Optional<Problem> againstKey(ConfigurableApplicationContext context, RunRequest request) {
    // The run of a slot or an event would find its key taken; a dry run takes none.
    boolean reserved = RunKey.isReserved(request.job(), request.key());
    boolean fine = reserved ? dryRun : RunKey.isTechnical(request.key());
    boolean chosen = key != null || request.key().equals(kubernetesJob);
    if (!chosen
        || fine
        || new LedgerStore(context.getBean(JdbcClient.class))
            .isOnRecord(request.job(), request.key())) {
      return Optional.empty();
    }
    return Optional.of(reserved ? reserved(request) : personal());
  }

  private static RunRequest repeatable(RunRequest request) {
    return request.under(RunKey.repeatable(request.job(), request.key()));
  }

  private static Problem personal() {
    return new Problem(
        "Key could be somebody's name or address: it has a space, an @, a + or a letter that is"
            + " not plain, and keys stand in records and logs for years.",
        "ops-worker run",
        "Choose a technical one, such as the number of a ticket.");
  }

  private static Problem reserved(RunRequest request) {
    return new Problem(
        "Key is reserved: it has the form of the keys that slots, events and the worker itself"
            + " have, and no run has it yet.",
        "ops-worker run",
        "Choose another one. The run of a slot is \"run "
            + request.job()
            + " --scheduled=T\"; a run that is on record goes on under the key that \"runs --job "
            + request.job()
            + "\" shows.");
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
