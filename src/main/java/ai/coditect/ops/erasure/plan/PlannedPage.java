package ai.coditect.ops.erasure.plan;

import ai.coditect.ops.erasure.tally.RowCounts;
import java.util.List;
import java.util.Optional;

/**
 * Those of a page of a plan who are not taken yet.
 *
 * @param planned what each of them was planned to lose, in their order; empty when an earlier
 *     version planned the page and did not say
 */
public record PlannedPage(List<Candidate> candidates, Optional<List<RowCounts>> planned) {
  public static final PlannedPage NONE = new PlannedPage(List.of(), Optional.empty());

  public PlannedPage {
    candidates = List.copyOf(candidates);
    planned = planned.map(List::copyOf);
    if (planned.isPresent() && planned.get().size() != candidates.size()) {
      throw new IllegalArgumentException("each candidate has counts of their own");
    }
  }

  public boolean isEmpty() {
    return candidates.isEmpty();
  }
}
