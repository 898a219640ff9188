package ai.coditect.ops.job.file;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.problem.yaml.Findings;

/** Whether a destructive job's file and its code agree about what bounds it. */
final class PlanCheck {
  private static final String OWN_SCHEMA = "coditect_ops.";

  private PlanCheck() {}

  static void check(JobFile file, OpsJob<?> job, Findings findings) {
    for (String table : job.workTables()) {
      if (!table.startsWith(OWN_SCHEMA)) {
        findings.add(
            "The job calls " + table + " its work table, and that is not a table of the worker.",
            "Only tables of coditect_ops can be; of any other one it answers for each row.");
      }
    }
    if (!file.destructive()) {
      return;
    }
    if (job.planned()) {
      file.withoutPlan()
          .ifPresent(
              reason ->
                  findings.add(
                      "\"without-plan\" contradicts the job, which plans what it destroys.",
                      "Remove it."));
      return;
    }
    if (file.withoutPlan().isEmpty()) {
      findings.add(
          "The job destroys without a plan, and the file does not say why.",
          "Have the job plan what it destroys, or add \"without-plan: REASON\" and most-rows.");
      return;
    }
    JobFile.Limits limits = file.limits();
    boolean judged = limits.mostPercent().isPresent() || limits.deviation().isPresent();
    // Where no limit is set at all, the file was told so before.
    if (judged && limits.mostRows().isEmpty()) {
      findings.add(
          "Without a plan only most-rows bounds the job, and it is not set.",
          "Write most-rows instead of most-percent and deviation.");
    } else if (judged) {
      findings.add(
          "most-percent and deviation are held against a plan, and the job has none.",
          "Keep most-rows only.");
    }
  }
}
