package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.monitoring.service.DescriptorPlan;
import ai.coditect.ops.metrics.monitoring.service.MonitoringClient;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.monitoring.service.MonitoringTroubleException;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.MetricShape;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings to Cloud Monitoring the descriptors of all figures, which policies and dashboards rest on.
 * It compares first and does only what differs, so that an apply that ended half-way is finished by
 * the next one.
 */
final class ApplyCommand implements RoomCommand {
  private static final String DRY_RUN = "dry-run";
  private static final int AWAY = 1;
  private static final int WRONG_FILES = 2;
  private static final int REFUSED = 3;

  @Override
  public String name() {
    return "monitoring apply";
  }

  @Override
  public String description() {
    return "Describe every figure of the metric files in Cloud Monitoring.";
  }

  @Override
  public List<Argument> arguments() {
    return List.of(
        Argument.option(DRY_RUN, Type.BOOLEAN, "Say what would be done, and change nothing."));
  }

  @Override
  public boolean needsDatabase() {
    return false;
  }

  @Override
  public boolean readsSurroundings() {
    return true;
  }

  /** Nothing of the database, and nothing of anybody's. */
  @Override
  public boolean writes() {
    return false;
  }

  @Override
  public Reply run(Given given, Room room) {
    Surroundings surroundings = room.get(Surroundings.class);
    if (surroundings.project().isEmpty()) {
      return Reply.wrong(
          new Problem(
              "GOOGLE_CLOUD_PROJECT is not set: nobody knows where to apply.",
              "environment",
              "Set it to the project's id."));
    }
    MetricFiles files = MetricFileStore.read(surroundings.jobs());
    if (!files.problems().isEmpty()) {
      return new Reply(WRONG_FILES, Map.of(), List.of(), files.problems());
    }
    MonitoringSettings settings =
        MonitoringSettings.of(surroundings.project(), surroundings.monitoring());
    List<MetricShape> declared = files.figures().map(FigureWriting::shape).toList();
    List<String> done = new ArrayList<>();
    try (MonitoringClient client = new MonitoringClient(settings)) {
      DescriptorPlan plan = DescriptorPlan.of(declared, client.metrics());
      List<Problem> problems = new ArrayList<>(plan.problems());
      if (!given.flag(DRY_RUN)) {
        Stream.concat(plan.added().stream(), plan.changed().stream())
            .forEach(
                shape -> {
                  Optional<Problem> refused = client.describe(shape);
                  refused.ifPresent(problems::add);
                  if (refused.isEmpty()) {
                    done.add(shape.metric());
                  }
                });
      }
      return reply(given.flag(DRY_RUN), plan, problems);
    } catch (MonitoringTroubleException e) {
      return new Reply(
          AWAY,
          Map.of("described", List.copyOf(done)),
          List.of(done.size() + " of " + declared.size() + " described; apply again."),
          List.of(e.problem(settings.where())));
    }
  }

  private static Reply reply(boolean dryRun, DescriptorPlan plan, List<Problem> problems) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("dryRun", dryRun);
    document.put("added", names(plan.added()));
    document.put("changed", names(plan.changed()));
    document.put("unchanged", plan.unchanged().size());
    List<String> text = new ArrayList<>();
    plan.added().forEach(shape -> text.add("new      " + type(shape)));
    plan.changed().forEach(shape -> text.add("changed  " + type(shape)));
    text.add(
        "%d new, %d changed, %d as they are%s."
            .formatted(
                plan.added().size(),
                plan.changed().size(),
                plan.unchanged().size(),
                dryRun ? "; nothing was done" : ""));
    return new Reply(problems.isEmpty() ? 0 : REFUSED, document, text, problems);
  }

  private static List<String> names(List<MetricShape> shapes) {
    return shapes.stream().map(ApplyCommand::type).toList();
  }

  private static String type(MetricShape shape) {
    return Measurement.PREFIX + shape.metric();
  }
}
