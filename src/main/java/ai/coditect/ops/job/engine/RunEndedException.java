package ai.coditect.ops.job.engine;

/**
 * All that Spring Batch is told about a bite that did not commit: it writes what it is told into
 * its tables and its log, and a message of the server may quote row values. What happened is in the
 * ActiveRun.
 */
final class RunEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunEndedException() {
    super("the ledger of runs says why", null, false, false);
  }
}
