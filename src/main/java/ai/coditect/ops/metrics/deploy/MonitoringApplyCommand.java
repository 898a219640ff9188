package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.metrics.deploy.DeployPlan.Step;
import ai.coditect.ops.metrics.deploy.DeployPlan.Verb;
import ai.coditect.ops.metrics.render.MonitoringDocument;
import ai.coditect.ops.metrics.render.MonitoringSource;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings descriptors, objectives, dashboards and alert policies into Cloud Monitoring. */
final class MonitoringApplyCommand implements RoomCommand {
  private static final String DRY_RUN = "dry-run";
  private static final String PLACE = "ops-worker monitoring apply";
  private static final int LATER = 1;
  private static final int REFUSED = 3;

  @Override
  public String name() {
    return "monitoring apply";
  }

  @Override
  public String description() {
    return "Make Cloud Monitoring of the project equal to what is rendered: descriptors, objectives,"
        + " dashboards, alert policies. What belongs to others is left alone.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(DRY_RUN, Type.BOOLEAN, "Only say what would be done, and change nothing."));
  }

  @Override
  public boolean needsDatabase() {
    return false;
  }

  @Override
  public boolean readsSurroundings() {
    return true;
  }

  @Override
  public Reply run(Given given, Room room) {
    Surroundings surroundings = room.get(Surroundings.class);
    if (surroundings.project().isEmpty()) {
      return Reply.wrong(
          new Problem("GOOGLE_CLOUD_PROJECT is missing.", PLACE, "Set it to the project's id."));
    }
    List<MonitoringDocument> documents =
        MonitoringSource.read(surroundings, given.clock()).documents();
    ConnectionSettings connection =
        new ConnectionSettings(surroundings.project().get(), surroundings.monitoring());
    try (DeployClient client =
        DeployClient.open(connection, documents, MonitoringApplyCommand::rest)) {
      boolean dryRun = given.flag(DRY_RUN);
      return reply(connection.project(), client.apply(documents, dryRun), dryRun);
    } catch (IOException e) {
      return Reply.wrong(
          new Problem(
              "There are no credentials for Cloud Monitoring.",
              PLACE,
              "Type \"gcloud auth application-default login\", or run it where an identity is given."));
    }
  }

  private static void rest(Duration length) {
    try {
      Thread.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Reply reply(String project, DeployAnswer answer, boolean dryRun) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("project", project);
    document.put("dryRun", dryRun);
    for (Verb verb : Verb.values()) {
      document.put(
          verb.word(),
          answer.steps().stream().filter(step -> step.verb() == verb).map(Step::what).toList());
    }
    document.put("unchanged", answer.unchanged());
    List<String> text =
        new ArrayList<>(
            answer.steps().stream()
                .map(Step::told)
                .map(told -> dryRun ? "would be " + told : told)
                .toList());
    text.add(
        (answer.steps().isEmpty() ? "Nothing to do" : answer.steps().size() + " changes")
            + ", "
            + answer.unchanged()
            + " unchanged.");
    Optional<DeployAnswer.Trouble> trouble = answer.trouble();
    return new Reply(
        trouble.map(each -> each.refused() ? REFUSED : LATER).orElse(0),
        document,
        text,
        trouble.map(DeployAnswer.Trouble::problem).map(List::of).orElseGet(List::of));
  }
}
