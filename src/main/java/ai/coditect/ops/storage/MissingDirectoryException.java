package ai.coditect.ops.storage;

import ai.coditect.ops.problem.RefusalException;
import ai.coditect.ops.problem.TransientProblemsException;

/** There is no such directory: to whoever has never seen it, it is mistyped. */
public final class MissingDirectoryException extends RefusalException {
  private static final long serialVersionUID = 1L;

  private final TransientProblemsException outage;

  MissingDirectoryException(RefusalException refusal, TransientProblemsException outage) {
    super(refusal.problems());
    this.outage = outage;
  }

  /** What it is to whoever has: a volume that is not mounted now. */
  public TransientProblemsException asOutage() {
    return outage;
  }
}
