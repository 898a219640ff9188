package ai.coditect.ops.check.service;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.CheckGroup;
import java.util.List;

/** On the list, and not applicable as long as the worker has no way to the service. */
record UnaskedItems() implements CheckGroup {
  @Override
  public List<Check> items() {
    return List.of(
        item(
            "the secrets are present in Secret Manager",
            "the worker gets its secrets as variables, and has no right to list them; those that"
                + " are missing are named at the start"));
  }

  private record Unasked(String claim, String why) implements Check {
    @Override
    public Finding examine() {
      return Finding.notApplicable(why);
    }
  }

  private static Check item(String claim, String why) {
    return new Unasked(claim, why);
  }
}
