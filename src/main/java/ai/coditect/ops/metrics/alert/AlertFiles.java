package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.problem.Problem;
import java.util.List;

/** The rules of the alert files, and everything that is wrong with them. */
public record AlertFiles(List<AlertRule> rules, List<Problem> problems) {
  public AlertFiles {
    rules = List.copyOf(rules);
    problems = List.copyOf(problems);
  }
}
