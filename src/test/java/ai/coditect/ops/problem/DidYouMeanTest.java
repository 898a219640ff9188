package ai.coditect.ops.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DidYouMeanTest {
  private static final List<String> KNOWN = List.of("warn-before", "grace", "on");

  @Test
  void slips_find_the_word_that_was_meant() {
    for (String slip :
        List.of("warn-befor", "wran-before", "warn-beforee", "WARN-BEFORE", "warnbefore")) {
      assertThat(DidYouMean.nearest(slip, KNOWN)).contains("warn-before");
    }
    assertThat(DidYouMean.nearest("no", KNOWN)).contains("on");
  }

  @Test
  void a_word_far_from_all_gets_the_list_instead() {
    assertThat(DidYouMean.nearest("retention", KNOWN)).isEmpty();
    assertThat(DidYouMean.cure("retention", KNOWN))
        .isEqualTo("Known here: grace, on, warn-before.");
    assertThat(DidYouMean.cure("x", List.of())).isEqualTo("Remove it: nothing is allowed here.");
  }
}
