package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What keeps a run from beginning, before it is on record.
 *
 * @param problems why it is refused
 * @param failure what went wrong while the job was asked; a run that failed keeps its key and is
 *     tried again
 */
record Obstacles(List<Problem> problems, Optional<RuntimeException> failure) {
  /**
   * @param blind what the guard of every run says; the job is asked only if that is nothing
   */
  static Obstacles of(List<Problem> blind, OpsJob<?> job) {
    if (!blind.isEmpty()) {
      return new Obstacles(blind, Optional.empty());
    }
    try {
      return new Obstacles(job.obstacles(false), Optional.empty());
    } catch (RuntimeException e) {
      return new Obstacles(List.of(), Optional.of(e));
    }
  }

  boolean isNone() {
    return problems.isEmpty() && failure.isEmpty();
  }
}
