package ai.coditect.ops.job.engine;

/** A bite said that the run must not go on; what it said is in the ActiveRun. */
final class RunEndedEarlyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunEndedEarlyException() {
    super("parked or refused");
  }
}
