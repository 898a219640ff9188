package ai.coditect.ops.database.failure;

import org.jspecify.annotations.Nullable;

/** The stack trace of a failure, its causes included, without any of their messages. */
public final class FailureTrace extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int DEEPEST = 20;

  private FailureTrace(Throwable failure, int depth) {
    super(FailureWords.kind(failure), ofNext(failure.getCause(), depth), true, true);
    setStackTrace(failure.getStackTrace());
    for (Throwable other : failure.getSuppressed()) {
      @Nullable FailureTrace beside = ofNext(other, depth);
      if (beside != null) {
        addSuppressed(beside);
      }
    }
  }

  private static @Nullable FailureTrace ofNext(@Nullable Throwable next, int depth) {
    return next == null || depth == DEEPEST ? null : new FailureTrace(next, depth + 1);
  }

  public static FailureTrace of(Throwable failure) {
    return failure instanceof FailureTrace trace ? trace : new FailureTrace(failure, 0);
  }
}
