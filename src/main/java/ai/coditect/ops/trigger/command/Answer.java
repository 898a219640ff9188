package ai.coditect.ops.trigger.command;

import ai.coditect.ops.database.failure.FailureTrace;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** How a command answers: one JSON document on stdout, or text for a person. */
final class Answer {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Option(names = "--json", description = "Print one JSON document on stdout.")
  boolean json;

  @Option(names = "--debug", description = "Print the stack trace of an expected failure too.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** Prints problems in the way that was asked for, and answers the exit code. */
  int failure(Session session, StartFailure failure) {
    if (json) {
      document(session.out(), Map.of("problems", problems(failure.problems())));
    } else {
      list(session.err(), "error", failure.problems());
    }
    return failure.exitCode();
  }

  int failure(Session session, Throwable thrown) {
    return failure(session, explain(session, thrown));
  }

  /** What to say of it; nothing but a stack trace tells where a fault of ours is. */
  StartFailure explain(Session session, Throwable thrown) {
    if (debug || !StartFailure.isExpected(thrown)) {
      FailureTrace.of(thrown).printStackTrace(session.err());
    }
    return StartFailure.of(thrown);
  }

  static void document(PrintStream out, Map<String, ?> document) {
    out.println(JSON.writeValueAsString(document));
    out.flush();
  }

  static void list(PrintStream stream, String kind, List<Problem> problems) {
    for (Problem problem : problems) {
      stream.println(kind + ": " + problem.where() + ": " + problem.what());
      stream.println("  " + problem.cure());
    }
    stream.flush();
  }

  static List<Map<String, String>> problems(List<Problem> problems) {
    return problems.stream()
        .map(
            problem -> {
              Map<String, String> fields = new LinkedHashMap<>();
              fields.put("what", problem.what());
              fields.put("where", problem.where());
              fields.put("cure", problem.cure());
              return fields;
            })
        .toList();
  }

  /** A table with aligned columns; numbers are not treated specially. */
  static void table(PrintStream out, List<String> head, List<List<String>> rows) {
    int[] widths = head.stream().mapToInt(String::length).toArray();
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    line(out, head, widths);
    rows.forEach(row -> line(out, row, widths));
    out.flush();
  }

  private static void line(PrintStream out, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    out.println(line.toString().stripTrailing());
  }

  static String orDash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
