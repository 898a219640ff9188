package ai.coditect.ops.backup.instance;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a look at the backups comes to. Only {@link #OK} says that they are there. */
public enum FreshnessVerdict {
  OK,
  /** A point is known not to be as it is expected. */
  FAILED,
  /** Nobody can tell: the service may not be asked, or the instance is between two states. */
  INCONCLUSIVE;

  /** The point of a service that does not tell. */
  public static final String ANSWERS = "service-answers";

  /** What was measured where it does not. */
  static final String NO_ANSWER = "no answer";

  /** The point of an instance that is not there at all. */
  public static final String EXISTS = "instance-exists";

  /** States that pass by themselves; what they hold up is not known to be broken. */
  private static final Set<String> PASSING =
      Set.of("MAINTENANCE", "PENDING_CREATE", "ONLINE_MAINTENANCE", "REPAIRING");

  public static FreshnessVerdict judge(List<Point> points) {
    List<Point> wrong = points.stream().filter(point -> point.problem().isPresent()).toList();
    if (wrong.isEmpty()) {
      return OK;
    }
    return wrong.stream().allMatch(FreshnessVerdict::isUnknown) ? INCONCLUSIVE : FAILED;
  }

  private static boolean isUnknown(Point point) {
    return point.name().equals(ANSWERS)
        || point.measured().equals(NO_ANSWER)
        || point.name().equals(FreshnessPolicy.RUNNABLE) && PASSING.contains(point.measured());
  }

  /** The one point that is left where the instance could not be read. */
  static Point unread(ProblemsException because) {
    Problem problem = because.problems().get(0);
    return because instanceof InstanceMissingException
        ? new Point(EXISTS, "the instance exists", "missing", "exists", Optional.of(problem))
        : new Point(
            ANSWERS,
            "the service answers about the instance",
            NO_ANSWER,
            "an answer",
            Optional.of(problem));
  }

  /** The spelling in record and event. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
