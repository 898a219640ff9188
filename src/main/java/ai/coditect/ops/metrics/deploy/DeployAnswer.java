package ai.coditect.ops.metrics.deploy;

import ai.coditect.ops.metrics.deploy.DeployPlan.Step;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What became of it.
 *
 * @param steps that were done before anything failed; of a dry run, all that would be
 * @param silent how many alert policies tell nobody; of a dry run, how many would
 * @param trouble what ended it early
 */
record DeployAnswer(List<Step> steps, int unchanged, int silent, Optional<Trouble> trouble) {

  /**
   * @param refused whether trying again would not help
   */
  record Trouble(Problem problem, boolean refused) {}
}
