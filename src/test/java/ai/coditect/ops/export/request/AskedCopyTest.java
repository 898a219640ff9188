package ai.coditect.ops.export.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.privacy.request.UnreadableFieldException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a request is said by its one field, in words and with what to do. */
class AskedCopyTest {
  private static final String PUBLIC =
      "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

  private static AskedCopy asked(String profile, String recipient) {
    return new AskedCopy(
        new UUID(0, 1),
        new UUID(0, 2),
        Optional.empty(),
        Instant.EPOCH,
        profile,
        Optional.of(recipient));
  }

  @Test
  void a_public_key_is_taken() {
    assertThat(asked("access", PUBLIC).recipient()).contains(PUBLIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // A letter changed, left out, doubled; a key of a plugin; a secret one; one of SSH; none.
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q | its checksum does not fit",
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8 | its checksum does not fit",
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8pp | its checksum does not fit",
        "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt | plugins",
        "AGE-SECRET-KEY-1QQQQ | holds a secret key",
        "ssh-ed25519 AAAA | holds an SSH key",
        "anything | is no age recipient. Give a public key"
      })
  void what_is_wrong_with_a_recipient_is_said_alone(String recipient, String words) {
    assertThatThrownBy(() -> asked("access", recipient))
        .isInstanceOf(UnreadableFieldException.class)
        .hasMessageStartingWith("the recipient of packages ")
        .hasMessageContaining(words)
        .message()
        .doesNotContain("requestId", "requestedAt", "profile", recipient);
  }

  @Test
  void and_so_is_what_is_wrong_with_a_profile() {
    assertThatThrownBy(() -> asked("everything", PUBLIC))
        .hasMessage("profile must be access or portability");
  }
}
