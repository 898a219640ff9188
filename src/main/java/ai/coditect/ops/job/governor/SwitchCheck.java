package ai.coditect.ops.job.governor;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import org.springframework.dao.DataAccessException;

/** Says where the switch stands. A pause is somebody's decision, so it is no failure. */
final class SwitchCheck implements Check {
  private final GovernorStore store;

  SwitchCheck(GovernorStore store) {
    this.store = store;
  }

  @Override
  public String claim() {
    return "the destruction switch can be read";
  }

  @Override
  public Finding examine() {
    try {
      return Finding.ok(DestructionCommands.describe(store.read()));
    } catch (DataAccessException e) {
      return Finding.failed(
          List.of(
              new Problem(
                  "The switch cannot be read, and so nothing destructive runs.",
                  "coditect_ops.destruction",
                  "See the items about the database first; then run migrate.")));
    }
  }
}
