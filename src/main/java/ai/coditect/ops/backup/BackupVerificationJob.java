package ai.coditect.ops.backup;

import ai.coditect.ops.backup.drill.RestoreDrill;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.DrillStage;
import ai.coditect.ops.backup.instance.FreshnessVerdict;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.backup.instance.SourceInstance;
import ai.coditect.ops.backup.instance.SourceInstance.Examined;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at the backups of the instance that the worker works on. A run in which a point is not fine
 * ends as failed, so that only a look that found everything in order counts as a success; it is not
 * tried again before its next slot, since asking again would not mend a backup. A service that is
 * away is asked again soon, as the job file says.
 */
final class BackupVerificationJob implements OpsJob<BackupVerificationSettings> {
  static final String NAME = "backup-verification";
  static final String FRESHNESS = "freshness";

  private final SourceInstance source;
  private final VerificationStore store;
  private final RestoreDrill drill;
  private final Clock clock;

  /**
   * @param clock by which ages are judged: a slot that was made up for is about now, too
   */
  BackupVerificationJob(
      SourceInstance source, VerificationStore store, RestoreDrill drill, Clock clock) {
    this.source = source;
    this.store = store;
    this.drill = drill;
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<BackupVerificationSettings> settings() {
    return BackupVerificationSettings.class;
  }

  @Override
  public Set<String> announces() {
    return Set.of("ai.coditect.backup.verified.v1", "ai.coditect.backup.failed.v1");
  }

  @Override
  public List<Stage<BackupVerificationSettings>> stages() {
    List<Stage<BackupVerificationSettings>> all = new ArrayList<>();
    all.add(Stage.single("verify", this::verify));
    for (DrillStage stage : DrillStage.values()) {
      all.add(Stage.single(stage.label(), (run, settings) -> drill(stage, run, settings)));
    }
    return all;
  }

  private Outcome drill(DrillStage stage, JobRun run, BackupVerificationSettings settings) {
    return isDrill(run)
        ? drill.take(stage, run, settings.drill(), source.name(settings.instance()).orElseThrow())
        : Outcome.done(Changes.NONE);
  }

  private static boolean isDrill(JobRun run) {
    return run.parameter("level").flatMap(Drill.Level::of).isPresent();
  }

  private Outcome verify(JobRun run, BackupVerificationSettings settings) {
    String level = run.parameter("level").orElse(FRESHNESS);
    if (!level.equals(FRESHNESS) && !isDrill(run)) {
      return new Outcome.Refused(
          List.of(
              new Problem(
                  "Unknown level \"" + level + "\".",
                  "job " + NAME,
                  "Run \"run backup-verification level=freshness\", \"level=drill\" or"
                      + " \"level=point-in-time\".")));
    }
    List<Problem> missing = source.missing(settings.instance());
    if (!missing.isEmpty()) {
      return new Outcome.Refused(missing);
    }
    if (isDrill(run)) {
      return Outcome.done(Changes.NONE);
    }
    InstanceName name = source.name(settings.instance()).orElseThrow();
    Instant now = clock.instant();
    Examined examined = examine(name, now, settings);
    List<Point> points = examined.points();
    store.record(run, now, level, name, FreshnessVerdict.judge(points), examined);
    List<Problem> problems = new ArrayList<>();
    points.forEach(point -> point.problem().ifPresent(problems::add));
    problems.addAll(drill.sweep(settings.drill()).problems());
    Changes changed = Changes.of("points-verified", points.size());
    return problems.isEmpty()
        ? Outcome.done(changed)
        : new Outcome.Unfinished(problems, changed, TakenRows.NONE);
  }

  private Examined examine(InstanceName name, Instant now, BackupVerificationSettings settings) {
    // A forecast asks within the transaction of its dry run.
    store.allowIdle();
    return source.examine(name, settings.freshness(), now);
  }

  /** Asks the same questions; what would be recorded is one line, and a drill another. */
  @Override
  public Forecast forecast(JobRun run, BackupVerificationSettings settings) {
    if (isDrill(run)) {
      return new Forecast(List.of(new Forecast.Line("instances-made-and-removed", "", 1)));
    }
    return new Forecast(
        source
            .name(settings.instance())
            .map(
                name ->
                    List.of(
                        new Forecast.Line(
                            "points-verified",
                            "",
                            examine(name, clock.instant(), settings).points().size())))
            .orElse(List.of()));
  }
}
