package ai.coditect.ops.backup.signing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Ed25519 public keys, by the id that stands beside what they check. */
public final class EvidencePublicKeys {
  private final Map<String, PublicKey> byId;

  EvidencePublicKeys(Map<String, PublicKey> byId) {
    this.byId = Collections.unmodifiableMap(new LinkedHashMap<>(byId));
  }

  /** What a signature turns out to be. */
  public enum Answer {
    GENUINE,
    FORGED,
    /** It was made by a key that is not here. */
    UNKNOWN_KEY
  }

  /**
   * Reads a public key: PEM, or the Base64 of its DER (X.509 SubjectPublicKeyInfo) in one line.
   * Empty when it is none.
   */
  public static Optional<EvidencePublicKeys> read(String text) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(material(text, "PUBLIC KEY")));
      return Optional.of(new EvidencePublicKeys(Map.of(idOf(key), key)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  public Answer check(Purpose purpose, String keyId, byte[] content, byte[] signed) {
    PublicKey key = byId.get(keyId);
    if (key == null) {
      return Answer.UNKNOWN_KEY;
    }
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(purpose.prefix());
      signature.update(content);
      return signature.verify(signed) ? Answer.GENUINE : Answer.FORGED;
    } catch (GeneralSecurityException e) {
      // A signature of another length is no signature.
      return Answer.FORGED;
    }
  }

  PublicKey first() {
    return byId.values().iterator().next();
  }

  static String idOf(PublicKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 0, 8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The DER of a key, of which line breaks may have been lost on the way. */
  static byte[] material(String text, String label) {
    String plain =
        text.replace("\\n", "\n")
            .replace("-----BEGIN " + label + "-----", "")
            .replace("-----END " + label + "-----", "")
            .replaceAll("\\s", "");
    return Base64.getDecoder().decode(plain.getBytes(StandardCharsets.UTF_8));
  }
}
