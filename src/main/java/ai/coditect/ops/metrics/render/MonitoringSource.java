package ai.coditect.ops.metrics.render;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.metrics.alert.AlertFileStore;
import ai.coditect.ops.metrics.alert.AlertFiles;
import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.JobAlerts;
import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Everything that is rendered, from the files that say it. */
public final class MonitoringSource {
  private MonitoringSource() {}

  /**
   * @throws ProblemsException with everything that is wrong with any of the files: half of the
   *     rules would be silence about the other half
   */
  public static MonitoringDocuments read(Surroundings surroundings, Clock clock) {
    List<JobFile> jobs = JobFiles.in(surroundings.jobs()).read(clock);
    MetricFiles figures = MetricFileStore.read(surroundings.jobs());
    AlertFiles alerts = AlertFileStore.read(surroundings.jobs(), figures);
    List<Problem> problems = new ArrayList<>(figures.problems());
    problems.addAll(alerts.problems());
    List<AlertRule> rules = new ArrayList<>(JobAlerts.of(jobs));
    rules.addAll(alerts.rules());
    Set<String> ids = new HashSet<>();
    rules.forEach(
        rule -> {
          if (!ids.add(rule.id())) {
            problems.add(
                new Problem(
                    "Two alerts are named \"" + rule.id() + "\".",
                    "jobs/alerts",
                    "Rename the one in the alert file; the other follows from a job file."));
          }
          if (rule.id().length() > 63) {
            problems.add(
                new Problem(
                    "The name of the alert \"" + rule.id() + "\" is too long for a label.",
                    "jobs",
                    "Shorten the name of the job or of its schedule."));
          }
        });
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return MonitoringDocuments.of(jobs, figures, rules);
  }
}
