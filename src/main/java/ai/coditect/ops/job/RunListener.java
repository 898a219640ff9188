package ai.coditect.ops.job;

import java.time.Duration;

/**
 * Hears what the engine did, after it is committed. Nothing waits for it, and it changes nothing.
 */
public interface RunListener {
  /** A run ended, for good or for the time being. */
  void ended(RunResult result);

  /** A bite of the job is committed. */
  void bitten(String job, Duration took);
}
