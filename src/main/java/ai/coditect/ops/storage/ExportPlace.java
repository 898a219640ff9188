package ai.coditect.ops.storage;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;

/** What OPS_EXPORT_URI may name. */
public interface ExportPlace {
  Use USE = use("OPS_EXPORT_URI");

  /** What is wrong with a value, before anybody looks for the place. */
  static List<Problem> problems(String uri) {
    try {
      Place.read(uri, USE);
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  static Use use(String setting) {
    return new Use(
        "the place for packages",
        setting,
        "Set it to gs://bucket/prefix or to file:///dir, an existing directory.",
        "Give its service account roles/storage.objectUser on the bucket: packages are created,"
            + " compared with what was sent, and deleted when they expire.");
  }
}
