package ai.coditect.ops.metrics.dashboard;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.dashboard.Widgets.Together;
import ai.coditect.ops.problem.DurationText;
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

  private final Charted charted;
  private final List<JobFile> jobs;
  private final Mosaic mosaic = new Mosaic();

  private OverviewDashboard(Charted charted, List<JobFile> jobs) {
    this.charted = charted;
    this.jobs = jobs;
  }

  static Dashboard of(Charted charted, List<JobFile> jobs) {
    return new OverviewDashboard(charted, jobs).build();
  }

  private Dashboard build() {
    mosaic.section("Is everything running?", "Green is well; each light has its page and runbook.");
    light("Workers that report", "process_uptime", Together.COUNT, 0.9, 0.5);
    light("Jobs past their slot", "job_overdue", Together.SUM, 0.5, 1.5);
    light("Failures in a row, the most", "job_consecutive_failures", Together.MOST, 0.5, 2.5);
    ruled("Oldest event to publish (s)", "outbox_oldest", Together.MOST, 300);
    mosaic.section("What needs a person", "");
    light("Runs waiting for approval", "runs_parked", Together.MOST, 0.5, 4.5);
    ruled("Longest wait for approval (s)", "run_parked_longest", Together.MOST, 1);
    ruled("Destruction paused", "destruction_paused", Together.MOST);
    ruled("Events rejected in a day", "events_rejected_of_day", Together.MOST, 0.5);
    mosaic.section("What is late", "Seconds since a run last ended well.");
    table("Since success (s), by job", "job_seconds_since_success");
    chart("Since success, by job", "job_seconds_since_success");
    mosaic.section("The next 24 hours", "");
    table("Until the next slot (s), by job", "job_seconds_to_next_slot");
    mosaic.add(HALF, HEIGHT, Widgets.text("Schedule", schedule()));
    mosaic.section("Statutory clocks", "GDPR Art. 12(3): one month to answer, below zero is late.");
    ruled("Days left, the fewest", "privacy_request_days_left", Together.LEAST, 7);
    ruled("Longest wait for a copy (s)", "export_oldest_waiting", Together.MOST, 3600);
    ruled("Longest past retention (s)", "deletion_oldest_overdue", Together.MOST, 172_800);
    ruled("Ledger last read (s)", "ledger_verified", Together.MOST, 100_000);
    chart("Days left, by kind", "privacy_request_days_left");
    chart("Requests for erasure, by state", "erasure_requests");
    mosaic.section("Backups", "Age of the newest one, and what restore drills said.");
    ruled("Newest backup (s)", "backup_newest", Together.MOST, 93_600);
    ruled("Recovery behind (s)", "backup_recovery_lag", Together.MOST, 900);
    light("Newest marker (s)", "backup_marker", Together.MOST, 3600, 7200);
    light("Longest since a good drill (s)", "drill_last_ok", Together.MOST, 691_200, 1_296_000);
    chart("Newest backup", "backup_newest");
    chart("What drills said (1 holds)", "drill_verdict");
    return mosaic.named("overview", "ops-worker: overview");
  }

  /** Of what no rule speaks by itself. */
  private void light(String title, String figure, Together together, double yellow, double red) {
    light(title, figure, together, Optional.of(yellow), series -> Optional.of(red));
  }

  /** Red from where on a rule speaks. */
  private void ruled(String title, String figure, Together together, double yellow) {
    light(title, figure, together, Optional.of(yellow), charted::red);
  }

  private void ruled(String title, String figure, Together together) {
    light(title, figure, together, Optional.empty(), charted::red);
  }

  private void light(
      String title,
      String figure,
      Together together,
      Optional<Double> yellow,
      Function<SeriesSelector, Optional<Double>> red) {
    charted
        .series(figure, Map.of())
        .ifPresent(
            series ->
                mosaic.add(
                    LIGHT_WIDTH,
                    LIGHT_HEIGHT,
                    Widgets.light(title, series, together, yellow, red.apply(series))));
  }

  private void table(String title, String figure) {
    charted
        .series(figure, Map.of())
        .ifPresent(series -> mosaic.add(HALF, HEIGHT, Widgets.table(title, series)));
  }

  private void chart(String title, String figure) {
    charted
        .series(figure, Map.of())
        .ifPresent(series -> mosaic.add(HALF, HEIGHT, Widgets.chart(title, series, charted)));
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
