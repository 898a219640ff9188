package ai.coditect.ops.backup.instance;

import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import ai.coditect.ops.backup.instance.InstanceState.RecoveryWindow;
import ai.coditect.ops.problem.DurationText;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whether an instance has the backups that are expected of it, point by point. */
public record FreshnessPolicy(ExpectedBackups expected) {

  static final String RUNNABLE = "instance-runnable";

  /** The service treats a unit that nobody named as a count. */
  private static final Set<String> BY_COUNT = Set.of("COUNT", "RETENTION_UNIT_UNSPECIFIED");

  static final String NEWEST = "newest-backup";
  static final String RECOVERY = "recovery-fresh";

  /**
   * Everything that was read of the instance.
   *
   * @param unread by the name of a point, why what it is about could not be read
   */
  public record Seen(
      InstanceState instance,
      List<BackupRun> backups,
      Optional<RecoveryWindow> window,
      Map<String, Problem> unread) {
    /** An instance of which nothing is known. */
    public static final Seen NOTHING =
        new Seen(InstanceState.UNKNOWN, List.of(), Optional.empty(), Map.of());

    /** A point, unless the service did not say what it is about. */
    Point read(Point judged) {
      return Optional.ofNullable(unread.get(judged.name()))
          .map(
              problem ->
                  new Point(
                      judged.name(),
                      judged.claim(),
                      FreshnessVerdict.NO_ANSWER,
                      judged.limit(),
                      Optional.of(problem)))
          .orElse(judged);
    }

    /** How many automated backups that succeeded are there. */
    long kept() {
      return good().count();
    }

    private Stream<BackupRun> good() {
      return backups.stream()
          .filter(run -> run.isAutomated() && run.isSuccessful() && run.ended().isPresent());
    }

    /** The newest automated backup that succeeded. */
    Optional<BackupRun> newest() {
      return good().max(Comparator.comparing(run -> run.ended().orElseThrow()));
    }
  }

  /** Every point, fine or not, in the order in which a person would look. */
  public List<Point> judge(Seen seen, Instant now) {
    InstanceState instance = seen.instance();
    InstanceState.Backups kept = instance.backups();
    List<Point> points = new ArrayList<>();
    points.add(
        Point.of(
            instance,
            RUNNABLE,
            "the instance runs",
            instance.state(),
            "RUNNABLE",
            instance.state().equals("RUNNABLE"),
            "Look at its operations and at the project's billing."));
    points.add(
        Point.of(
            instance,
            "backups-enabled",
            "daily backups are enabled",
            Point.yes(kept.enabled()),
            "yes",
            kept.enabled(),
            Point.patch(instance, "--backup-start-time=" + expected.window())));
    points.add(seen.read(newest(seen, now)));
    points.add(retained(seen, now));
    points.add(
        Point.of(
            instance,
            "point-in-time-recovery",
            "point-in-time recovery is enabled",
            Point.yes(kept.pointInTimeRecovery()),
            "yes",
            kept.pointInTimeRecovery(),
            Point.patch(instance, "--enable-point-in-time-recovery")));
    points.add(
        Point.of(
            instance,
            "recovery-log-days",
            "a point in time can be reached for enough days",
            kept.logDays().map(days -> days + " days").orElse("unknown"),
            "at least " + expected.logDays() + " days",
            kept.logDays().orElse(0) >= expected.logDays(),
            Point.patch(instance, "--retained-transaction-log-days=" + expected.logDays())));
    points.add(seen.read(recovery(seen, now)));
    points.add(
        Point.of(
            instance,
            "backup-window",
            "the daily backup starts when it is expected",
            kept.startTime().map(time -> time + " UTC").orElse("unknown"),
            expected.window() + " UTC",
            kept.startTime().filter(expected.window()::equals).isPresent(),
            Point.patch(instance, "--backup-start-time=" + expected.window())));
    points.add(location(instance));
    points.addAll(keeping(instance));
    return List.copyOf(points);
  }

