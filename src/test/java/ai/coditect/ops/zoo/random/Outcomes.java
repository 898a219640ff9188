package ai.coditect.ops.zoo.random;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.zoo.random.RowLore.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What became of seeds.
 *
 * @param ran whose map fits
 * @param refused whose map does not, with lines that help
 * @param missed the rules without which the oracle would say something else of one of them
 * @param wrong what was not as it must be, with all that is needed to see it again
 */
record Outcomes(List<Long> ran, List<Long> refused, Set<Rule> missed, List<String> wrong) {
  Outcomes() {
    this(new ArrayList<>(), new ArrayList<>(), EnumSet.noneOf(Rule.class), new ArrayList<>());
  }

  /** Enough of both kinds, and every rule was of use, or it would prove nothing. */
  void prove() {
    assertThat(wrong).as("%s", this).isEmpty();
    int all = ran.size() + refused.size();
    assertThat(ran).as("%s", this).hasSizeGreaterThanOrEqualTo(all / 3);
    assertThat(refused).as("%s", this).hasSizeGreaterThanOrEqualTo(all / 10);
    assertThat(missed).as("%s", this).containsExactlyInAnyOrder(Rule.values());
  }

  @Override
  public String toString() {
    return "%d seeds ran, %d were refused, %d were wrong"
        .formatted(ran.size(), refused.size(), wrong.size());
  }
}
