package ai.coditect.ops.job.engine;

import java.time.Duration;

/** The run took longer than its job file allows. */
final class RunTimedOutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunTimedOutException(Duration timeout) {
    super("not finished after " + timeout);
  }
}
