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
import java.util.regex.Pattern;

/** Brings descriptors, objectives, dashboards and alert policies into Cloud Monitoring. */
final class MonitoringApplyCommand implements RoomCommand {
  private static final String DRY_RUN = "dry-run";
  private static final String CHANNEL = "channel";
  private static final Pattern CHANNEL_NAME =
      Pattern.compile("(projects/[^/]+/notificationChannels/)?[0-9]+");
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
        Argument.option(DRY_RUN, Type.BOOLEAN, "Only say what would be done, and change nothing."),
        Argument.option(
            CHANNEL,
            Type.TEXT,
            "The notification channel, by its number, that alert policies tell which tell nobody."));
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
          new Problem(
              "GOOGLE_CLOUD_PROJECT is missing.", "environment", "Set it to the project's id."));
    }
    Optional<String> channel = given.text(CHANNEL);
    if (channel.filter(name -> !CHANNEL_NAME.matcher(name).matches()).isPresent()) {
      return Reply.wrong(
          new Problem(
              "This is no name of a notification channel.",
              PLACE,
              "Give its number; \"gcloud beta monitoring channels list\" shows it."));
    }
    List<MonitoringDocument> documents =
        MonitoringSource.read(surroundings, given.clock()).documents();
    ConnectionSettings connection =
        new ConnectionSettings(surroundings.project().get(), surroundings.monitoring());
    try (DeployClient client =
        DeployClient.open(
            connection,
            documents,
            channel.map(name -> name(connection, name)),
            MonitoringApplyCommand::rest)) {
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

  private static String name(ConnectionSettings connection, String channel) {
    return channel.contains("/")
        ? channel
        : connection.parent() + "/notificationChannels/" + channel;
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
    document.put("tellNobody", answer.silent());
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
    List<Problem> problems = new ArrayList<>();
    trouble.map(DeployAnswer.Trouble::problem).ifPresent(problems::add);
    if (answer.silent() > 0) {
      problems.add(silent(project, answer.silent()));
    }
    return new Reply(
        trouble.map(each -> each.refused() ? REFUSED : LATER).orElse(0), document, text, problems);
  }

  /** It is applied, and nobody hears of it. */
  private static Problem silent(String project, int policies) {
    return new Problem(
        "Alert policies tell nobody: %d without a notification channel.".formatted(policies),
        "Cloud Monitoring of project " + project,
        "Type \"monitoring apply --channel=NUMBER\"; \"gcloud beta monitoring channels list\" shows"
            + " channels. Those that have one keep theirs.");
  }
}
