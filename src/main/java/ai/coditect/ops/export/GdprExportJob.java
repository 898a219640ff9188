package ai.coditect.ops.export;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import java.util.List;

/** Answers requests for copies. */
final class GdprExportJob implements OpsJob<GdprExportSettings> {
  static final String NAME = "gdpr-export";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<GdprExportSettings> settings() {
    return GdprExportSettings.class;
  }

  @Override
  public List<Stage<GdprExportSettings>> stages() {
    return List.of(Stage.single("packages", (run, settings) -> Outcome.done(Changes.NONE)));
  }

  @Override
  public Forecast forecast(JobRun run, GdprExportSettings settings) {
    return new Forecast(List.of());
  }
}
