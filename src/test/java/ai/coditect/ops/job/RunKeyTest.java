package ai.coditect.ops.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunKeyTest {
  private static final List<String> ODD =
      List.of(
          "a",
          "b",
          "ab",
          "#",
          "##",
          "a#",
          "#a",
          "a#b",
          "%",
          "%23",
          "%2523",
          "a%23",
          "@",
          "a@b",
          ":",
          "event:",
          "message:1",
          " ",
          "a b",
          "é",
          "e\u0301",
          "İ",
          "x".repeat(200),
          "x".repeat(199) + "y",
          "%".repeat(200),
          "𝄞".repeat(100));

  @Test
  void no_two_events_share_a_key_and_every_key_fits_where_keys_go() {
    Set<String> keys = new HashSet<>();
    for (String source : ODD) {
      for (String id : ODD) {
        String key = RunKey.ofEvent(source, id);
        keys.add(key);
        assertThat(key.length()).isLessThanOrEqualTo(180);
        assertThat(RunKey.isReserved("tick", key)).isTrue();
      }
    }
    assertThat(keys).hasSize(ODD.size() * ODD.size());
  }

  @Test
  void an_entry_of_a_log_and_an_event_of_the_same_names_are_two() {
    assertThat(RunKey.ofLogEntry("projects/p/logs/l", "i", Instant.EPOCH))
        .startsWith("log:")
        .isNotEqualTo(RunKey.ofEvent("projects/p/logs/l", "i " + Instant.EPOCH))
        .satisfies(key -> assertThat(RunKey.isReserved("tick", key)).isTrue());
  }

  @Test
  void a_key_that_a_sender_chose_stays_as_it_is_unless_it_could_name_somebody() {
    assertThat(RunKey.ofSender("nightly-1")).isEqualTo("nightly-1");
    assertThat(RunKey.ofSender("zoe@example.org")).startsWith("sha256:").doesNotContain("zoe");
    assertThat(RunKey.ofSender("Zoë Tokenberg")).startsWith("sha256:");
  }

  @Test
  void a_key_can_be_read_unless_it_could_show_an_address() {
    assertThat(RunKey.ofEvent("//billing", "order-1")).isEqualTo("event://billing#order-1");
    assertThat(RunKey.ofEvent("/a#b", "c#d")).isEqualTo("event:/a%23b#c#d");
    assertThat(RunKey.ofEvent("mailto:jo@example.org", "1")).doesNotContain("jo", "@");
    assertThat(RunKey.ofEvent("//billing", "Jo Miller")).doesNotContain("Jo", "Miller");
    assertThat(RunKey.ofEvent("//billing", "Zoë")).doesNotContain("Zo");
    assertThat(RunKey.ofEvent("//billing", "+4917055")).doesNotContain("17055");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tick@2026-03-01T02:00:00Z",
        "tick/daily@2026-03-01T02:00:00Z",
        "event://a#1",
        "message:17",
        "nudge-3f2a0000-0000-4000-8000-00000000000a",
        "hold-3f2a0000-0000-4000-8000-00000000000a-over",
        "retry-3f2a0000-0000-4000-8000-00000000000a-1795808411608741"
      })
  void what_something_else_may_have_is_not_for_people_to_choose(String key) {
    assertThat(RunKey.isReserved("tick", key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k",
        "tick",
        "tick@monday",
        "ticks@2026-03-01T02:00:00Z",
        "eve@2026-03-01T02:00:00Z",
        "hold-over",
        "nudge-1",
        "Event:1",
        "2026-03-01T02:00:00Z"
      })
  void everything_else_is(String key) {
    assertThat(RunKey.isReserved("tick", key)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "nudge-3f2a0000-0000-4000-8000-00000000000a, true",
    "nudge-3f2a0000-0000-4000-8000-00000000000a-2, false",
    "nudge-2026-01, false",
    "nudge, false",
    "replay-3f2a0000-0000-4000-8000-00000000000a, false"
  })
  void a_nudge_is_what_no_sender_may_choose(String key, boolean nudge) {
    assertThat(RunKey.isNudge(key)).isEqualTo(nudge);
  }

  @Test
  void a_key_that_could_show_an_address_is_not_repeated() {
    String slot = RunRequest.slotKey("tick", Instant.parse("2026-03-01T02:00:00Z"));
    assertThat(RunKey.repeatable("tick", slot)).isEqualTo(slot);
    assertThat(RunKey.repeatable("tick", "ticket-7")).isEqualTo("ticket-7");
    assertThat(RunKey.repeatable("other", slot)).isEmpty();
    for (String typed : List.of("zoe@tokens.example", "event:mailto:zoe@tokens.example#1")) {
      assertThat(RunKey.repeatable("tick", typed)).isEmpty();
    }
  }

  @Test
  void slots_are_among_the_reserved_ones() {
    assertThat(
            RunKey.isReserved(
                "tick", RunRequest.slotKey("tick", Instant.parse("2026-03-01T02:00:00Z"))))
        .isTrue();
  }
}
