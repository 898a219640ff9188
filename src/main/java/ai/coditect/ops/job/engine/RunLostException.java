package ai.coditect.ops.job.engine;

/** Another worker holds the run now. */
final class RunLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunLostException() {
    super("taken over by another worker");
  }
}
