package ai.coditect.ops.problem;

import java.util.List;

/** A guard says no, to a start or in the middle of a bite; trying again will not help (exit 3). */
public class RefusalException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  public RefusalException(List<Problem> problems) {
    super(problems);
  }
}
