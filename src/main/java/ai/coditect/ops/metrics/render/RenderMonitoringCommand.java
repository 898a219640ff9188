package ai.coditect.ops.metrics.render;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.job.render.DocumentDiff;
import ai.coditect.ops.job.render.RenderAnswer;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.storage.LocalPath;
import java.util.List;

/** Writes what Cloud Monitoring is given, or says what is other than the files that are there. */
final class RenderMonitoringCommand implements RoomCommand {
  static final List<String> DIRECTORIES =
      List.of("dashboards", "descriptors", "objectives", "policies", "rules");

  private static final List<String> FOR_EVER = List.of("metricKind", "valueType");
  private static final RenderAnswer ANSWER =
      new RenderAnswer(
          "ops-worker render monitoring",
          "k8s/gcp/monitoring",
          DIRECTORIES,
          RenderMonitoringCommand::changedKinds);

  @Override
  public String name() {
    return "render monitoring";
  }

  @Override
  public String description() {
    return "Write descriptors, objectives, dashboards, alert policies and rule files that follow"
        + " from the job files, the metric files and the alert files.";
  }

  @Override
  public List<Argument> arguments() {
    return RenderAnswer.arguments();
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
    MonitoringDocuments documents =
        MonitoringSource.read(room.get(Surroundings.class), given.clock());
    return ANSWER.of(
        given,
        given.text(RenderAnswer.OUT).flatMap(LocalPath::of),
        documents.parts(),
        documents.files());
  }

  /** Changes that Cloud Monitoring does not take. */
  static List<Problem> changedKinds(DocumentDiff diff) {
    return diff.changed().entrySet().stream()
        .filter(each -> each.getKey().startsWith("descriptors/"))
        .filter(each -> each.getValue().stream().anyMatch(FOR_EVER::contains))
        .map(
            each ->
                new Problem(
                    "Kind changed: a metric keeps its kind and value type for ever.",
                    each.getKey(),
                    "Give the figure a name with a version, for example with _v2 at its end, in its file under jobs/metrics."))
        .toList();
  }
}