  /** Only a success counts; what failed since is told beside it. */
  private Point newest(Seen seen, Instant now) {
    Optional<BackupRun> newest = seen.newest();
    Optional<Duration> age = newest.map(run -> Duration.between(run.ended().orElseThrow(), now));
    List<BackupRun> since =
        seen.backups().stream()
            .filter(run -> run.isAutomated() && run.status().equals("FAILED"))
            .filter(run -> isAfter(run, newest))
            .toList();
    boolean fine = age.filter(a -> a.compareTo(expected.newestWithin()) <= 0).isPresent();
    String measured =
        age.map(a -> DurationText.beside(a, " old", expected.newestWithin())).orElse("none");
    if (!since.isEmpty()) {
      measured +=
          ", "
              + since.size()
              + " failed since"
              + since.get(0).error().map(code -> " (" + code + ")").orElse("");
    }
    return Point.of(
        seen.instance(),
        NEWEST,
        "the newest automated backup succeeded and is fresh",
        measured,
        "at most " + DurationText.of(expected.newestWithin()) + " old",
        fine,
        "Take one by hand (\"gcloud sql backups create --instance="
            + seen.instance().name()
            + " --project="
            + seen.instance().project()
            + "\") and see why the nightly ones stay away (\"gcloud sql operations list\").");
  }

  /** The setting, and what is there: a backup that somebody deleted is in no setting. */
  private Point retained(Seen seen, Instant now) {
    InstanceState instance = seen.instance();
    InstanceState.Backups kept = instance.backups();
    boolean set =
        kept.retained().orElse(0) >= expected.retained()
            && BY_COUNT.contains(kept.retentionUnit().orElse("COUNT"));
    long least = seen.unread().containsKey(NEWEST) ? 0 : leastThere(instance, now);
    long there = seen.kept();
    return Point.of(
        instance,
        "backups-retained",
        "enough backups are kept",
        kept.retained().map(String::valueOf).orElse("unknown")
            + (there < least ? ", and " + there + " are there" : ""),
        "at least "
            + expected.retained()
            + (there < least ? ", and " + least + " of them by now" : ""),
        set && there >= least,
        set
            ? "The instance's activity log says who deleted backups. Where they were enabled later than"
                + " the instance was made, each night fills the gap by one."
            : Point.patch(instance, "--retained-backups-count=" + expected.retained()));
  }

  /** How many an instance of this age has: one after its first night, and one more each day. */
  private long leastThere(InstanceState instance, Instant now) {
    return instance
        .createdAt()
        .map(made -> Duration.between(made.plus(expected.newestWithin()), now))
        .filter(since -> !since.isNegative())
        .map(since -> Math.min(expected.retained(), since.toDays() + 1))
        .orElse(0L);
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
    return Point.of(
        seen.instance(),
        RECOVERY,
        "point-in-time recovery reaches close to now",
        lag.map(found -> DurationText.beside(found, " behind", expected.recoveryWithin()))
            .orElse("no recovery time"),
        "at most " + DurationText.of(expected.recoveryWithin()) + " behind",
        lag.filter(found -> found.compareTo(expected.recoveryWithin()) <= 0).isPresent(),
        "Logs are not archived: look at the instance's operations and its disk.");
  }

  private Point location(InstanceState instance) {
    Optional<String> found = instance.backups().location();
    boolean fine =
        expected.location().isPresent() ? found.equals(expected.location()) : found.isPresent();
    return Point.of(
        instance,
        "backup-location",
        "backups are kept in a location that is named",
        found.orElse("not named: the continent's multi-region"),
        expected.location().orElse("any that is named"),
        fine,
        Point.patch(
            instance, "--backup-location=" + expected.location().orElse(instance.region())));
  }

  private static List<Point> keeping(InstanceState instance) {
    InstanceState.Keeping keeping = instance.keeping();
    return List.of(
        Point.of(
            instance,
            "deletion-protection",
            "the instance cannot be deleted by a slip",
            Point.yes(keeping.deletionProtection()),
            "yes",
            keeping.deletionProtection(),
            Point.patch(instance, "--deletion-protection")),
        Point.of(
            instance,
            "final-backup",
            "a deletion takes a last backup first",
            Point.yes(keeping.finalBackup()),
            "yes",
            keeping.finalBackup(),
            Point.patch(instance, "--final-backup").replace("gcloud sql", "gcloud beta sql")),
        Point.of(
            instance,
            "backups-outlive-the-instance",
            "backups outlive the instance",
            Point.yes(keeping.backupsOnDelete()),
            "yes",
            keeping.backupsOnDelete(),
            Point.patch(instance, "--retain-backups-on-delete")));
  }
}
