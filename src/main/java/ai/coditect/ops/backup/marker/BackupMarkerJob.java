package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckAnswer;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.TakenRows;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;

/** Takes a marker, then lets old ones go. */
final class BackupMarkerJob implements OpsJob<BackupMarkerSettings> {
  static final String NAME = "backup-marker";

  private final MarkerTaking taking;
  private final MarkerStore markers;
  private final Supplier<EvidenceKeys> keys;

  /**
   * @param keys throws the problems of OPS_EVIDENCE_KEY
   */
  BackupMarkerJob(MarkerTaking taking, MarkerStore markers, Supplier<EvidenceKeys> keys) {
    this.taking = taking;
    this.markers = markers;
    this.keys = keys;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<BackupMarkerSettings> settings() {
    return BackupMarkerSettings.class;
  }

  @Override
  public List<Problem> missingSettings() {
    try {
      keys.get();
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  @Override
  public List<Stage<BackupMarkerSettings>> stages() {
    return List.of(Stage.single("mark", this::mark), Stage.single("retire", this::retire));
  }

  @Override
  public Forecast forecast(JobRun run, BackupMarkerSettings settings) {
    return new Forecast(List.of(new Forecast.Line("markers", "", 1)));
  }

  private Outcome mark(JobRun run, BackupMarkerSettings settings) {
    List<Problem> problems =
        taking.take(run.id(), keys.get(), settings).stream().map(BackupMarkerJob::problem).toList();
    Changes changed = Changes.of("markers", 1);
    return problems.isEmpty()
        ? Outcome.done(changed)
        : new Outcome.Unfinished(problems, changed, TakenRows.UNREPORTED);
  }

  private static Problem problem(CheckAnswer failed) {
    return new Problem(
        "Check file unanswered: " + failed.shown() + ". The marker says so and a drill will fail.",
        "jobs/backup-checks/" + failed.check() + ".yaml",
        "Correct its statement; names are qualified, and the worker may read what"
            + " sql/privileges.yaml says.");
  }

  private Outcome retire(JobRun run, BackupMarkerSettings settings) {
    int most = run.bite();
    int figures = markers.deleteFigures(settings.figuresOf(), most);
    if (figures == most) {
      return Outcome.more("again", Changes.NONE);
    }
    int retired =
        markers.deleteMarkers(
            run.asOf().atOffset(ZoneOffset.UTC).minus(settings.keep()).toInstant(), most);
    markers.deleteStructures(most);
    Changes changed = Changes.of("markers-retired", retired);
    return retired == most ? Outcome.more("again", changed) : Outcome.done(changed);
  }
}
