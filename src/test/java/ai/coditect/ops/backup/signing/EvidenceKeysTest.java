package ai.coditect.ops.backup.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.backup.signing.EvidencePublicKeys.Answer;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EvidenceKeysTest {
  private static final byte[] SAID = "said".getBytes(StandardCharsets.UTF_8);

  @Test
  void a_key_is_read_in_every_way_that_it_is_handed_around() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String der = text(pair.getPrivate().getEncoded());
    String pem = "-----BEGIN PRIVATE KEY-----\n" + der + "\n-----END PRIVATE KEY-----\n";
    for (String spelling : List.of(der, pem, pem.replace("\n", "\\n"), pem.replace("\n", " "))) {
      EvidenceKeys keys = EvidenceKeys.read(spelling);
      assertThat(keys.publicText()).isEqualTo(text(pair.getPublic().getEncoded()));
      byte[] signature = keys.sign(Purpose.MARKER, SAID);
      EvidencePublicKeys given = EvidencePublicKeys.read(keys.publicText()).orElseThrow();
      assertThat(given.check(Purpose.MARKER, keys.id(), SAID, signature)).isEqualTo(Answer.GENUINE);
      assertThat(given.check(Purpose.DRILLS, keys.id(), SAID, signature)).isEqualTo(Answer.FORGED);
      assertThat(given.check(Purpose.MARKER, keys.id(), SAID, new byte[3]))
          .isEqualTo(Answer.FORGED);
    }
  }

  @Test
  void what_an_earlier_key_signed_is_checked_while_it_is_there() throws Exception {
    String before = text(pair().getPrivate().getEncoded());
    String now = text(pair().getPrivate().getEncoded());
    byte[] signature = EvidenceKeys.read(before).sign(Purpose.MARKER, SAID);
    String id = EvidenceKeys.read(before).id();
    EvidenceKeys both = EvidenceKeys.read(now + "," + before);
    assertThat(both.id()).isEqualTo(EvidenceKeys.read(now).id());
    assertThat(both.publicKeys().check(Purpose.MARKER, id, SAID, signature))
        .isEqualTo(Answer.GENUINE);
    assertThat(EvidenceKeys.read(now).publicKeys().check(Purpose.MARKER, id, SAID, signature))
        .isEqualTo(Answer.UNKNOWN_KEY);
    assertThatThrownBy(() -> EvidenceKeys.read(now + "," + now)).hasMessageContaining("twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "secret-words",
        "aGVsbG8=",
        "MC4CAQAwBQYDK2VuBCIEIIXvTVYrd8+nMYKCLqZB/N5zN+6b",
      })
  void what_is_no_key_is_refused_and_not_repeated(String value) {
    assertThatThrownBy(() -> EvidenceKeys.read(value))
        .isInstanceOfSatisfying(
            ProblemsException.class,
            refused -> {
              assertThat(refused.problems()).hasSize(1);
              assertThat(refused.problems().get(0).where()).isEqualTo("OPS_EVIDENCE_KEY");
              if (!value.isBlank()) {
                assertThat(refused.getMessage()).doesNotContain(value);
              }
            });
    assertThat(EvidencePublicKeys.read(value)).isEmpty();
  }

  private static KeyPair pair() throws Exception {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
