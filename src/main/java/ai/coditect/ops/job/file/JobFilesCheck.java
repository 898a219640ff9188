package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The job files as they are now, which may be others than when the worker started. */
record JobFilesCheck(Optional<Path> directory, Clock clock) implements Check {

  @Override
  public String claim() {
    return "the job files are valid";
  }

  @Override
  public Finding examine() {
    try {
      int files = JobFiles.in(directory).read(clock).size();
      return Finding.ok(
          files + " files, " + directory.map(Path::toString).orElse("those of this version"));
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }
}
