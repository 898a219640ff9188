package ai.coditect.ops.problem;

import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the problems of a failed start as text with cures, not as a stack trace. */
final class ProblemsFailureAnalyzer extends AbstractFailureAnalyzer<ProblemsException> {
  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, ProblemsException cause) {
    String what =
        cause.problems().stream()
            .map(problem -> problem.where() + ": " + problem.what())
            .collect(Collectors.joining("\n"));
    String cures =
        cause.problems().stream().map(Problem::cure).distinct().collect(Collectors.joining("\n"));
    return new FailureAnalysis(what, cures, cause);
  }
}
