package ai.coditect.ops.backup.checkfile;

import ai.coditect.ops.job.file.DataFiles;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The check files of the directory that replaces the packaged files, else the packaged ones. */
public final class CheckFileStore {
  private static final String DIRECTORY = "backup-checks";

  private CheckFileStore() {}

  /**
   * @param jobs OPS_JOBS_DIR; without a directory backup-checks in it the packaged ones are read
   * @throws ProblemsException with every problem of every file
   */
  public static List<CheckFile> read(Optional<Path> jobs) {
    DataFiles files = DataFiles.in(jobs, DIRECTORY);
    return CheckFileReader.read(files.place(), files.contents());
  }
}
