package ai.coditect.ops.backup.signing;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The private keys of OPS_EVIDENCE_KEY. The first one signs; what the others signed is still
 * checked, so that a key can be replaced. Keys never show in text.
 */
public final class EvidenceKeys {
  private static final String VARIABLE = "OPS_EVIDENCE_KEY";
  private static final String CURE =
      "Set it to what \"openssl genpkey -algorithm ed25519\" prints (PEM, or its Base64 in one line),"
          + " and to new,old while a key is being replaced.";

  private final PrivateKey first;
  private final String firstId;
  private final EvidencePublicKeys publicKeys;

  private EvidenceKeys(PrivateKey first, String firstId, EvidencePublicKeys publicKeys) {
    this.first = first;
    this.firstId = firstId;
    this.publicKeys = publicKeys;
  }

  /**
   * Reads the value of OPS_EVIDENCE_KEY: Ed25519 private keys in PKCS #8, separated by commas, each
   * as PEM (line breaks may be lost or written \n) or as the Base64 of its DER in one line.
   *
   * @throws ProblemsException with everything that is wrong; it repeats no part of a key
   */
  public static EvidenceKeys read(@Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new ProblemsException(List.of(problem(VARIABLE + " is not set.")));
    }
    List<Problem> problems = new ArrayList<>();
    List<PrivateKey> keys = new ArrayList<>();
    Map<String, PublicKey> halves = new LinkedHashMap<>();
    String[] parts = value.split(",", -1);
    for (int i = 0; i < parts.length; i++) {
      String which = "key " + (i + 1) + " of " + parts.length;
      try {
        PrivateKey key =
            KeyFactory.getInstance("Ed25519")
                .generatePrivate(
                    new PKCS8EncodedKeySpec(EvidencePublicKeys.material(parts[i], "PRIVATE KEY")));
        PublicKey half = publicHalf(key);
        if (halves.put(EvidencePublicKeys.idOf(half), half) != null) {
          problems.add(problem(which + " is there twice."));
        }
        keys.add(key);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        problems.add(problem(which + " is not an Ed25519 private key in PKCS #8."));
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return new EvidenceKeys(
        keys.get(0), halves.keySet().iterator().next(), new EvidencePublicKeys(halves));
  }

  /** What stands for the signing key beside a signature. */
  public String id() {
    return firstId;
  }

  /** The public halves of all keys, that of the signing one first. */
  public EvidencePublicKeys publicKeys() {
    return publicKeys;
  }

  /** The signature of the first key. */
  public byte[] sign(Purpose purpose, byte[] content) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(first);
      signature.update(purpose.prefix());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The platform does not derive it, but makes a pair from 32 random bytes, which are the private
   * key; that the two belong together is tried.
   */
  private static PublicKey publicHalf(PrivateKey key) throws GeneralSecurityException {
    if (!(key instanceof EdECPrivateKey ed) || ed.getBytes().isEmpty()) {
      throw new IllegalArgumentException("no Ed25519 key");
    }
    byte[] seed = ed.getBytes().get();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
    PublicKey half = generator.generateKeyPair().getPublic();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(seed, 0, 1);
    byte[] signed = signature.sign();
    signature.initVerify(half);
    signature.update(seed, 0, 1);
    if (!signature.verify(signed)) {
      throw new IllegalStateException("this Java makes Ed25519 keys in a way of its own");
    }
    return half;
  }

  /** The same bytes once. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] wanted) {
      System.arraycopy(bytes, 0, wanted, 0, wanted.length);
    }
  }

  private static Problem problem(String what) {
    return new Problem(
        what.startsWith(VARIABLE) ? what : "Evidence key unreadable: " + what, VARIABLE, CURE);
  }

  /** The public half of the first key, as it is given to whoever checks: Base64 of its DER. */
  public String publicText() {
    return Base64.getEncoder().encodeToString(publicKeys.first().getEncoded());
  }
}
