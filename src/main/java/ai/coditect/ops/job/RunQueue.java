package ai.coditect.ops.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Runs asked for but not begun: durable from the moment the call returns or its transaction
 * commits.
 */
public interface RunQueue {

  /**
   * Queues a run; a second one with the same job, key and parameters is the same run.
   *
   * @param former what a version of the worker that named events otherwise may have called it
   */
  Queued add(RunRequest request, Optional<FormerKey> former);

  /** Queues a run that no version of the worker ever named otherwise. */
  default Queued add(RunRequest request) {
    return add(request, Optional.empty());
  }

  /**
   * Starts the job soon to drain what was recorded for it; nudges that come together count once.
   */
  void nudge(String job, Map<String, String> parameters);

  /** What became of a wish. */
  enum Queued {
    /** It runs, or ran. */
    ACCEPTED,
    /** Its key is on record for other parameters: it was not queued. */
    OTHER_PARAMETERS
  }

  /**
   * The key that the version before gave the run of a message.
   *
   * @param published when the message was published; a run that is older is not its own
   */
  record FormerKey(String key, Instant published) {}
}
