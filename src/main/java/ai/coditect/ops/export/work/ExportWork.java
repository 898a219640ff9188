package ai.coditect.ops.export.work;

import ai.coditect.ops.export.GdprExportSettings;
import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;

/** The bites of the job. */
public final class ExportWork {
  private final Workshop workshop;
  private final PackageRemoval removal;
  private final PackageStore packages;

  ExportWork(Workshop workshop, PackageRemoval removal, PackageStore packages) {
    this.workshop = workshop;
    this.removal = removal;
    this.packages = packages;
  }

  /** Tells who was cancelled. */
  public Outcome tell(JobRun run) {
    int told = packages.tellCancelled(run, run.bite());
    return told == run.bite()
        ? Outcome.more("more", Changes.of("exports-cancelled", told))
        : Outcome.done(Changes.of("exports-cancelled", told));
  }

  /** Answers requests. */
  public Outcome answer(JobRun run, GdprExportSettings settings) {
    return workshop.bite(run, settings);
  }

  /**
   * Removes what is over.
   *
   * @param strict whether the run fails when something cannot be removed
   */
  public Outcome remove(JobRun run, boolean strict) {
    return removal.bite(run, strict);
  }

  /** What a run would do. */
  public Forecast forecast(JobRun run) {
    return new Forecast(packages.due(run));
  }
}
