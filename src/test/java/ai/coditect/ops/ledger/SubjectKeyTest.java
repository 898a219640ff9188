package ai.coditect.ops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectKeyTest {
  private static final String OLD = SomeEntries.key(1);
  private static final String NEW = SomeEntries.key(2);
  private static final UUID ORGANIZATION = new UUID(1, 1);
  private static final UUID USER = new UUID(2, 2);

  @Test
  void one_person_has_one_hash_in_one_organization() {
    SubjectKey key = SubjectKey.read("k1:" + OLD);
    assertThat(key.hash(ORGANIZATION, USER)).isEqualTo(key.hash(ORGANIZATION, USER));
    assertThat(key.hash(ORGANIZATION, USER)).isNotEqualTo(key.hash(USER, ORGANIZATION));
    assertThat(key.hash(ORGANIZATION, USER)).isNotEqualTo(key.hash(ORGANIZATION, ORGANIZATION));
    assertThat(key.hash(ORGANIZATION, USER).keyId()).isEqualTo("k1");
  }

  /** The expected value was computed with another language's HMAC. */
  @Test
  void a_hash_stays_the_same_from_release_to_release() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    SubjectKey key = SubjectKey.read("k1:" + Base64.getEncoder().encodeToString(bytes));
    assertThat(key.hash(ORGANIZATION, USER))
        .isEqualTo(
            new SubjectHash(
                "k1.bc5fa32f", "324275f40d961bd2677276b1fb854c7926ecb5209ce8cafcf578cb1ba51d24de"));
  }

  @Test
  void the_first_key_writes_and_all_are_tried() {
    SubjectHash old = SubjectKey.read("k1:" + OLD).hash(ORGANIZATION, USER);
    SubjectKey both = SubjectKey.read("k2:" + NEW + ", k1:" + OLD + "\n");
    assertThat(both.hash(ORGANIZATION, USER).keyId()).isEqualTo("k2");
    assertThat(both.hashes(ORGANIZATION, USER)).hasSize(2).contains(old);
    assertThat(both.isOf(old, ORGANIZATION, USER)).isTrue();
    assertThat(both.isOf(old, ORGANIZATION, ORGANIZATION)).isFalse();
    assertThat(SubjectKey.read("k2:" + NEW).isOf(old, ORGANIZATION, USER)).isFalse();
  }

  @Test
  void a_missing_or_changed_key_is_noticed() {
    String written = SubjectKey.read("k1:" + OLD).hash(ORGANIZATION, USER).key();
    assertThat(SubjectKey.read("k2:" + NEW + ",k1:" + OLD).unfitFor(List.of(written))).isEmpty();
    assertThat(SubjectKey.read("k2:" + NEW).unfitFor(List.of(written)))
        .extracting(Problem::what)
        .containsExactly("entries of the ledger were written with key k1, which is not there.");
    assertThat(SubjectKey.read("k1:" + NEW).unfitFor(List.of(written)))
        .extracting(Problem::what)
        .containsExactly(
            "entries of the ledger were written with key k1, which is another one now.");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "  ", "\n"})
  void an_absent_key_is_refused(String value) {
    assertThat(refused(value))
        .extracting(Problem::what)
        .containsExactly("OPS_SUBJECT_KEY is not set.");
  }

  @Test
  void everything_wrong_is_said_at_once_and_no_key_repeated() {
    String zeros = Base64.getEncoder().encodeToString(new byte[32]);
    String words = "abc abc abc abc abc abc abc abc abc abc";
    String value =
        String.join(
            ",",
            "k1:" + OLD,
            "K2:" + NEW,
            "k3:too short to be a key",
            "k4:" + zeros,
            "k5:" + "00".repeat(32),
            "k6:" + words,
            "k1:" + NEW,
            "k8:" + OLD,
            "");
    List<Problem> problems = refused(value);
    assertThat(problems)
        .extracting(Problem::what)
        .containsExactly(
            "OPS_SUBJECT_KEY: key 2 of 9 has no id of lower-case letters, digits and dashes.",
            "OPS_SUBJECT_KEY: key 3 of 9 has 21 characters, fewer than 32.",
            "OPS_SUBJECT_KEY: key 4 of 9 is not random.",
            "OPS_SUBJECT_KEY: key 5 of 9 is not random.",
            "OPS_SUBJECT_KEY: key 6 of 9 is not random.",
            "OPS_SUBJECT_KEY: key 7 of 9 has the id of an earlier one.",
            "OPS_SUBJECT_KEY: key 8 of 9 is the same key as an earlier one.",
            "OPS_SUBJECT_KEY: key 9 of 9 has 0 characters, fewer than 32.");
    assertThat(problems.toString()).doesNotContain(OLD, NEW, "too short to be", words, zeros);
  }

  @Test
  void a_key_may_be_hex_or_plain_text_and_go_without_its_id() {
    byte[] bytes = Base64.getDecoder().decode(OLD);
    String named = SubjectKey.read("k1:" + OLD).hash(ORGANIZATION, USER).hash();
    for (String spelling :
        List.of(
            OLD,
            HexFormat.of().formatHex(bytes),
            HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT))) {
      SubjectHash hash = SubjectKey.read(spelling).hash(ORGANIZATION, USER);
      assertThat(hash.keyId()).isEqualTo("default");
      assertThat(hash.hash()).isEqualTo(named);
    }
    String phrase = "a long phrase: nobody but us would think of it";
    assertThat(SubjectKey.read(phrase).hash(ORGANIZATION, USER).keyId()).isEqualTo("default");
    assertThat(SubjectKey.read("k7:" + phrase).hash(ORGANIZATION, USER).hash())
        .isEqualTo(SubjectKey.read(phrase).hash(ORGANIZATION, USER).hash())
        .isNotEqualTo(SubjectKey.read("k7:" + phrase + "!").hash(ORGANIZATION, USER).hash());
  }

  @Test
  void two_keys_without_an_id_cannot_be_told_apart() {
    assertThat(refused(OLD + "," + NEW))
        .extracting(Problem::what)
        .containsExactly("OPS_SUBJECT_KEY: key 2 of 2 has the id of an earlier one.");
  }

  private static List<Problem> refused(String value) {
    return catchThrowableOfType(ProblemsException.class, () -> SubjectKey.read(value)).problems();
  }

  @Test
  void a_key_never_shows() {
    SubjectKey key = SubjectKey.read("k1:" + OLD);
    assertThat(key.toString()).matches("SubjectKey\\[k1\\.[0-9a-f]{8}]");
    assertThat(key.keys().get(0).toString()).matches("k1\\.[0-9a-f]{8}");
  }
}
