package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.trigger.command.start.MemoryPolicy;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "serve",
    description = "Work until told to stop: events, schedules, outbox, health on port 8080.")
final class ServeCommand implements Callable<Integer> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(15);

  private final Session session;
  @Mixin private final Answer answer = new Answer();

  ServeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try {
      OpsEnvironment environment =
          OpsEnvironment.read(session.environment(), EnumSet.of(Need.DATABASE, Need.GOOGLE));
      Answer.list(session.err(), "warning", environment.warnings());
      requireMemory();
      try (var context =
          WorkerStart.start(
              session.source(),
              environment,
              session.terminal() ? WorkerStart.Shape.SERVE : WorkerStart.Shape.SERVE_WITH_JSON_LOGS,
              answer.debug)) {
        StopSwitch stop = context.getBean(StopSwitch.class);
        session.interruption().reaches(stop);
        Duration lookEvery =
            context.getEnvironment().getProperty("ops.look-every", Duration.class, LOOK_EVERY);
        while (!session.interruption().await(stop, lookEvery)) {
          Outward.requireStill(context);
        }
        if (!stop.refusal().isEmpty()) {
          throw new RefusalException(stop.refusal());
        }
      }
      return 0;
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  /** Before anything is connected to: what is killed later is killed in the middle of its work. */
  private static void requireMemory() {
    Optional<Problem> tooSmall = MemoryPolicy.ofThisProcess().problem();
    if (tooSmall.isPresent()) {
      throw new ProblemsException(List.of(tooSmall.get()));
    }
  }
}
