package ai.coditect.ops.job;

/** The only door: every run, from every trigger, enters here. */
public interface JobRunner {

  /**
   * Runs the request to its end on the calling thread. Never throws for anything a caller, a file
   * or the database did: every ending is a value.
   */
  RunResult run(RunRequest request);
}
