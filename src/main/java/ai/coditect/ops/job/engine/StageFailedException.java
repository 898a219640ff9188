package ai.coditect.ops.job.engine;

import java.util.List;

/** A bite threw; the first cause is the cause, the others are suppressed. */
final class StageFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StageFailedException(List<Throwable> causes) {
    super(causes.isEmpty() ? "a stage failed" : causes.get(0).getMessage());
    if (!causes.isEmpty()) {
      initCause(causes.get(0));
      causes.stream().skip(1).forEach(this::addSuppressed);
    }
  }
}
