package ai.coditect.ops.metrics.file;

import ai.coditect.ops.job.file.DataFiles;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The metric files of the directory that replaces the packaged files, else the packaged ones. */
public final class MetricFileStore {
  private static final String DIRECTORY = "metrics";
  private static final String STATEMENTS = "sql/queries/metrics";

  private MetricFileStore() {}

  /**
   * Reads them as they are now. A statement lies beside its file or is one of the packaged ones.
   *
   * @param jobs OPS_JOBS_DIR; without a directory metrics in it the packaged ones are read
   */
  public static MetricFiles read(Optional<Path> jobs) {
    try {
      DataFiles files = DataFiles.in(jobs, DIRECTORY);
      return MetricFileReader.read(
          files.place(), files.contents(), DataFiles.packaged(STATEMENTS).contents());
    } catch (ProblemsException e) {
      return new MetricFiles(List.of(), e.problems());
    }
  }
}
