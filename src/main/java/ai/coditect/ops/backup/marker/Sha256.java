package ai.coditect.ops.backup.marker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over texts that come one after the other. */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String of(String text) {
    return new Sha256().add(text).hex();
  }

  Sha256 add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Adds figures, which come in the order of table and tenant. */
  public Sha256 add(Figure figure) {
    return add(figure.line());
  }

  /** The hash; afterwards nothing has been added. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
