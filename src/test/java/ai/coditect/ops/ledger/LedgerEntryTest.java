package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerEntryTest {
  private static final LedgerEntry ENTRY = SomeEntries.intent(new UUID(3, 4));

  @Test
  void its_text_is_this_one_line() {
    assertThat(ENTRY.json())
        .isEqualTo(
            "{\"kind\":\"intended\",\"deletion\":\"00000000-0000-0003-0000-000000000004\","
                + "\"subject\":\""
                + ENTRY.subject().key()
                + ":"
                + ENTRY.subject().hash()
                + "\",\"organization\":\"00000000-0000-0001-0000-000000000002\","
                + "\"request\":\"retention\",\"ground\":\"retention-ended\","
                + "\"due\":\"2026-11-22T00:00:00Z\",\"at\":\"2026-11-22T10:00:00.123456Z\","
                + "\"counts\":{\"coditect_shared.projects\":2,\"coditect_shared.users\":1}}");
  }

  @Test
  void any_entry_is_read_back_as_it_was_written() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      LedgerEntry entry = SomeEntries.any(random);
      assertThat(LedgerEntry.read(entry.json())).isEqualTo(entry);
    }
  }

  @Test
  void no_member_can_hold_free_text() {
    assertThat(Arrays.stream(LedgerEntry.class.getRecordComponents()).map(RecordComponent::getType))
        .allMatch(
            type ->
                type.isEnum()
                    || Stream.of(UUID.class, Instant.class, SubjectHash.class, SortedMap.class)
                        .anyMatch(type::equals));
    for (String text : new String[] {"ada@example.com", "Ada Lovelace", "ada.a b", "a.b\",\"x"}) {
      assertThatThrownBy(() -> counting(Map.of(text, 1L))).hasMessageNotContaining(text);
      assertThatThrownBy(() -> new SubjectHash("k1.00000000", text)).hasMessageNotContaining(text);
      assertThatThrownBy(() -> new SubjectHash(text, ENTRY.subject().hash()))
          .hasMessageNotContaining(text);
    }
    Random random = new Random(8);
    for (int i = 0; i < 500; i++) {
      assertThat(SomeEntries.any(random).json())
          .matches(
              "\\{\"kind\":\"[a-z]+\",\"deletion\":\"[0-9a-f-]{36}\","
                  + "\"subject\":\"k1\\.[0-9a-f]{8}:[0-9a-f]{64}\","
                  + "\"organization\":\"[0-9a-f-]{36}\",\"request\":\"(retention|[0-9a-f-]{36})\","
                  + "\"ground\":\"(retention-ended|person-asked)\","
                  + "\"due\":\"[0-9TZ:.-]+\",\"at\":\"[0-9TZ:.-]+\","
                  + "\"counts\":\\{(\"coditect_shared\\.table_\\d\":\\d+,?)*}}");
    }
  }

  @Test
  void counts_are_never_negative_and_never_unqualified() {
    assertThatThrownBy(() -> counting(Map.of("a.b", -1L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> counting(Map.of("users", 1L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LedgerEntry counting(Map<String, Long> counts) {
    return new LedgerEntry(
        Kind.COMMITTED,
        ENTRY.deletion(),
        ENTRY.subject(),
        ENTRY.organization(),
        null,
        Ground.RETENTION_ENDED,
        ENTRY.due(),
        ENTRY.at(),
        new TreeMap<>(counts));
  }

  @Test
  void a_request_and_only_a_request_has_an_id() {
    assertThatThrownBy(() -> grounded(Ground.PERSON_ASKED, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> grounded(Ground.RETENTION_ENDED, new UUID(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LedgerEntry grounded(Ground ground, UUID request) {
    return new LedgerEntry(
        Kind.VOID,
        ENTRY.deletion(),
        ENTRY.subject(),
        ENTRY.organization(),
        request,
        ground,
        ENTRY.due(),
        ENTRY.at(),
        ENTRY.counts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"intended\" -> \"Intended\"",
        "\"intended\" -> \"planned\"",
        "\"kind\" -> \"sort\"",
        "00:00:00Z -> 00:00:00.000Z",
        "00:00:00Z -> 24:00:00Z",
        "2026-11-22T00 -> 2026-13-22T00",
        "_shared.users\":1 -> _shared.users\":01",
        "_shared.users\":1 -> _shared.users\":1,\"a.b\":2",
        "_shared.users -> _shared.projects",
        "{\"kind -> { \"kind",
        "}} -> },\"name\":\"Ada\"}",
        "retention\", -> 00000000-0000-0001-0000-000000000002\",",
      })
  void another_spelling_is_not_read(String change) {
    String[] fromTo = change.split(" -> ");
    String changed = ENTRY.json().replace(fromTo[0], fromTo[1]);
    assertThat(changed).isNotEqualTo(ENTRY.json());
    assertThat(LedgerEntry.read(changed)).isNull();
  }
}
