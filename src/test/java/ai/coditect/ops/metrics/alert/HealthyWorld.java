package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.file.LabelDomain;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.file.WorkerMeter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A service in which all is well: jobs run in their rhythm, events wake them in between, ages rise
 * and fall, and once a day a new version is rolled out, so that nothing is written for three
 * minutes.
 */
final class HealthyWorld {
  private static final int DAY = 24 * 60;
  private static final int ROLL_OUT = 180;
  private static final Pattern PART = Pattern.compile("(-?[0-9.]+?)([+-][0-9.]+)?x(\\d+)");

  private final MetricFiles figures;
  private final List<AlertRule> rules;
  private final long minutes;
  private final RuleTest test = new RuleTest();
  private Predicate<SeriesSelector> stands = series -> false;
  private long stillFrom = Long.MAX_VALUE;
  private String missed = "";

  HealthyWorld(MetricFiles figures, List<AlertRule> rules, long minutes) {
    this.figures = figures;
    this.rules = rules;
    this.minutes = minutes;
  }

  /** From this minute on these series are not written. */
  HealthyWorld standingStill(long from, Predicate<SeriesSelector> series) {
    stillFrom = from;
    stands = series;
    return this;
  }

  /** From this minute on nothing starts this job. */
  HealthyWorld missing(String job, long from) {
    stillFrom = from;
    missed = job;
    return this;
  }

  RuleTest test() {
    jobs();
    figures.figures().filter(figure -> !isOfJobs(figure)).forEach(this::figure);
    return test;
  }

  private boolean isOfJobs(MetricFigure figure) {
    return figures.files().stream()
        .anyMatch(file -> file.isOf(WorkerMeter.JOBS) && file.figures().contains(figure));
  }

  /** Every job that a rule names; its rhythm is two thirds of what it may be silent. */
  private void jobs() {
    TreeSet<String> jobs = new TreeSet<>();
    rules.forEach(
        rule ->
            rule.condition()
                .series()
                .forEach(
                    series ->
                        jobs.addAll(
                            series.labels().containsKey("job")
                                ? List.of(series.labels().get("job"))
                                : List.of())));
    for (String job : jobs) {
      long rhythm = job.equals("gdpr-purge") ? DAY : rhythm(job);
      job("job_seconds_since_success", job, saw(0, 60, rhythm));
      job("job_last_duration", job, List.of(constant(12)));
      job("job_consecutive_failures", job, failures(job, rhythm));
      job(
          "job_overdue",
          job,
          job.equals(missed)
              ? List.of("0x" + (stillFrom - 1), "1x" + (minutes - stillFrom))
              : List.of(constant(0)));
      job("job_seconds_to_next_slot", job, saw(rhythm * 60, -60, rhythm));
      job("job_silence_share", job, saw(0, 2.0 / 3 / rhythm, rhythm));
      // Every other day, and every other run, there is nothing to do.
      job("job_rows_changed", job, List.of("3x" + (rhythm - 1), "0x" + (rhythm - 1)));
    }
  }

  private long rhythm(String job) {
    return rules.stream()
        .map(AlertRule::condition)
        .filter(Condition.Threshold.class::isInstance)
        .map(Condition.Threshold.class::cast)
        .filter(each -> each.of().figure().equals("job_seconds_since_success"))
        .filter(each -> job.equals(each.of().labels().get("job")))
        .map(each -> (long) each.threshold() / 60 * 2 / 3)
        .findFirst()
        // Of what a person starts.
        .orElse((long) DAY);
  }

  /** Now and then a run fails, and the next one does not; a person sees it end. */
  private List<String> failures(String job, long rhythm) {
    boolean told =
        rules.stream()
            .map(AlertRule::condition)
            .anyMatch(
                each ->
                    each instanceof Condition.Threshold threshold
                        && threshold.of().figure().equals("job_consecutive_failures")
                        && job.equals(threshold.of().labels().get("job"))
                        && threshold.threshold() <= 1);
    if (told) {
      return List.of(constant(0));
    }
    return List.of("0x" + (rhythm * 3 - 1), "1x" + (rhythm - 1), "2x" + (rhythm - 1));
  }

  private void job(String figure, String job, List<String> period) {
    figures
        .figure(figure)
        .ifPresent(each -> add(SeriesSelector.ofService(figure, Map.of("job", job)), period));
  }

