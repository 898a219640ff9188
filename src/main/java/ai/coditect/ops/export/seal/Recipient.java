package ai.coditect.ops.export.seal;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.exceptionfactory.jagged.EncryptingChannelFactory;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;

/** Whom a package is encrypted to: the public half of an age X25519 key. */
public final class Recipient {
  // The piece that age encrypts as one.
  private static final int PIECE = 64 * 1024;

  private final RecipientStanzaWriter key;

  private Recipient(RecipientStanzaWriter key) {
    this.key = key;
  }

  /**
   * Reads {@code age1…}. What was given is never repeated: it may be a secret key.
   *
   * @param where the setting or field that it was given in
   * @throws ProblemsException when it is no such key
   */
  public static Recipient read(String text, String where) {
    String given = text.strip();
    String lower = given.toLowerCase(Locale.ROOT);
    if (lower.contains("age-secret-key-")) {
      throw refusal(
          "holds a secret key, which opens packages.",
          where,
          "Treat that key as known to others and make a new one with age-keygen; give the public"
              + " key, which begins with age1.");
    }
    if (lower.startsWith("ssh-") || lower.startsWith("ecdsa-")) {
      throw refusal(
          "holds an SSH key.", where, "Make a key with age-keygen and give its public half.");
    }
    if (!given.startsWith("age1")) {
      throw refusal(
          "is no age recipient.", where, "Give a public key of age-keygen: age1 and 58 letters.");
    }
    try {
      return new Recipient(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(given));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw refusal(
          "is no age recipient, or was mistyped: its checksum does not fit.",
          where,
          "Copy the public key again: age1 and 58 letters; keys of plugins are not supported.");
    }
  }

  private static ProblemsException refusal(String what, String where, String cure) {
    return new ProblemsException(
        List.of(new Problem("the recipient of packages " + what, where, cure)));
  }

  /**
   * Encrypts what is written, in constant memory. To close it ends the age file, and leaves {@code
   * out} open; without that, the file does not open.
   */
  public OutputStream seal(OutputStream out) throws IOException {
    EncryptingChannelFactory age = new StandardEncryptingChannelFactory();
    try {
      return new BufferedOutputStream(
          Channels.newOutputStream(
              age.newEncryptingChannel(Channels.newChannel(new Open(out)), List.of(key))),
          PIECE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot encrypt", e);
    }
  }

  /** Takes in bulk, and stays open. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  @Override
  public String toString() {
    return "Recipient";
  }
}
