package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.FreshnessVerdict;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.backup.instance.SourceInstance;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import java.util.List;

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

  BackupVerificationJob(SourceInstance source, VerificationStore store) {
    this.source = source;
    this.store = store;
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
  public List<Stage<BackupVerificationSettings>> stages() {
    return List.of(Stage.single("verify", this::verify));
  }

  private Outcome verify(JobRun run, BackupVerificationSettings settings) {
    String level = run.parameter("level").orElse(FRESHNESS);
    if (!level.equals(FRESHNESS)) {
      return new Outcome.Refused(
          List.of(
              new Problem(
                  "Unknown level \"" + level + "\".",
                  "job " + NAME,
                  "Run \"run backup-verification level=freshness\".")));
    }
    List<Problem> missing = source.missing(settings.instance());
    if (!missing.isEmpty()) {
      return new Outcome.Refused(missing);
    }
    InstanceName name = source.name(settings.instance()).orElseThrow();
    List<Point> points = points(name, run, settings);
    FreshnessVerdict verdict = FreshnessVerdict.judge(points);
    store.record(run, level, name, verdict, points);
    List<Problem> problems = points.stream().flatMap(point -> point.problem().stream()).toList();
    Changes changed = Changes.of("points-verified", points.size());
    return problems.isEmpty()
        ? Outcome.done(changed)
        : new Outcome.Unfinished(problems, changed, TakenRows.NONE);
  }

  private List<Point> points(InstanceName name, JobRun run, BackupVerificationSettings settings) {
    return source.examine(name, settings.freshness(), run.asOf());
  }

  /** Asks the same questions; what would be recorded is one line. */
  @Override
  public Forecast forecast(JobRun run, BackupVerificationSettings settings) {
    return new Forecast(
        source
            .name(settings.instance())
            .map(
                name ->
                    List.of(
                        new Forecast.Line(
                            "points-verified", "", points(name, run, settings).size())))
            .orElse(List.of()));
  }
}
