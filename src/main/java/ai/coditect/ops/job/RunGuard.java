package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;

/**
 * Asked before the first statement of each run; anything it says is a refusal. What it throws keeps
 * the run from beginning, and off the record: it is asked for again.
 */
@FunctionalInterface
public interface RunGuard {
  List<Problem> problems();
}
