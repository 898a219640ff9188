package ai.coditect.ops.backup.instance;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.List;

/** The service answers, and says that there is no such instance. */
public final class InstanceMissingException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  public InstanceMissingException(Problem problem) {
    super(List.of(problem));
  }
}
