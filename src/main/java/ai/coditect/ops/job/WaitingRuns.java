package ai.coditect.ops.job;

import java.util.List;

/** Runs that should go on by themselves. */
@FunctionalInterface
public interface WaitingRuns {

  /**
   * Runs whose worker has gone silent, and failed or interrupted ones whose next attempt is due.
   */
  List<RunRequest> requests();
}
