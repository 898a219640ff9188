package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Map;

/** A request held against the job files. */
@FunctionalInterface
public interface RequestCheck {
  Checked check(RunRequest request);

  /**
   * @param parameters in one spelling, so that equal requests are equal
   * @param problems why the request may not run; empty when it may
   */
  record Checked(Map<String, String> parameters, List<Problem> problems) {}
}
