package ai.coditect.ops.check;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.function.Supplier;

/** Examines every item, in the order given; an item that throws is a failed item. */
public final class CheckList {
  private final Supplier<List<Check>> checks;

  public CheckList(List<Check> checks) {
    this(() -> checks);
  }

  /**
   * @param checks asked anew for each examination
   */
  public CheckList(Supplier<List<Check>> checks) {
    this.checks = checks;
  }

  /** One item and what was found. */
  public record Item(String claim, Finding finding) {}

  /** All items, with the exit code of the whole: 0 fine, 1 failed, 3 refused by a guard. */
  public record Report(List<Item> items) {
    public int exitCode() {
      List<Finding> failed =
          items.stream().map(Item::finding).filter(f -> f.state() == State.FAILED).toList();
      return failed.stream().anyMatch(Finding::refused) ? 3 : failed.isEmpty() ? 0 : 1;
    }
  }

  public Report examine() {
    return new Report(checks.get().stream().map(CheckList::examine).toList());
  }

  private static Item examine(Check check) {
    try {
      return new Item(check.claim(), check.examine());
    } catch (RuntimeException e) {
      Problem problem =
          new Problem(
              "The item could not be examined: " + FailureWords.of(e) + ".",
              check.claim(),
              "Correct the cause, then run check again.");
      return new Item(check.claim(), Finding.failed(List.of(problem)));
    }
  }
}
