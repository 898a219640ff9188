package ai.coditect.ops.job;

import java.util.List;

/** Runs that should begin or go on by themselves; the engine offers some, and a room may. */
@FunctionalInterface
public interface WaitingRuns {

  /**
   * Those that should go on now: of the engine, runs whose worker has gone silent, and failed or
   * interrupted ones whose next attempt is due. What was asked for and did not begin is asked for
   * again.
   */
  List<RunRequest> requests();
}
