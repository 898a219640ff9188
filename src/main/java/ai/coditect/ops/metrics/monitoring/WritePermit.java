package ai.coditect.ops.metrics.monitoring;

import java.time.Instant;

/** Whether this worker may go on writing, asked before each request. */
@FunctionalInterface
interface WritePermit {
  /** A process may always write what is its own. */
  WritePermit OWN = through -> true;

  /**
   * @param through the end of the latest point that the request carries
   */
  boolean mayWrite(Instant through);
}
