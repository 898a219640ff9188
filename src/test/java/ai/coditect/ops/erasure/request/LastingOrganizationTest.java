package ai.coditect.ops.erasure.request;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.plan.Hindrance;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each reason why an ended organization lasts has a cure of its own. */
class LastingOrganizationTest {
  private static final UUID RUN = UUID.randomUUID();
  private static final Hindrance CONSTRAINT =
      new Hindrance(
          Optional.of("23503"),
          Optional.of("public.invoices"),
          Optional.of("bills"),
          Optional.empty());

  @Test
  void a_cure_is_for_what_is_in_the_way() {
    assertThat(cure("rows-of-others", Hindrance.stillIn("coditect_shared.notes")))
        .startsWith("Rows of coditect_shared.notes lead to people of other organizations");
    assertThat(cure("cannot-be-deleted", CONSTRAINT)).startsWith("The database refused");
    assertThat(cure("cannot-be-deleted", Hindrance.stillIn("coditect_shared.notes")))
        .startsWith("Something brings rows back");
    assertThat(cure("something-held", NOTHING)).contains("\"erasures plan " + RUN + " --people\"");
  }

  private static final Hindrance NOTHING =
      new Hindrance(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static String cure(String reason, Hindrance by) {
    return new LastingOrganization(UUID.randomUUID(), RUN, reason, by).cure();
  }
}
