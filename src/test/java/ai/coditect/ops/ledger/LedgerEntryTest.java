package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.ledger.LedgerEntry.Ground;
import ai.coditect.ops.ledger.LedgerEntry.Kind;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
  void an_end_speaks_for_all() {
    LedgerEntry end =
        LedgerEntry.committed(ENTRY.deletion(), ENTRY.at(), Map.of("coditect_shared.users", 3L));
    assertThat(end.json())
        .isEqualTo(
            "{\"kind\":\"committed\",\"deletion\":\"00000000-0000-0003-0000-000000000004\","
                + "\"subject\":\"all\",\"organization\":\"all\",\"request\":\"all\","
                + "\"ground\":\"all\",\"due\":\"2026-11-22T10:00:00.123456Z\","
                + "\"at\":\"2026-11-22T10:00:00.123456Z\","
                + "\"counts\":{\"coditect_shared.users\":3}}");
    assertThat(LedgerEntry.voided(ENTRY.deletion(), ENTRY.at()).json())
        .isEqualTo(end.json().replace("committed", "void").replaceFirst("\\{\"coditect.*", "{}}"));
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
    for (String text : new String[] {"ada@example.com", "Ada Lovelace", "Ada.a b", "A.b\",\"x"}) {
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
                  + "\"subject\":\"(all|k1\\.[0-9a-f]{8}:[0-9a-f]{64})\","
                  + "\"organization\":\"(all|[0-9a-f-]{36})\","
                  + "\"request\":\"(all|retention|[0-9a-f-]{36})\","
                  + "\"ground\":\"(all|retention-ended|person-asked)\","
                  + "\"due\":\"[0-9TZ:.-]+\",\"at\":\"[0-9TZ:.-]+\","
                  + "\"counts\":\\{(\"coditect_shared\\.table_\\d\":\\d+,?)*}}");
    }
  }

  @Test
  void a_table_of_any_name_has_one_spelling() {
    for (String name : List.of("Größe der Schuhe", "a.b", "%41", "+", "1", "x".repeat(63), "\"")) {
      LedgerEntry entry = counting(Map.of("coditect_shared." + name, 3L));
      assertThat(entry.json()).matches("[ -~]+").doesNotContain("Größe");
      assertThat(LedgerEntry.read(entry.json())).isEqualTo(entry);
    }
    String json = counting(Map.of("coditect_shared.a b", 1L)).json();
    assertThat(json).contains("coditect_shared.a%20b");
    for (String other : List.of("a+b", "%61%20b", "a%20%62", "a%2", "a b", "a%C3b", "a%c3%b6")) {
      assertThat(LedgerEntry.read(json.replace("a%20b", other))).as(other).isNull();
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
    return LedgerEntry.committed(ENTRY.deletion(), ENTRY.at(), counts);
  }

  @Test
  void a_request_and_only_a_request_has_an_id() {
    assertThatThrownBy(() -> grounded(Ground.PERSON_ASKED, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> grounded(Ground.RETENTION_ENDED, new UUID(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LedgerEntry grounded(Ground ground, UUID request) {
    return LedgerEntry.intended(
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
  @EnumSource
  void an_intent_names_one_subject_and_an_end_none(Kind kind) {
    boolean one = kind == Kind.INTENDED;
    SubjectHash subject = one ? ENTRY.subject() : null;
    UUID organization = one ? ENTRY.organization() : null;
    Ground ground = one ? ENTRY.ground() : null;
    UUID request = one ? null : new UUID(1, 1);
    assertThat(entry(kind, subject, organization, null, ground, ENTRY.at()).kind()).isEqualTo(kind);
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> entry(kind, one ? null : ENTRY.subject(), organization, null, ground, ENTRY.at()),
            () -> entry(kind, subject, one ? null : new UUID(1, 1), null, ground, ENTRY.at()),
            () -> entry(kind, subject, organization, new UUID(1, 1), ground, ENTRY.at()),
            () ->
                entry(
                    kind,
                    subject,
                    organization,
                    request,
                    one ? null : Ground.PERSON_ASKED,
                    ENTRY.at()))) {
      assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
    }
    if (!one) {
      assertThatThrownBy(() -> entry(kind, null, null, null, null, ENTRY.due()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static LedgerEntry entry(
      Kind kind, SubjectHash subject, UUID organization, UUID request, Ground ground, Instant due) {
    return new LedgerEntry(
        kind,
        ENTRY.deletion(),
        subject,
        organization,
        request,
        ground,
        due,
        ENTRY.at(),
        new TreeMap<>());
  }

  @Test
  void what_is_void_has_deleted_nothing() {
    String end = LedgerEntry.voided(ENTRY.deletion(), ENTRY.at()).json();
    assertThat(LedgerEntry.read(end)).isNotNull();
    assertThat(LedgerEntry.read(end.replace("{}}", "{\"a.b\":1}}"))).isNull();
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
        "\"intended\" -> \"committed\"",
        "\"request\":\"retention\" -> \"request\":\"all\"",
        "\"ground\":\"retention-ended\" -> \"ground\":\"all\"",
        "retention\", -> 00000000-0000-0001-0000-000000000002\",",
      })
  void another_spelling_is_not_read(String change) {
    String[] fromTo = change.split(" -> ");
    String changed = ENTRY.json().replace(fromTo[0], fromTo[1]);
    assertThat(changed).isNotEqualTo(ENTRY.json());
    assertThat(LedgerEntry.read(changed)).isNull();
  }
}
