package ai.coditect.ops.metrics.alert;

import java.time.Duration;

/**
 * One thing that somebody is told about.
 *
 * @param id in kebab-case; by it a rule finds its policy again
 * @param title what is the matter, as a headline
 * @param notMeant what one might take it for and what it is not
 * @param lasting how long the condition has to hold first
 * @param runbook file and heading below {@link #RUNBOOKS}
 */
public record AlertRule(
    String id,
    String owner,
    Severity severity,
    String title,
    String notMeant,
    Condition condition,
    Duration lasting,
    String runbook) {
  public static final String RUNBOOKS = "src/docs/runbooks/";

  /** As a word of Prometheus. */
  public String word() {
    return id.replace('-', '_');
  }

  public String runbookPath() {
    return RUNBOOKS + runbook;
  }

  /** Whether it may speak of a metric that was never written. */
  public boolean speaksOfNothing() {
    return condition instanceof Condition.Absence;
  }
}
