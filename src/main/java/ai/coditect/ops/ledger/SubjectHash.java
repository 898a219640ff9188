package ai.coditect.ops.ledger;

import java.util.regex.Pattern;

/**
 * Stands for a person where no person may be named.
 *
 * @param key the id of the key that made it and a check value of that key, as in {@code
 *     k1.0a1b2c3d}
 * @param hash 64 hex digits
 */
public record SubjectHash(String key, String hash) {
  static final String KEY_ID = "[a-z0-9][a-z0-9-]{0,31}";
  private static final Pattern KEY = Pattern.compile(KEY_ID + "\\.[0-9a-f]{8}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public SubjectHash {
    if (!KEY.matcher(key).matches() || !HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("not the keyed hash of a subject");
    }
  }

  /** The id alone, as it is written in OPS_SUBJECT_KEY. */
  public String keyId() {
    return key.substring(0, key.indexOf('.'));
  }
}
