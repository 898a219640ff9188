package ai.coditect.ops.backup.instance;

import ai.coditect.ops.problem.Problem;
import java.util.Optional;

/**
 * One point that was looked at.
 *
 * @param name kebab-case, stable: reports and events name it
 * @param claim a sentence that is true when the point is fine
 * @param measured what was found
 * @param limit what is expected
 * @param problem what is wrong; empty when the point is fine
 */
public record Point(
    String name, String claim, String measured, String limit, Optional<Problem> problem) {

  public static Point of(
      InstanceState instance,
      String name,
      String claim,
      String measured,
      String limit,
      boolean fine,
      String cure) {
    return new Point(
        name,
        claim,
        measured,
        limit,
        fine
            ? Optional.empty()
            : Optional.of(
                new Problem(
                    name + ": " + measured + ", expected " + limit + ".",
                    "instance " + instance.name(),
                    cure)));
  }

  /** The cure that sets one thing of the instance right. */
  public static String patch(InstanceState instance, String flag) {
    return "Run \"gcloud sql instances patch "
        + instance.name()
        + " --project="
        + instance.project()
        + " "
        + flag
        + "\".";
  }

  public static String yes(boolean value) {
    return value ? "yes" : "no";
  }
}
