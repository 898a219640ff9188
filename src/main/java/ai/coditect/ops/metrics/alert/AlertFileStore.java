package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.job.file.DataFiles;
import ai.coditect.ops.metrics.file.MetricFiles;
import java.nio.file.Path;
import java.util.Optional;

/** The alert files of the directory that replaces the packaged files, else the packaged ones. */
public final class AlertFileStore {
  private AlertFileStore() {}

  /**
   * @param jobs OPS_JOBS_DIR; without a directory alerts in it the packaged ones are read
   * @param figures that rules may speak of
   * @throws ai.coditect.ops.problem.ProblemsException when the directory cannot be read
   */
  public static AlertFiles read(Optional<Path> jobs, MetricFiles figures) {
    DataFiles files = DataFiles.in(jobs, "alerts");
    return new AlertFileReader(files.place(), figures).read(files.contents());
  }
}
