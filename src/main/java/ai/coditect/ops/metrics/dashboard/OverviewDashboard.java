package ai.coditect.ops.metrics.dashboard;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.dashboard.Widgets.Reducer;
import ai.coditect.ops.problem.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What whoever is woken opens: is everything running, what is late, what comes next, what needs a
 * person.
 */
final class OverviewDashboard {
  private static final int LIGHT_WIDTH = 12;
  private static final int LIGHT_HEIGHT = 8;
  private static final int HALF = Mosaic.COLUMNS / 2;
  private static final int HEIGHT = 16;

  private final ChartSource source;
  private final List<JobFile> jobs;
  private final Mosaic mosaic = new Mosaic();
  private final List<String> leads = new ArrayList<>();

  private OverviewDashboard(ChartSource source, List<JobFile> jobs) {
    this.source = source;
    this.jobs = jobs;
  }

  static Dashboard of(ChartSource source, List<JobFile> jobs) {
    return new OverviewDashboard(source, jobs).build();
  }

  private Dashboard build() {
    mosaic.section(
        "Is everything running?",
        "Green is well, and no data is not: nobody writes the figure. The page ends with where each light leads.");
    light(
        "Workers that report",
        "process_uptime",
        Map.of(),
        Reducer.COUNT,
        Optional.empty(),
        // None is no data, and one is what is deployed.
        series -> Optional.empty(),
        "worker-absent",
        "figures-absent");
    light("Jobs past their slot", "job_overdue", Reducer.SUM, 0.5, 1.5);
    light("Failures in a row, the most", "job_consecutive_failures", Reducer.MOST, 0.5, 2.5);
    ruled("Oldest event to publish (s)", "outbox_oldest", Reducer.MOST, 300);
    light(
        "Longest silence (1 is too long)",
        "job_silence_share",
        Map.of(),
        Reducer.MOST,
        Optional.of(0.9),
        series -> Optional.of(1.0),
        source.rules().stream()
            .map(AlertRule::id)
            .filter(id -> id.endsWith("-silent"))
            .toArray(String[]::new));
    light("Workers that lead", "process_leads", Reducer.LEAST_OF_ALL, 0.9, 0.5, "figures-absent");
    ruled("Figures that cannot be told", "collection_faults", Reducer.MOST);
    ruled("Metric files left out", "collection_file_problems", Reducer.MOST);
    mosaic.add(Mosaic.COLUMNS, HEIGHT, Widgets.incidents("Open alerts"));
    mosaic.section("What needs a person", "");
    light("Runs waiting for approval", "runs_parked", Reducer.MOST, 0.5, 4.5, "run-parked");
    ruled("Longest wait for approval (s)", "run_parked_longest", Reducer.MOST, 1);
    ruled("Destruction paused", "destruction_paused", Reducer.MOST);
    ruled("Events rejected in a day", "events_rejected_of_day", Reducer.MOST, 0.5);
    mosaic.section(
        "What is late",
        "Since a run last ended well; at 1 a job has been silent for as long as it may.");
    table("Since success (s), by job", "job_seconds_since_success");
    chart("Silence, by job (1 is too long)", "job_silence_share", 1);
    mosaic.section("The next 24 hours", "");
    table("Until the next slot (s), by job", "job_seconds_to_next_slot");
    mosaic.add(HALF, HEIGHT, Widgets.text("Schedule", schedule()));
    mosaic.section("Statutory clocks", "GDPR Art. 12(3): one month to answer, below zero is late.");
    ruled("Days left, the fewest", "privacy_request_days_left", Reducer.LEAST, 7);
    ruled("Longest wait for a copy (s)", "export_oldest_waiting", Reducer.MOST, 3600);
    ruled("Longest past retention (s)", "deletion_oldest_overdue", Reducer.MOST, 172_800);
    ruled("Ledger last read (s)", "ledger_verified", Reducer.MOST, 100_000);
    chart("Days left, by kind", "privacy_request_days_left");
    chart("Requests for erasure, by state", "erasure_requests");
    mosaic.section("Backups", "Age of the newest one, and what restore drills said.");
    ruled("Newest backup (s)", "backup_newest", Reducer.MOST, 93_600);
    ruled("Recovery behind (s)", "backup_recovery_lag", Reducer.MOST, 900);
    light("Newest marker (s)", "backup_marker", Reducer.MOST, 3600, 7200, "backup-marker-silent");
    light(
        "Longest since a good drill (s)",
        "drill_last_ok",
        Reducer.MOST,
        691_200,
        1_296_000,
        "backup-verification-drill-silent");
    failed("Backups found unfit", "backup_verdict");
    light(
        "Drills that failed",
        "drill_verdict",
        Map.of("verdict", "failed"),
        Reducer.SUM,
        Optional.empty(),
        series -> Optional.of(0.5),
        "drill-content-wrong",
        "drill-not-restored",
        "drill-target-missed",
        "drill-not-removed");
    light(
        "Drill: marker older by (s)",
        "drill_recovery_point",
        Reducer.MOST,
        1800,
        3600,
        "drill-target-missed");
    light(
        "Drill: took (s)", "drill_recovery_time", Reducer.MOST, 3600, 7200, "drill-target-missed");
    chart("Newest backup", "backup_newest");
    chart("What drills said (1 holds)", "drill_verdict");
    mosaic.section(
        "The database", "Without figures here while workers report, it does not answer.");
    ruled("Connections in use (1 is all)", "database_connections_share", Reducer.MOST, 0.6);
    ruled("Longest transaction (s)", "database_longest_transaction", Reducer.MOST, 600);
    ruled("Vacuum behind (transactions)", "database_oldest_xmin_age", Reducer.MOST, 200_000_000);
    ruled("Oldest figure (s)", "collection_age", Reducer.MOST, 1800);
    mosaic.section("Where each light leads", "Runbooks are in src/docs/runbooks.");
    mosaic.add(Mosaic.COLUMNS, leads.size() * 2, Widgets.text("Lights", String.join("\n", leads)));
    return mosaic.named("overview", "ops-worker: overview");
  }

