package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.yaml.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one query of an SQL file that another file names. */
public final class QueryText {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*\\.sql");

  private QueryText() {}

  /** The name of an SQL file; anything else is reported. */
  public static Optional<String> name(Value value) {
    return value.matching(NAME, "the name of an SQL file", "licenses_in_force.sql");
  }

  /**
   * The query without comments and its last semicolon; what is no single query is reported.
   *
   * @param files by name, the one that is wanted among them
   */
  public static Optional<String> of(String file, Value value, Map<String, byte[]> files) {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      return value.wrong(
          "There is no file \"" + file + "\" beside it.",
          DidYouMean.nearest(
                  file, files.keySet().stream().filter(each -> each.endsWith(".sql")).toList())
              .map(near -> "Did you mean \"" + near + "\"?")
              .orElse("Add it."));
    }
    String text =
        new String(bytes, StandardCharsets.UTF_8)
            .replaceAll("(?m)^[ \\t]*--.*$", "")
            .strip()
            .replaceFirst(";$", "");
    if (text.isBlank()) {
      return value.wrong("The file \"" + file + "\" is empty.", "Write one query.");
    }
    if (text.contains(";")) {
      return value.wrong(
          "The file \"" + file + "\" has a semicolon inside.", "Write one query in it.");
    }
    return Optional.of(text);
  }
}
