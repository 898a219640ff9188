package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.Point;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.function.Supplier;

/**
 * One item of the checklist that the Admin API answers: not applicable where nobody said which
 * instance is meant, failed with the missing permission where it may not be asked.
 *
 * @param known whether the instance is known here
 * @param points every point that was judged, asked once for all items
 */
record InstanceCheck(
    String name, String claim, Supplier<Boolean> known, Supplier<List<Point>> points)
    implements Check {

  @Override
  public Finding examine() {
    if (!known.get()) {
      return Finding.notApplicable(
          "the database is no Cloud SQL instance that is named here (DB_INSTANCE)");
    }
    try {
      return points.get().stream()
          .filter(point -> point.name().equals(name))
          .findFirst()
          .map(InstanceCheck::found)
          .orElseThrow(() -> new IllegalStateException("nobody judges " + name));
    } catch (ProblemsException e) {
      return Finding.failed(e.problems());
    }
  }

  private static Finding found(Point point) {
    return point
        .problem()
        .map(problem -> Finding.failed(List.of(problem)))
        .orElseGet(() -> Finding.ok(point.measured() + " (expected " + point.limit() + ")"));
  }
}
