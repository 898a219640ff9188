package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.RunResult;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints how a run ended; its shape in JSON is a promise. */
record RunAnswer(Session session, Answer answer, boolean dryRun) {

  int print(RunResult result) {
    if (answer.json) {
      Answer.document(session.out(), document(result));
    } else {
      // What never was a run has no result to show.
      if (result.outcome() != RunResult.Ending.INVALID) {
        text(session.out(), result);
      }
      Answer.list(session.err(), "error", result.problems());
    }
    return result.outcome().exitCode();
  }

  private Map<String, Object> document(RunResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("run", result.run().map(Object::toString).orElse(null));
    fields.put("job", result.job());
    fields.put("key", result.key().isEmpty() ? null : result.key());
    fields.put("asOf", result.asOf().map(Object::toString).orElse(null));
    fields.put("outcome", result.outcome().label());
    fields.put("changed", result.changed().byKind());
    fields.put("took", result.took().toString());
    fields.put("problems", Answer.problems(result.problems()));
    if (dryRun) {
      fields.put("dryRun", true);
      fields.put(
          "plan",
          result.plan().map(Forecast::lines).orElse(List.of()).stream().map(this::line).toList());
    }
    return fields;
  }

  private Map<String, Object> line(Forecast.Line line) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", line.kind());
    fields.put("organization", line.organization().isEmpty() ? null : line.organization());
    fields.put("count", line.count());
    return fields;
  }

  private void text(PrintStream out, RunResult result) {
    out.println(
        result.job()
            + ": "
            + (dryRun ? "dry run, " : "")
            + result.outcome().label()
            + " in "
            + seconds(result.took()));
    result.run().ifPresent(run -> out.println("  run      " + run));
    if (!result.key().isEmpty()) {
      out.println("  key      " + result.key());
    }
    result.asOf().ifPresent(asOf -> out.println("  as of    " + asOf));
    result
        .changed()
        .byKind()
        .forEach((kind, count) -> out.println("  changed  " + count + " " + kind));
    result.retryAt().ifPresent(at -> out.println("  retry    " + at));
    if (dryRun && result.plan().isPresent()) {
      Forecast plan = result.plan().get();
      if (!plan.page().isEmpty()) {
        out.println();
        plan.page().forEach(out::println);
      } else if (plan.lines().isEmpty()) {
        out.println("  Nothing would change.");
      } else {
        out.println();
        Answer.table(
            out,
            List.of("WOULD CHANGE", "TENANT", "ROWS"),
            plan.lines().stream()
                .map(
                    line ->
                        List.of(
                            line.kind(),
                            line.organization().isEmpty() ? "-" : line.organization(),
                            Long.toString(line.count())))
                .toList());
      }
    }
    out.flush();
  }

  static String seconds(Duration length) {
    return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
  }
}
