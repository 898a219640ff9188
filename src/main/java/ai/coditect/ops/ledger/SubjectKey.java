package ai.coditect.ops.ledger;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the hash that stands for a person, from OPS_SUBJECT_KEY. The first one writes; all
 * are tried when somebody is looked up, so that a key can be replaced without losing anyone. Keys
 * never show in text.
 */
public record SubjectKey(List<Key> keys) {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 32;
  // 32 random bytes practically never have fewer; typed words and repeated ones do.
  private static final int FEWEST_DISTINCT = 20;
  private static final int FEWEST_CHARACTERS = 10;
  private static final String DEFAULT_ID = "default";
  private static final byte[] CHECK =
      "coditect.ops.subject-key.check.v1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SUBJECT = "coditect.ops.subject.v1".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PSEUDONYM =
      "coditect.ops.pseudonym.v1".getBytes(StandardCharsets.UTF_8);
  private static final String CURE =
      "Set it to id:key, where key is what \"openssl rand -base64 32\" prints, and to"
          + " new:key,old:key while a key is being replaced.";

  /** One key; {@code name} is its id with the check value. */
  record Key(String name, SecretKey secret) {
    String id() {
      return name.substring(0, name.indexOf('.'));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  public SubjectKey {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("no key");
    }
    keys = List.copyOf(keys);
  }

