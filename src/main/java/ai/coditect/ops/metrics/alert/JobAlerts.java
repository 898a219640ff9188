package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.alert.Condition.Absence;
import ai.coditect.ops.metrics.alert.Condition.BurnRate;
import ai.coditect.ops.metrics.alert.Condition.Sense;
import ai.coditect.ops.metrics.alert.Condition.Threshold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules that follow from a job file: each success that is waited for has the same ones. Nobody
 * waits for what a person starts; that it fails is told all the same, and at once.
 */
public final class JobAlerts {
  /** Of the figures of jobs, those that rules read. */
  public static final String SINCE_SUCCESS = "job_seconds_since_success";

  public static final String OVERDUE = "job_overdue";
  public static final String FAILURES = "job_consecutive_failures";

  /** Of the windows of an objective, so many are to be good. */
  public static final double GOAL = 0.99;

  private static final int FAILURES_IN_A_ROW = 3;
  private static final Duration OVERDUE_FOR = Duration.ofMinutes(3);
  private static final Duration UNSEEN_FOR = Duration.ofMinutes(5);

  private JobAlerts() {}

  public static List<AlertRule> of(List<JobFile> files) {
    return files.stream()
        .flatMap(
            file ->
                file.isStartedByPeople()
                    ? file.observed().stream().map(each -> failed(file, each))
                    : file.expected().stream().flatMap(each -> of(file, each).stream()))
        .toList();
  }

  /** As a word for ids: a schedule's name follows that of its job. */
  public static String idOf(Expected expected) {
    return expected.label().replace('/', '-');
  }

  /** The objective of how fresh a success is. */
  public static String objectiveOf(Expected expected) {
    return idOf(expected) + "-freshness";
  }

  private static List<AlertRule> of(JobFile file, Expected expected) {
    List<AlertRule> rules = new ArrayList<>();
    String label = expected.label();
    rules.add(
        rule(
            file,
            expected,
            "silent",
            file.destructive() ? Severity.CRITICAL : Severity.ERROR,
            label + ": no success for " + told(expected.silentFor()),
            "It does not say that the job ran and failed: it may not have been started at all.",
            new Threshold(
                series(SINCE_SUCCESS, label), Sense.ABOVE, expected.silentFor().toSeconds()),
            Duration.ZERO));
    rules.add(
        rule(
            file,
            expected,
            "unseen",
            Severity.ERROR,
            label + ": no worker knows of it",
            "It does not say that the job failed, nor that the worker is down: the worker reports its other jobs.",
            new Absence(
                series(SINCE_SUCCESS, label),
                Optional.of(SeriesSelector.ofService(SINCE_SUCCESS, Map.of()))),
            UNSEEN_FOR));
    rules.add(
        rule(
            file,
            expected,
            "failing",
            Severity.WARNING,
            label + ": " + FAILURES_IN_A_ROW + " runs in a row failed or were refused",
            "It does not say that something was lost: what is left stays for the next run.",
            new Threshold(series(FAILURES, label), Sense.AT_LEAST, FAILURES_IN_A_ROW),
            Duration.ZERO));
    if (file.schedule(expected.schedule()).isPresent()) {
      rules.add(
          rule(
              file,
              expected,
              "overdue",
              Severity.WARNING,
              label + ": its slot has passed and nothing ran",
              "It does not say that a run failed: none began.",
              new Threshold(series(OVERDUE, label), Sense.AT_LEAST, 1),
              OVERDUE_FOR));
    }
    rules.add(burn(file, expected, "fast", Duration.ofHours(1), 14.4, Severity.ERROR));
    rules.add(burn(file, expected, "slow", Duration.ofHours(6), 6, Severity.WARNING));
    return rules;
  }

  private static AlertRule failed(JobFile file, Expected expected) {
    return rule(
        file,
        expected,
        "failing",
        file.destructive() ? Severity.CRITICAL : Severity.ERROR,
        expected.label() + ": its last run failed or was refused",
        "It does not say that something was lost: what is left stays for the next run, which a person starts.",
        new Threshold(series(FAILURES, expected.label()), Sense.AT_LEAST, 1),
        Duration.ZERO);
  }

  private static AlertRule burn(
      JobFile file,
      Expected expected,
      String speed,
      Duration lookBack,
      double rate,
      Severity severity) {
    return rule(
        file,
        expected,
        "burn-" + speed,
        severity,
        "%s: %s%% of %s too old, its objective is %s%%"
            .formatted(
                expected.label(),
                Condition.number(Math.round(rate * (1 - GOAL) * 1000) / 10.0),
                told(lookBack),
                Condition.number(GOAL * 100)),
        "It tells nothing new beside \"silent\"; alone, it says that the job is silent again and again.",
        new BurnRate(objectiveOf(expected), lookBack, rate),
        Duration.ZERO);
  }

  private static AlertRule rule(
      JobFile file,
      Expected expected,
      String what,
      Severity severity,
      String title,
      String notMeant,
      Condition condition,
      Duration lasting) {
    return new AlertRule(
        idOf(expected) + "-" + what,
        file.owner(),
        severity,
        title,
        notMeant,
        condition,
        lasting,
        file.name() + ".md#" + what.replaceFirst("-.*", ""));
  }

  private static SeriesSelector series(String figure, String label) {
    return SeriesSelector.ofService(figure, Map.of("job", label));
  }

  /** In words: 26 hours, 15 days. */
  static String told(Duration length) {
    if (length.toHours() >= 48 && length.toHours() % 24 == 0) {
      return length.toDays() + " days";
    }
    if (length.toMinutes() % 60 == 0 && length.toHours() > 0) {
      return length.toHours() == 1 ? "an hour" : length.toHours() + " hours";
    }
    return length.toMinutes() + " minutes";
  }
}
