package ai.coditect.ops.job;

/**
 * Runs asked for but not begun: durable from the moment the call returns or its transaction
 * commits.
 */
public interface RunQueue {

  /** Queues a run; a second one with the same job and key is the same run. */
  void add(RunRequest request);

  /**
   * Starts the job soon to drain what was recorded for it; nudges that come together count once.
   */
  void nudge(String job, java.util.Map<String, String> parameters);
}
