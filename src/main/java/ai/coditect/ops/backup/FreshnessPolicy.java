package ai.coditect.ops.backup;

import ai.coditect.ops.backup.BackupVerificationSettings.Freshness;
import ai.coditect.ops.backup.InstanceState.BackupRun;
import ai.coditect.ops.backup.InstanceState.RecoveryWindow;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether an instance has the backups that are expected of it, point by point. */
record FreshnessPolicy(Freshness expected) {

  /**
   * One point that was looked at.
   *
   * @param name kebab-case, stable: reports and events name it
   * @param claim a sentence that is true when the point is fine
   * @param measured what was found
   * @param limit what is expected
   * @param problem what is wrong; empty when the point is fine
   */
  record Point(
      String name, String claim, String measured, String limit, Optional<Problem> problem) {}

  /** Everything that was read of the instance. */
  record Seen(InstanceState instance, List<BackupRun> backups, Optional<RecoveryWindow> window) {}

  /** Every point, fine or not, in the order in which a person would look. */
  List<Point> judge(Seen seen, Instant now) {
    InstanceState instance = seen.instance();
    InstanceState.Backups kept = instance.backups();
    List<Point> points = new ArrayList<>();
    points.add(
        point(
            instance,
            "instance-runnable",
            "the instance runs",
            instance.state(),
            "RUNNABLE",
            instance.state().equals("RUNNABLE"),
            "Look at its operations and at the project's billing."));
    points.add(
        point(
            instance,
            "backups-enabled",
            "daily backups are enabled",
            yes(kept.enabled()),
            "yes",
            kept.enabled(),
            patch(instance, "--backup-start-time=" + expected.window())));
    points.add(newest(seen, now));
    points.add(
        point(
            instance,
            "backups-retained",
            "enough backups are kept",
            kept.retained().map(String::valueOf).orElse("unknown"),
            "at least " + expected.retained(),
            kept.retained().orElse(0) >= expected.retained()
                && kept.retentionUnit().orElse("COUNT").equals("COUNT"),
            patch(instance, "--retained-backups-count=" + expected.retained())));
    points.add(
        point(
            instance,
            "point-in-time-recovery",
            "point-in-time recovery is enabled",
            yes(kept.pointInTimeRecovery()),
            "yes",
            kept.pointInTimeRecovery(),
            patch(instance, "--enable-point-in-time-recovery")));
    points.add(
        point(
            instance,
            "recovery-log-days",
            "a point in time can be reached for enough days",
            kept.logDays().map(days -> days + " days").orElse("unknown"),
            "at least " + expected.logDays() + " days",
            kept.logDays().orElse(0) >= expected.logDays(),
            patch(
                instance, "--retained-transaction-log-days=" + expected.logDays())));
    points.add(recovery(seen, now));
    points.add(
        point(
            instance,
            "backup-window",
            "the daily backup starts when it is expected",
            kept.startTime().map(time -> time + " UTC").orElse("unknown"),
            expected.window() + " UTC",
            kept.startTime().filter(expected.window()::equals).isPresent(),
            patch(instance, "--backup-start-time=" + expected.window())));
    points.add(location(instance));
    points.addAll(keeping(instance));
    return List.copyOf(points);
  }

  /** Only a success counts; what failed since is told beside it. */
  private Point newest(Seen seen, Instant now) {
    Optional<BackupRun> newest =
        seen.backups().stream()
            .filter(run -> run.isAutomated() && run.isSuccessful() && run.ended().isPresent())
            .max(Comparator.comparing(run -> run.ended().orElseThrow()));
    Optional<Duration> age = newest.map(run -> Duration.between(run.ended().orElseThrow(), now));
    List<BackupRun> since =
        seen.backups().stream()
            .filter(run -> run.isAutomated() && run.status().equals("FAILED"))
            .filter(run -> isAfter(run, newest))
            .toList();
    boolean fine = age.filter(a -> a.compareTo(expected.newestWithin()) <= 0).isPresent();
    String measured = age.map(a -> text(a) + " old").orElse("none");
    if (!since.isEmpty()) {
      measured +=
          ", "
              + since.size()
              + " failed since"
              + since.get(0).error().map(code -> " (" + code + ")").orElse("");
    }
    return point(
        seen.instance(),
        "newest-backup",
        "the newest automated backup succeeded and is fresh",
        measured,
        "at most " + text(expected.newestWithin()) + " old",
        fine,
        "Take one by hand (\"gcloud sql backups create --instance="
            + seen.instance().name()
            + " --project="
            + seen.instance().project()
            + "\") and see why the nightly ones stay away (\"gcloud sql operations list\").");
  }

