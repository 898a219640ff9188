package ai.coditect.ops.metrics;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of {@code jobs/metrics-report.yaml}.
 *
 * @param every how often serving workers tell figures
 * @param budget how long reading them may take before the rest is skipped
 */
record MetricsReportSettings(Duration every, Duration budget) {
  MetricsReportSettings {
    List<Problem> problems = new ArrayList<>();
    if (every.compareTo(Duration.ofSeconds(10)) < 0 || every.compareTo(Duration.ofMinutes(5)) > 0) {
      problems.add(problem("every", "it is not from 10s to 5m.", "60s"));
    }
    if (budget.compareTo(Duration.ofSeconds(1)) < 0
        || budget.compareTo(Duration.ofSeconds(8)) > 0
        || budget.compareTo(every) >= 0) {
      problems.add(problem("budget", "it is not from 1s to 8s, and shorter than every.", "5s"));
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
  }

  private static Problem problem(String key, String what, String example) {
    return new Problem(
        what, "jobs/metrics-report.yaml, settings." + key, "Write it as " + example + ".");
  }

  /** How long a worker leads; another one that looks four times a turn follows in time. */
  Duration lead() {
    return every.plus(lookout());
  }

  Duration lookout() {
    return every.dividedBy(4);
  }
}
