package ai.coditect.ops.job.render;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What a command answers that renders: it prints, writes, or says what is other.
 *
 * @param command as it is typed
 * @param committed where the repository keeps what is rendered, for cures
 * @param directories below the place that is named
 * @param refusals changes that whoever reads the documents does not take
 */
public record RenderAnswer(
    String command,
    String committed,
    List<String> directories,
    Function<DocumentDiff, List<Problem>> refusals) {
  /** The argument that names the place. */
  public static final String OUT = "out";

  private static final String DIFF = "diff";
  private static final int CANNOT_WRITE = 1;
  private static final int WRONG = 2;

  public static List<Argument> arguments() {
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

  /**
   * @param place what {@link #OUT} names; empty also where that is not a path
   * @param document what is printed when JSON is asked for
   */
  public Reply of(
      Given given,
      Optional<Path> place,
      Map<String, Object> document,
      SortedMap<String, String> rendered) {
    if (given.text(OUT).isPresent() && place.isEmpty()) {
      return Reply.wrong(new Problem("--out is not a path.", command, "Name a directory."));
    }
    if (place.isEmpty()) {
      return given.flag(DIFF)
          ? Reply.wrong(
              new Problem(
                  "--diff compares with a directory, and none is named.",
                  command,
                  "Add --out " + committed + "."))
          : Reply.done(
              document,
              rendered.entrySet().stream()
                  .map(each -> "# " + each.getKey() + "\n" + each.getValue())
                  .toList());
    }
    try {
      DocumentFilesStore files = new DocumentFilesStore(place.get(), directories);
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
                  place.get().toString(),
                  "Choose a directory that may be written.")));
    }
  }

  /**
   * A refused change is told where it is asked for, and does not keep the files from being written.
   */
  private Reply reply(DocumentDiff diff, boolean asked) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("added", diff.added());
    document.put("changed", diff.changed());
    document.put("removed", diff.removed());
    List<String> text = diff.isEmpty() ? List.of("Nothing differs.") : diff.lines();
    List<Problem> problems = refusals.apply(diff);
    return new Reply(problems.isEmpty() || !asked ? 0 : WRONG, document, text, problems);
  }
}
