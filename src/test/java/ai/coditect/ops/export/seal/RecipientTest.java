package ai.coditect.ops.export.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.coditect.ops.problem.ProblemsException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a package can be encrypted to, and who can open it then. */
class RecipientTest {
  private final KeyPair pair = pair();

  private static KeyPair pair() {
    try {
      return new X25519KeyPairGenerator().generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What age-keygen prints. */
  private static String publicHalf(KeyPair pair) {
    return new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII);
  }

  private static String secretHalf(KeyPair pair) {
    return new String(pair.getPrivate().getEncoded(), StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  private byte[] sealed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream seal = Recipient.read(publicHalf(pair), "here").seal(out)) {
      seal.write(content, 0, content.length / 3);
      seal.write(content, content.length / 3, content.length - content.length / 3);
    }
    return out.toByteArray();
  }

  private static byte[] opened(byte[] sealed, KeyPair pair) throws Exception {
    return Channels.newInputStream(
            new StandardDecryptingChannelFactory()
                .newDecryptingChannel(
                    Channels.newChannel(new ByteArrayInputStream(sealed)),
                    java.util.List.of(
                        X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                            secretHalf(pair)))))
        .readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000})
  void who_has_the_key_opens_what_was_sealed(int size) throws Exception {
    byte[] sealed = sealed(bytes(size));
    assertThat(new String(sealed, 0, 21, StandardCharsets.US_ASCII))
        .isEqualTo("age-encryption.org/v1");
    assertThat(opened(sealed, pair)).isEqualTo(bytes(size));
  }

  @Test
  void nobody_else_does() throws Exception {
    byte[] sealed = sealed(bytes(1000));
    assertThatThrownBy(() -> opened(sealed, pair())).isInstanceOf(Exception.class);
  }

  @Test
  void a_flipped_bit_anywhere_or_a_missing_end_is_noticed() throws Exception {
    byte[] sealed = sealed(bytes(200_000));
    Random random = new Random(4);
    for (int i = 0; i < 20; i++) {
      byte[] changed = sealed.clone();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> opened(changed, pair)).isInstanceOf(Exception.class);
    }
    for (int length : new int[] {sealed.length - 1, sealed.length - 16, 131_500}) {
      assertThatThrownBy(() -> opened(java.util.Arrays.copyOf(sealed, length), pair))
          .isInstanceOf(Exception.class);
    }
  }

  @Test
  void to_end_the_seal_leaves_open_what_is_below() throws IOException {
    boolean[] closed = {false};
    OutputStream below =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Recipient.read(publicHalf(pair), "here").seal(below).close();
    assertThat(closed[0]).isFalse();
  }

  @Test
  void what_is_written_goes_on_piece_by_piece() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutputStream seal = Recipient.read(publicHalf(pair), "here").seal(out);
    for (int i = 1; i <= 50; i++) {
      seal.write(bytes(65_536));
      assertThat(i * 65_536 - out.size()).isLessThan(3 * 65_536);
    }
    seal.close();
  }

  @Test
  void a_key_is_read_with_blanks_around_and_does_not_show() {
    Recipient recipient = Recipient.read(" " + publicHalf(pair) + "\n", "here");
    assertThat(recipient.toString()).doesNotContain("age1");
  }

  @Test
  void a_secret_key_is_refused_and_never_repeated() {
    String secret = secretHalf(pair);
    for (String given :
        new String[] {secret, secret.toLowerCase(Locale.ROOT), "# key\n" + secret + "\n"}) {
      ProblemsException refusal =
          catchThrowableOfType(ProblemsException.class, () -> Recipient.read(given, "encrypt-to"));
      assertThat(refusal.problems()).hasSize(1);
      assertThat(refusal.problems().get(0).what()).contains("a secret key");
      assertThat(refusal.problems().get(0).where()).isEqualTo("encrypt-to");
      assertThat(refusal.problems().get(0).cure()).contains("make a new one");
      assertThat(refusal.toString()).doesNotContain(secret.substring(15, 30));
      assertThat(refusal).hasNoCause();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', is no age recipient",
    "hello, is no age recipient",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK, an SSH key",
    "ssh-rsa AAAAB3NzaC1yc2E, an SSH key",
    "age1, mistyped",
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq, mistyped",
    "age1yubikey1qwe5s4k5wq0qkx7sx2v7qxv5z0q7x5v7qxv5z0q7x5v7qxv5z0q7x5, mistyped",
  })
  void what_is_no_recipient_is_refused_and_never_repeated(String given, String what) {
    ProblemsException refusal =
        catchThrowableOfType(ProblemsException.class, () -> Recipient.read(given, "here"));
    assertThat(refusal.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.what()).contains(what));
    if (given.length() > 5) {
      assertThat(refusal.toString()).doesNotContain(given);
    }
  }

  @Test
  void one_wrong_letter_is_noticed() {
    String key = publicHalf(pair);
    for (int i = 4; i < key.length(); i += 7) {
      String wrong =
          key.substring(0, i) + (key.charAt(i) == 'q' ? 'p' : 'q') + key.substring(i + 1);
      assertThatThrownBy(() -> Recipient.read(wrong, "here"))
          .isInstanceOf(ProblemsException.class)
          .hasNoCause();
    }
  }
}
