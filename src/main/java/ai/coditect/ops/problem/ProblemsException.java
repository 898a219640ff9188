package ai.coditect.ops.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with settings, a file or a request, found in one go. */
public class ProblemsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public ProblemsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public final List<Problem> problems() {
    return problems;
  }
}