  /**
   * Reads the value of OPS_SUBJECT_KEY: keys, separated by commas, each as {@code id:key}. A single
   * key may go without its id, which is "default" then. A key is 32 bytes or more in Base64 or hex,
   * or else a text of 32 characters or more, taken as it is.
   *
   * @throws ProblemsException with everything that is wrong; it repeats no part of a key
   */
  public static SubjectKey read(@Nullable String value) {
    List<Problem> problems = new ArrayList<>();
    List<Key> keys = new ArrayList<>();
    if (value == null || value.isBlank()) {
      problems.add(problem(" is not set."));
    } else {
      String[] parts = value.strip().split(",", -1);
      for (int i = 0; i < parts.length; i++) {
        read(parts[i].strip(), "key " + (i + 1) + " of " + parts.length, keys, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return new SubjectKey(keys);
  }

  private static void read(String part, String which, List<Key> keys, List<Problem> problems) {
    int colon = part.indexOf(':');
    String prefix = colon < 0 ? "" : part.substring(0, colon);
    boolean named = prefix.matches("[A-Za-z0-9_.-]{1,64}");
    if (named && !prefix.matches(SubjectHash.KEY_ID)) {
      problems.add(problem(": " + which + " has no id of lower-case letters, digits and dashes."));
      return;
    }
    String id = named ? prefix : DEFAULT_ID;
    String text = named ? part.substring(colon + 1) : part;
    Optional<byte[]> material = material(text);
    if (material.isEmpty()) {
      problems.add(
          problem(
              ": "
                  + which
                  + (text.length() < SHORTEST
                      ? " has " + text.length() + " characters, fewer than " + SHORTEST + "."
                      : " is not random.")));
      return;
    }
    byte[] bytes = material.get();
    SecretKey secret = new SecretKeySpec(bytes, ALGORITHM);
    Key key = new Key(id + "." + hex(mac(secret, CHECK)).substring(0, 8), secret);
    for (Key other : keys) {
      if (other.id().equals(id)) {
        problems.add(problem(": " + which + " has the id of an earlier one."));
      }
      if (MessageDigest.isEqual(other.secret().getEncoded(), bytes)) {
        problems.add(problem(": " + which + " is the same key as an earlier one."));
      }
    }
    keys.add(key);
  }

  /** Hex digits, Base64, or whatever text it is; empty when it could be guessed. */
  private static Optional<byte[]> material(String text) {
    if (text.matches("([0-9a-fA-F]{2}){32,}")) {
      return Optional.of(HexFormat.of().parseHex(text)).filter(SubjectKey::random);
    }
    return base64(text)
        .filter(SubjectKey::random)
        .or(
            () ->
                Optional.of(text)
                    .filter(
                        words ->
                            words.length() >= SHORTEST
                                && words.chars().distinct().count() >= FEWEST_CHARACTERS)
                    .map(words -> words.getBytes(StandardCharsets.UTF_8)));
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean random(byte[] bytes) {
    return bytes.length >= SHORTEST && distinct(bytes) >= FEWEST_DISTINCT;
  }

  private static long distinct(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).chars().distinct().count();
  }

  /** The hash under which a person is written from now on. */
  public SubjectHash hash(UUID organization, UUID user) {
    return hash(keys.get(0), organization, user);
  }

  /** Every hash under which a person may have been written, newest key first. */
  public List<SubjectHash> hashes(UUID organization, UUID user) {
    return keys.stream().map(key -> hash(key, organization, user)).toList();
  }

  /** Whether the hash stands for this person. Takes as long for a near miss as for a hit. */
  public boolean isOf(SubjectHash hash, UUID organization, UUID user) {
    boolean found = false;
    for (SubjectHash candidate : hashes(organization, user)) {
      found |=
          candidate.key().equals(hash.key())
              & MessageDigest.isEqual(
                  candidate.hash().getBytes(StandardCharsets.UTF_8),
                  hash.hash().getBytes(StandardCharsets.UTF_8));
    }
    return found;
  }

  /** What is wrong if entries were written with these keys: one is missing or was changed. */
  public List<Problem> unfitFor(Collection<String> written) {
    List<Problem> problems = new ArrayList<>();
    for (String name : new TreeSet<>(written)) {
      if (keys.stream().noneMatch(key -> key.name().equals(name))) {
        String id = name.substring(0, Math.max(0, name.indexOf('.')));
        boolean changed = keys.stream().anyMatch(key -> key.id().equals(id));
        problems.add(
            new Problem(
                "entries of the ledger were written with key "
                    + id
                    + (changed ? ", which is another one now." : ", which is not there."),
                "OPS_SUBJECT_KEY",
                "Put the key that made them back under its id, after the one that writes; a new"
                    + " key needs a new id."));
      }
    }
    return problems;
  }

  /**
   * Every hash of a text, that of the key that writes first.
   *
   * @param purpose separates it from hashes of the same text that mean something else
   */
  public List<SubjectHash> hashes(String purpose, String text) {
    return keys.stream().map(key -> hash(key, purpose, text)).toList();
  }

  /**
   * Makes the hash of one text after the other, in hex, under the key of this name, which is {@link
   * SubjectHash#key()}; for one thread. None without the key.
   */
  public Optional<UnaryOperator<String>> hasher(String keyName, String purpose) {
    return keys.stream()
        .filter(key -> key.name().equals(keyName))
        .findFirst()
        .map(
            key -> {
              Mac mac = mac(key.secret());
              return text -> hex(mac.doFinal((purpose + text).getBytes(StandardCharsets.UTF_8)));
            });
  }

  /** Whether the key of this name is there. */
  public boolean has(String keyName) {
    return keys.stream().anyMatch(key -> key.name().equals(keyName));
  }

  /** What stands in rows that stay for the id of a person who is erased; the same every time. */
  public UUID pseudonym(UUID organization, UUID user) {
    ByteBuffer mac =
        ByteBuffer.wrap(mac(keys.get(0).secret(), input(PSEUDONYM, organization, user)));
    // Marked as a UUID of our own making (version 8, RFC 9562), so that it is never a person's id.
    long high = mac.getLong() & ~0xF000L | 0x8000L;
    long low = mac.getLong() & ~(3L << 62) | 1L << 63;
    return new UUID(high, low);
  }

  private static SubjectHash hash(Key key, String purpose, String text) {
    return new SubjectHash(
        key.name(), hex(mac(key.secret(), (purpose + text).getBytes(StandardCharsets.UTF_8))));
  }

  private static SubjectHash hash(Key key, UUID organization, UUID user) {
    return new SubjectHash(key.name(), hex(mac(key.secret(), input(SUBJECT, organization, user))));
  }

  private static byte[] input(byte[] purpose, UUID organization, UUID user) {
    return ByteBuffer.allocate(purpose.length + 32)
        .put(purpose)
        .putLong(organization.getMostSignificantBits())
        .putLong(organization.getLeastSignificantBits())
        .putLong(user.getMostSignificantBits())
        .putLong(user.getLeastSignificantBits())
        .array();
  }

  private static byte[] mac(SecretKey secret, byte[] input) {
    return mac(secret).doFinal(input);
  }

  private static Mac mac(SecretKey secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static Problem problem(String what) {
    return new Problem("OPS_SUBJECT_KEY" + what, "environment", CURE);
  }

  @Override
  public String toString() {
    return "SubjectKey" + keys;
  }
}
