package ai.coditect.ops.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks several questions and keeps apart what stays wrong and what may pass. Where anything stays
 * wrong, waiting does not help, whatever else may pass.
 */
public final class ProblemCollector {
  private final List<Problem> lasting = new ArrayList<>();
  private final List<Problem> passing = new ArrayList<>();

  /** Adds what the question answers, or throws as problems. */
  public ProblemCollector ask(Supplier<List<Problem>> question) {
    try {
      lasting.addAll(question.get());
    } catch (TransientProblemsException e) {
      passing.addAll(e.problems());
    } catch (ProblemsException e) {
      lasting.addAll(e.problems());
    }
    return this;
  }

  /** What is supplied, unless that throws problems, which are added. */
  public <T> Optional<T> get(Supplier<T> supplier) {
    List<T> got = new ArrayList<>();
    ask(
        () -> {
          got.add(supplier.get());
          return List.of();
        });
    return got.stream().findFirst();
  }

  /**
   * Everything that was found; empty when nothing was.
   *
   * @throws TransientProblemsException when all of it may pass
   */
  public List<Problem> found() {
    if (lasting.isEmpty() && !passing.isEmpty()) {
      throw new TransientProblemsException(passing);
    }
    List<Problem> all = new ArrayList<>(lasting);
    all.addAll(passing);
    return List.copyOf(all);
  }
}
