package ai.coditect.ops.erasure.request;

import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.util.List;
import java.util.Optional;

/** Whether every organization that has ended goes, or waits for a hold. */
final class EndedOrganizationsCheck implements Check {
  private static final int NAMED = 10;

  private final RequestStore store;

  EndedOrganizationsCheck(RequestStore store) {
    this.store = store;
  }

  @Override
  public String claim() {
    return "ended organizations go, or something of them is held";
  }

  @Override
  public Finding examine() {
    List<LastingOrganization> lasting = store.lasting(Optional.empty(), NAMED);
    if (lasting.isEmpty()) {
      return Finding.ok("none is in a run's way");
    }
    return Finding.failed(
        lasting.stream()
            .map(
                each ->
                    new Problem(
                        "An ended organization cannot go, " + each.words() + ".",
                        "coditect_ops.erasure_left",
                        each.cure() + " The next run of gdpr-purge takes the rest."))
            .toList());
  }
}
