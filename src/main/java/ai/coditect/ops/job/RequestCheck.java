package ai.coditect.ops.job;

import ai.coditect.ops.problem.Problem;
import java.util.List;

/** What is wrong with a request, judged by the job files; nothing when it may run. */
@FunctionalInterface
public interface RequestCheck {
  List<Problem> problems(RunRequest request);
}
