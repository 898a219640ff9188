package ai.coditect.ops.export.shelf;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;

/** Tries the place for packages before a request needs it. */
record ShelfCheck(Shelves shelves) implements Check {

  @Override
  public String claim() {
    return "packages can be written";
  }

  @Override
  public Finding examine() {
    if (!shelves.configured()) {
      return Finding.notApplicable("OPS_EXPORT_URI is not set; gdpr-export cannot run");
    }
    try {
      shelves.present().probe();
      return Finding.ok("tried, and nothing left behind");
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }
}