  private void figure(MetricFigure figure) {
    List<String> period =
        switch (figure.name()) {
          case "outbox_oldest" -> saw(0, 60, 10);
          case "events_rejected_of_day" -> List.of("2x" + (DAY - 1), "5x" + (DAY - 1));
          case "run_parked_longest" -> saw(0, 60, 40);
          // People become due in the course of the day; what no whole run left is not counted as
          // possible.
          case "deletions_overdue" -> List.of("0x59", "1x599", "3x" + (DAY - 661));
          case "deletion_oldest_overdue" -> saw(0, 60, DAY);
          case "privacy_request_days_left" -> saw(30, -0.001, 20_000);
          case "export_oldest_waiting" -> saw(0, 60, 90);
          case "backup_newest" -> saw(600, 60, DAY);
          case "backup_recovery_lag" -> saw(60, 60, 10);
          case "backup_marker" -> saw(0, 60, 30);
          case "drill_last_ok" -> saw(0, 60, 7 * DAY);
          case "drill_recovery_point" -> List.of(constant(1700));
          case "drill_recovery_time" -> List.of(constant(2400));
          case "database_connections" -> saw(10, 1, 60);
          case "database_connections_most" -> List.of(constant(97));
          case "database_dead_rows" -> saw(0, 10_000, 600);
          case "database_longest_transaction" -> saw(0, 60, 5);
          case "database_oldest_xmin_age" -> saw(0, 5000, DAY);
          case "ledger_verified" -> saw(0, 60, DAY);
          case "ledger_entries" -> List.of(constant(400));
          case "collection_age" -> saw(0, 60, 5);
          case "process_uptime" -> saw(0, 60, DAY);
          case "process_connections_awaited" -> List.of("0x57", "2x2");
          case "destruction_paused" -> List.of("0x" + (DAY - 1), "1x240");
          default -> List.of(constant(0));
        };
    for (Map<String, String> labels : labelSets(figure)) {
      boolean well = labels.getOrDefault("verdict", "").equals("ok");
      SeriesSelector.Resource resource =
          isOfProcess(figure) ? SeriesSelector.Resource.POD : SeriesSelector.Resource.SERVICE;
      add(
          new SeriesSelector(figure.name(), resource, new TreeMap<>(labels)),
          well && figure.name().endsWith("_verdict") ? List.of(constant(1)) : period);
    }
  }

  private boolean isOfProcess(MetricFigure figure) {
    return figures.files().stream()
        .anyMatch(file -> file.isOf(WorkerMeter.PROCESS) && file.figures().contains(figure));
  }

  /** All of them where they can be counted; else one. */
  private static List<? extends Map<String, String>> labelSets(MetricFigure figure) {
    if (!figure.combinations().isEmpty()) {
      return figure.combinations();
    }
    Map<String, String> labels = new TreeMap<>();
    figure
        .labels()
        .forEach(
            (name, domain) ->
                labels.put(
                    name,
                    domain instanceof LabelDomain.Words words ? words.words().get(0) : "anything"));
    return List.of(labels);
  }

  private static String constant(double value) {
    return Condition.number(value) + "x59";
  }

  private static List<String> saw(double from, double step, long length) {
    return List.of(
        Condition.number(from)
            + (step < 0 ? "-" : "+")
            + Condition.number(Math.abs(step))
            + "x"
            + (length - 1));
  }

  /**
   * The period again and again, with three minutes missing a day, until what stands still is not
   * written any more.
   */
  private void add(SeriesSelector series, List<String> period) {
    List<String> once = period.stream().flatMap(part -> written(part).stream()).toList();
    StringBuilder values = new StringBuilder();
    for (int minute = 0; minute < minutes; minute++) {
      boolean rollOut = minute % DAY >= ROLL_OUT && minute % DAY < ROLL_OUT + 3;
      boolean still = minute >= stillFrom && stands.test(series);
      values.append(rollOut || still ? "_" : once.get(minute % once.size())).append(' ');
    }
    test.series(series.promQl(), values.toString());
  }

  /** Each value of a part in Prometheus' shorthand: a, axn, a+bxn. */
  private static List<String> written(String part) {
    Matcher found = PART.matcher(part);
    if (!found.matches()) {
      throw new IllegalArgumentException(part);
    }
    double from = Double.parseDouble(found.group(1));
    double step = found.group(2) == null ? 0 : Double.parseDouble(found.group(2));
    return IntStream.rangeClosed(0, Integer.parseInt(found.group(3)))
        .mapToObj(each -> Condition.number(from + each * step))
        .toList();
  }
}
