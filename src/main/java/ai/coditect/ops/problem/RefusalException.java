package ai.coditect.ops.problem;

import java.util.List;

/** A guard says no to the start of the worker; starting it again will not help (exit 3). */
public class RefusalException extends ProblemsException {
  private static final long serialVersionUID = 1L;

  public RefusalException(List<Problem> problems) {
    super(problems);
  }
}
