package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What {@code jobs/<name>.yaml} says, checked.
 *
 * @param destructive whether its runs are governed: limits, approval, the switch, the clocks (which
 *     also bind a job that announces)
 * @param withoutPlan why nothing is planned before it is destroyed; empty where the job plans
 * @param schedules its rhythms; a single one may have no name
 * @param events the short types that wake the job, for example {@code license.changed}
 */
public record JobFile(
    String name,
    String description,
    String owner,
    boolean destructive,
    Optional<String> withoutPlan,
    List<NamedSchedule> schedules,
    List<String> events,
    Map<String, Parameter> parameters,
    Run run,
    Limits limits,
    Alert alert) {

  /** The problem of a request for a job that is not among these. */
  public static Problem unknown(String job, List<String> known) {
    return new Problem("Unknown job \"" + job + "\".", "job", DidYouMean.cure(job, known));
  }

  /** The schedule of this name; the only one where none is given and none is named. */
  public Optional<NamedSchedule> schedule(Optional<String> wanted) {
    return schedules.stream().filter(each -> each.name().equals(wanted)).findFirst();
  }

  /**
   * What has to succeed now and then: each schedule, or the job itself where only events wake it. A
   * run that is asked for less than a schedule asks for, by an event or by a person, is no success
   * of that schedule. Nobody is late with what only a person starts.
   */
  public List<Expected> expected() {
    if (schedules.isEmpty()) {
      return isStartedByPeople()
          ? List.of()
          : List.of(new Expected(name, Optional.empty(), Optional.empty(), alert.silentFor()));
    }
    return schedules.stream()
        .map(
            each ->
                new Expected(
                    each.label(name),
                    each.name(),
                    Optional.of(each.parameters()),
                    each.silentFor()))
        .toList();
  }

  /** What is told of: what is expected, and the job itself where only a person starts it. */
  public List<Expected> observed() {
    return isStartedByPeople()
        ? List.of(new Expected(name, Optional.empty(), Optional.empty(), alert.silentFor()))
        : expected();
  }

  /** Whether neither a schedule nor an event starts it. */
  public boolean isStartedByPeople() {
    return schedules.isEmpty() && events.isEmpty();
  }

  /**
   * A success that is waited for.
   *
   * @param label {@code job}, or {@code job/schedule}
   * @param parameters of the run that counts; empty where any run of the job does
   */
  public record Expected(
      String label,
      Optional<String> schedule,
      Optional<SortedMap<String, String>> parameters,
      Duration silentFor) {}

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
   * @param connections to the database that a process which runs nothing else may have
   * @param timeout how long one attempt may take
   * @param attempts how often a failing run is tried in all
   */
  public record Run(
      int bite, int partitions, int connections, Duration timeout, int attempts, Backoff backoff) {
    /** What any process of the worker has at most. */
    public static final int MOST_CONNECTIONS = 5;

    /** Of a job whose file does not say how many connections it takes. */
    public Run(int bite, int partitions, Duration timeout, int attempts, Backoff backoff) {
      this(bite, partitions, MOST_CONNECTIONS, timeout, attempts, backoff);
    }
  }

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
   * @param silentFor how long the job may go without a success before somebody is told; of several
   *     schedules, which say it each, the longest
   */
  public record Alert(Duration silentFor, String runbook) {}
}
