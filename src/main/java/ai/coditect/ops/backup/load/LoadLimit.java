package ai.coditect.ops.backup.load;

import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What share of a resource the instance may use, and what is said of what it uses. */
public enum LoadLimit {
  /** A busy hour is no fault: its quietest minute says what the instance does when it is idle. */
  CPU(
      "cloudsql.googleapis.com/database/cpu/utilization",
      "the processor of the instance has room when it is idle",
      "processor at the quietest minute of the last hour",
      30,
      "Take a larger machine, or see in Query Insights which statements never rest."),
  MEMORY(
      "cloudsql.googleapis.com/database/memory/utilization",
      "the memory of the instance has room",
      "memory",
      60,
      "Take a machine with more memory, or see who keeps connections open that nobody uses.");

  /** What is asked for; the service shows a point up to four minutes after its time. */
  static final Duration ASKED = Duration.ofHours(1);

  /** A point that is older says nothing about now. */
  static final Duration FRESH = Duration.ofMinutes(10);

  private final String metric;
  private final String claim;
  private final String measured;
  private final int below;
  private final String cure;

  LoadLimit(String metric, String claim, String measured, int below, String cure) {
    this.metric = metric;
    this.claim = claim;
    this.measured = measured;
    this.below = below;
    this.cure = cure;
  }

  /** One point: which share was in use, of 1. */
  public record Sample(Instant at, double share) {}

  String metric() {
    return metric;
  }

  /** A sentence that is true when the item is fine. */
  public String claim() {
    return claim;
  }

  /**
   * What was found.
   *
   * @param problem what is wrong; empty when it is fine
   */
  public record Judgement(String measured, Optional<Problem> problem) {}

  /**
   * @param samples of the last hour, in any order
   * @param where the instance
   */
  Judgement judge(List<Sample> samples, String where, Instant now) {
    Optional<Sample> newest = samples.stream().max(Comparator.comparing(Sample::at));
    if (newest.isEmpty()) {
      return unknown("Cloud Monitoring has no point of the last hour", where);
    }
    if (newest.get().at().isBefore(now.minus(FRESH))) {
      return unknown(
          "the newest point in Cloud Monitoring is of "
              + newest.get().at().truncatedTo(ChronoUnit.SECONDS),
          where);
    }
    double share =
        this == CPU
            ? samples.stream().mapToDouble(Sample::share).min().orElseThrow()
            : newest.get().share();
    String found = measured + ": " + String.format(Locale.ROOT, "%.1f %%", share * 100);
    String expected = "below " + below + " %";
    return share * 100 < below
        ? new Judgement(found + " (expected " + expected + ")", Optional.empty())
        : new Judgement(
            found,
            Optional.of(
                new Problem("Overloaded: " + found + ", expected " + expected + ".", where, cure)));
  }

  private Judgement unknown(String why, String where) {
    return new Judgement(
        why,
        Optional.of(
            new Problem(
                "Load unknown: " + why + " (" + metric + ").",
                where,
                "See that the instance runs and that DB_INSTANCE names it; a new instance has points"
                    + " after some minutes.")));
  }
}
