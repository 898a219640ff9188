package ai.coditect.ops.metrics.render;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.storage.LocalPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Writes what Cloud Monitoring is given, or says what is other than the files that are there. */
final class RenderMonitoringCommand implements RoomCommand {
  private static final String OUT = "out";
  private static final String DIFF = "diff";
  private static final String PLACE = "ops-worker render monitoring";
  private static final int CANNOT_WRITE = 1;
  private static final int WRONG = 2;

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
    return List.of(
        Argument.option(
            OUT,
            Type.TEXT,
            "The directory to write into; what is rendered no longer is removed from it. Without"
                + " it, all of it is printed."),
        Argument.option(
            DIFF,
            Type.BOOLEAN,
            "Write nothing, and say what is other than the files in that directory."));
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
    SortedMap<String, String> rendered = documents.files();
    Optional<Path> directory = given.text(OUT).flatMap(LocalPath::of);
    if (given.text(OUT).isPresent() && directory.isEmpty()) {
      return Reply.wrong(new Problem("--out is not a path.", PLACE, "Name a directory."));
    }
    if (directory.isEmpty()) {
      return given.flag(DIFF)
          ? Reply.wrong(
              new Problem(
                  "--diff compares with a directory, and none is named.",
                  PLACE,
                  "Add --out k8s/gcp/monitoring."))
          : Reply.done(
              documents.parts(),
              rendered.entrySet().stream()
                  .map(each -> "# " + each.getKey() + "\n" + each.getValue())
                  .toList());
    }
    try {
      DocumentFilesStore files = new DocumentFilesStore(directory.get());
      DocumentDiff diff = DocumentDiff.between(files.read(), rendered);
      if (!given.flag(DIFF)) {
        files.write(rendered, diff.removed());
      }
      return reply(diff, given.flag(DIFF));
    } catch (IOException e) {
      return new Reply(
          CANNOT_WRITE,
          Map.of(),
          List.of(),
          List.of(
              new Problem(
                  "The documents cannot be read or written (" + e.getClass().getSimpleName() + ").",
                  directory.get().toString(),
                  "Choose a directory that may be written.")));
    }
  }

  /**
   * A changed kind is told where it is asked for, and does not keep the files from being written.
   */
  private static Reply reply(DocumentDiff diff, boolean asked) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("added", diff.added());
    document.put("changed", diff.changed());
    document.put("removed", diff.removed());
    List<String> text = diff.isEmpty() ? List.of("Nothing differs.") : diff.lines();
    return new Reply(
        diff.problems().isEmpty() ? 0 : asked ? WRONG : 0, document, text, diff.problems());
  }
}