  private static boolean isAfter(BackupRun run, Optional<BackupRun> newest) {
    Optional<Instant> when = run.ended().or(run::started);
    return newest.isEmpty()
        || when.isEmpty()
        || when.get().isAfter(newest.get().ended().orElseThrow());
  }

  private Point recovery(Seen seen, Instant now) {
    Optional<Duration> lag =
        seen.window()
            .flatMap(RecoveryWindow::latest)
            .map(latest -> Duration.between(latest, now))
            .map(found -> found.isNegative() ? Duration.ZERO : found);
    return point(
        seen.instance(),
        "recovery-fresh",
        "point-in-time recovery reaches close to now",
        lag.map(found -> text(found) + " behind").orElse("no recovery time"),
        "at most " + text(expected.recoveryWithin()) + " behind",
        lag.filter(found -> found.compareTo(expected.recoveryWithin()) <= 0).isPresent(),
        "Logs are not archived: look at the instance's operations and its disk.");
  }

  private Point location(InstanceState instance) {
    Optional<String> found = instance.backups().location();
    boolean fine =
        expected.location().isPresent()
            ? found.equals(expected.location())
            : found.isPresent();
    return point(
        instance,
        "backup-location",
        "backups are kept in a location that is named",
        found.orElse("not named: the continent's multi-region"),
        expected.location().orElse("any that is named"),
        fine,
        patch(
            instance,
            "--backup-location=" + expected.location().orElse(instance.region())));
  }

  private static List<Point> keeping(InstanceState instance) {
    InstanceState.Keeping keeping = instance.keeping();
    return List.of(
        point(
            instance,
            "deletion-protection",
            "the instance cannot be deleted by a slip",
            yes(keeping.deletionProtection()),
            "yes",
            keeping.deletionProtection(),
            patch(instance, "--deletion-protection")),
        point(
            instance,
            "final-backup",
            "a deletion takes a last backup first",
            yes(keeping.finalBackup()),
            "yes",
            keeping.finalBackup(),
            patch(instance, "--final-backup")),
        point(
            instance,
            "backups-outlive-the-instance",
            "backups outlive the instance",
            yes(keeping.backupsOnDelete()),
            "yes",
            keeping.backupsOnDelete(),
            patch(instance, "--retain-backups-on-delete")));
  }

  private static Point point(
      InstanceState instance,
      String name,
      String claim,
      String measured,
      String limit,
      boolean fine,
      String cure) {
    return new Point(
        name,
        claim,
        measured,
        limit,
        fine
            ? Optional.empty()
            : Optional.of(
                new Problem(
                    name + ": " + measured + ", expected " + limit + ".",
                    "instance " + instance.name(),
                    cure)));
  }

  private static String patch(InstanceState instance, String flag) {
    return "Run \"gcloud sql instances patch "
        + instance.name()
        + " --project="
        + instance.project()
        + " "
        + flag
        + "\".";
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }

  /** Hours and minutes, for a person. */
  static String text(Duration duration) {
    long minutes = duration.toMinutes();
    return minutes < 60
        ? minutes + " min"
        : minutes < 48 * 60
            ? minutes / 60 + " h " + minutes % 60 + " min"
            : minutes / (24 * 60) + " days";
  }
}
