package ai.coditect.ops.backup.marker;

import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.function.Supplier;

/** The check files as they are now, which may be others than when the worker started. */
record CheckFilesCheck(Supplier<List<CheckFile>> files) implements Check {

  @Override
  public String claim() {
    return "the check files of backups are valid";
  }

  @Override
  public Finding examine() {
    try {
      return Finding.ok(files.get().size() + " files");
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }
}
