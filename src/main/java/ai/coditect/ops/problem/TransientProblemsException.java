package ai.coditect.ops.problem;

import java.util.List;

/**
 * A service that is needed is away for now: the same again, later, may succeed (exit 1). Whatever
 * is not of this type stays wrong until somebody acts.
 */
public final class TransientProblemsException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  public TransientProblemsException(List<Problem> problems) {
    super(problems);
  }
}
