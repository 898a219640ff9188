package ai.coditect.ops.privacy.address;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.privacy.address.AddressPairs.Pair;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the versions before the normal form hashed is found, however it was typed then. */
class EarlierSpellingsTest {

  @Test
  void whatever_a_version_before_took_for_an_address_is_found() {
    for (Pair pair : AddressPairs.SAME) {
      boolean taken = pair.typed().strip().matches("[^@\\s]+@[^@\\s]+");
      assertThat(taken)
          .as(pair.why())
          .isNotEqualTo(AddressPairs.REFUSED_BEFORE.contains(pair.why()));
      if (taken) {
        assertThat(spellings(pair.stored())).as(pair.why()).contains(hashed(pair.typed()));
      }
    }
  }

  @Test
  void so_is_what_a_shell_without_a_locale_made_of_it() {
    for (Pair pair : AddressPairs.SAME) {
      String lost =
          new String(pair.typed().getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII);
      if (!AddressPairs.REFUSED_BEFORE.contains(pair.why())) {
        assertThat(spellings(pair.stored())).as(pair.why()).contains(hashed(lost));
      }
    }
  }

  @Test
  void another_address_is_not_among_them() {
    for (Pair pair : AddressPairs.OTHER) {
      assertThat(spellings(pair.stored())).as(pair.why()).doesNotContain(hashed(pair.typed()));
    }
  }

  @Test
  void quotes_and_a_dot_at_the_end_go_together() {
    assertThat(spellings("Jane@x.example"))
        .contains("jane@x.example", "jane@x.example.", "\"jane\"@x.example", "\"jane\"@x.example.");
  }

  @Test
  void there_are_hundreds_for_an_address_and_some_thousands_for_the_longest() {
    assertThat(spellings("jane.doe@example.org")).hasSizeBetween(100, 500);
    String longest = "jörg.ß".repeat(10) + "@" + "müller.".repeat(35) + "example";
    assertThat(spellings(longest)).hasSizeBetween(3_000, 15_000);
  }

  private static Set<String> spellings(String stored) {
    return EarlierSpellings.of(stored, stored.toLowerCase(Locale.ROOT));
  }

  /** As the versions before wrote an address before they hashed it. */
  private static String hashed(String typed) {
    return typed.strip().toLowerCase(Locale.ROOT);
  }
}
