package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code jobs/<name>.yaml} says, checked.
 *
 * @param destructive whether its runs are governed: limits, approval, the switch, the clocks
 * @param withoutPlan why nothing is planned before it is destroyed; empty where the job plans
 * @param events the short types that wake the job, for example {@code license.changed}
 */
public record JobFile(
    String name,
    String description,
    String owner,
    boolean destructive,
    Optional<String> withoutPlan,
    Optional<Schedule> schedule,
    List<String> events,
    Map<String, Parameter> parameters,
    Run run,
    Limits limits,
    Alert alert) {

  /** The problem of a request for a job that is not among these. */
  public static Problem unknown(String job, List<String> known) {
    return new Problem("Unknown job \"" + job + "\".", "job", DidYouMean.cure(job, known));
  }

  /** A parameter that a request may give. */
  public record Parameter(Type type, boolean required) {
    public enum Type {
      TEXT,
      UUID,
      INTEGER,
      BOOLEAN,
      INSTANT
    }
  }

  /**
   * @param bite rows in one transaction
   * @param partitions shares of a partitioned stage that run side by side
   * @param timeout how long one attempt may take
   * @param attempts how often a failing run is tried in all
   */
  public record Run(int bite, int partitions, Duration timeout, int attempts, Backoff backoff) {}

  /** The wait before the next attempt: doubled from {@code first} up to {@code longest}. */
  public record Backoff(Duration first, Duration longest) {
    public Duration beforeAttempt(int attempt) {
      long doublings = Math.min(Math.max(attempt - 2, 0), 30);
      Duration wait = first.multipliedBy(1L << doublings);
      return wait.compareTo(longest) > 0 ? longest : wait;
    }
  }

  /** Bounds of a destructive job; an empty one is not set. */
  public record Limits(
      Optional<Long> mostRows, Optional<Double> mostPercent, Optional<Double> deviation) {}

  /**
   * @param silentFor how long the job may go without a success before somebody is told
   */
  public record Alert(Duration silentFor, String runbook) {}
}
