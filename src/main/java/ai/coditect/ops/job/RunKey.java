package ai.coditect.ops.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The forms of a run's key. None can be taken for another: a slot begins with its job's name and
 * {@code @} or {@code /}, an event with {@code event:}, an entry of a log with {@code log:}, a
 * message that is neither with {@code message:}, and what the worker asks itself for ends in an id.
 * Whoever types a key has the rest.
 */
public final class RunKey {
  /** Longer ones would not fit the names that Quartz has. */
  private static final int LONGEST = 180;

  /** How the key of an event begins. */
  public static final String EVENT = "event:";

  private static final String LOG_ENTRY = "log:";
  private static final String MESSAGE = "message:";
  private static final String ID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern OWN =
      Pattern.compile("((nudge|replay|command)-ID|hold-ID-over|retry-ID-\\d+)".replace("ID", ID));
  private static final Pattern NUDGE = Pattern.compile("nudge-" + ID);

  private RunKey() {}

  /**
   * The key of an event: source and id in one, since CloudEvents identifies an event by both
   * together. No two events share one. It is readable unless it is too long, or could show
   * somebody's address, name or number.
   */
  public static String ofEvent(String source, String id) {
    return readable(EVENT, source, id);
  }

  /** The key of an entry of a log: a source of events may be called like a log. */
  public static String ofLogEntry(String logName, String insertId, Instant timestamp) {
    return readable(LOG_ENTRY, logName, insertId + " " + timestamp);
  }

  private static String readable(String prefix, String source, String id) {
    // The first # ends the source, whatever the id holds.
    String both = source.replace("%", "%25").replace("#", "%23") + "#" + id;
    boolean readable = prefix.length() + both.length() <= LONGEST && isTechnical(both);
    return prefix + (readable ? both : sha256(both));
  }

  /**
   * Whether a name that a sender chose looks like one that machines give each other: plain letters
   * and digits in one word, and no address. People's names and numbers mostly do not.
   */
  public static boolean isTechnical(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '@' && c != '+');
  }

  /** A key that a sender chose, itself or by its hash. */
  public static String ofSender(String key) {
    return isTechnical(key) ? key : hashed(key);
  }

  /** What stands where a name that is not technical would. */
  public static String hashed(String name) {
    return "sha256:" + sha256(name);
  }

  /** The key of a message that is neither and names neither a key nor a slot. */
  public static String ofMessage(String messageId) {
    return MESSAGE + messageId;
  }

  /** Whether a key is not for people to choose, because something else of this job may have it. */
  public static boolean isReserved(String job, String key) {
    return key.startsWith(EVENT)
        || key.startsWith(LOG_ENTRY)
        || key.startsWith(MESSAGE)
        || OWN.matcher(key).matches()
        || isSlot(job, key);
  }

  private static boolean isSlot(String job, String key) {
    return SlotKey.of(job, key).isPresent();
  }

  /**
   * What may be repeated of a key that somebody typed: nothing where it could be somebody's name.
   */
  public static String repeatable(String job, String typed) {
    return isTechnical(typed) || isSlot(job, typed) ? typed : "";
  }

  /** Whether the worker asked itself for it, to drain what was recorded. */
  public static boolean isNudge(String key) {
    return NUDGE.matcher(key).matches();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