  /** Of what no rule speaks by itself. */
  private void light(
      String title, String figure, Reducer reducer, double yellow, double red, String... rules) {
    light(title, figure, Map.of(), reducer, Optional.of(yellow), series -> Optional.of(red), rules);
  }

  /** Red from where on a rule speaks. */
  private void ruled(String title, String figure, Reducer reducer, double yellow) {
    light(title, figure, Map.of(), reducer, Optional.of(yellow), source::red);
  }

  private void ruled(String title, String figure, Reducer reducer) {
    light(title, figure, Map.of(), reducer, Optional.empty(), source::red);
  }

  /** How many failed, of what has a verdict. */
  private void failed(String title, String figure) {
    light(title, figure, Map.of("verdict", "failed"), Reducer.SUM, Optional.empty(), source::red);
  }

  /**
   * @param rules that it leads to; without them those that read the figure
   */
  private void light(
      String title,
      String figure,
      Map<String, String> labels,
      Reducer reducer,
      Optional<Double> yellow,
      Function<SeriesSelector, Optional<Double>> red,
      String... rules) {
    source
        .series(figure, labels)
        .ifPresent(
            series -> {
              mosaic.add(
                  LIGHT_WIDTH,
                  LIGHT_HEIGHT,
                  Widgets.light(title, series, reducer, yellow, red.apply(series)));
              leads.add(
                  "- **%s**: page `%s`, runbook %s"
                      .formatted(title, source.page(series), runbooks(series, List.of(rules))));
            });
  }

  /** Each job has a runbook of its own, with the same sections. */
  private String runbooks(SeriesSelector series, List<String> named) {
    List<String> found =
        source.rules().stream()
            .filter(
                rule ->
                    named.isEmpty()
                        ? rule.condition().series().stream().anyMatch(series::includes)
                        : named.contains(rule.id()))
            .map(rule -> rule.runbookPath().replaceFirst(".*/", ""))
            .distinct()
            .toList();
    List<String> told =
        found.size() < 4
            ? found
            : found.stream().map(each -> each.replaceFirst(".*#", "JOB.md#")).distinct().toList();
    return told.stream().map(each -> "`" + each + "`").collect(Collectors.joining(" "));
  }

  private void table(String title, String figure) {
    source
        .series(figure, Map.of())
        .ifPresent(series -> mosaic.add(HALF, HEIGHT, Widgets.table(title, series)));
  }

  private void chart(String title, String figure, double... levels) {
    source
        .series(figure, Map.of())
        .ifPresent(
            series -> mosaic.add(HALF, HEIGHT, Widgets.chart(title, series, source, levels)));
  }

  /** When each schedule fires, as its job file says. */
  private String schedule() {
    return jobs.stream()
        .flatMap(
            job ->
                job.expected().stream()
                    .map(expected -> "- **" + expected.label() + "**: " + when(job, expected)))
        .collect(Collectors.joining("\n"));
  }

  private static String when(JobFile job, Expected expected) {
    return job.schedule(expected.schedule())
            .map(
                each ->
                    "`"
                        + each.when().cron()
                        + "` "
                        + each.when().zone().getId()
                        + ", by "
                        + each.when().on().name().toLowerCase(java.util.Locale.ROOT))
            .orElse("when an event wakes it")
        + "; silent for at most "
        + DurationText.of(expected.silentFor());
  }
}
