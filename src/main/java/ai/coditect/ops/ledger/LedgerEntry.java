package ai.coditect.ops.ledger;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says about one deletion: that somebody is about to be erased by it, or how it
 * ended. No member can hold free text, so no entry can name anybody.
 *
 * @param deletion one deleting transaction: it has an intent for each of its subjects, and one end
 *     that speaks for all of them
 * @param subject who is erased; null in an end
 * @param organization whose person that is; null in an end
 * @param request the request that asked for it; null when nobody did, and in an end
 * @param ground why; null in an end
 * @param due when it should have happened; {@code at} in an end
 * @param at when this was written, by the writer's clock; the order of entries is their sequence,
 *     not this
 * @param counts rows by schema-qualified table: the subject's in an intent, all of them in a
 *     commit, none when it is void
 */
public record LedgerEntry(
    Kind kind,
    UUID deletion,
    @Nullable SubjectHash subject,
    @Nullable UUID organization,
    @Nullable UUID request,
    @Nullable Ground ground,
    Instant due,
    Instant at,
    SortedMap<String, Long> counts) {

  /** Where a deletion stands. */
  public enum Kind {
    /** Durable before the deletion commits. */
    INTENDED,
    COMMITTED,
    /** Announced, and never happened. */
    VOID
  }

  /** Why a person is erased. */
  public enum Ground {
    RETENTION_ENDED,
    PERSON_ASKED,
    ORGANIZATION_ENDED
  }

  private static final int MOST_TABLES = 200;
  private static final String ALL = "all";
  private static final String ID = "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
  private static final String TIME = "([0-9]{4}-[0-9T:.-]{6,30}Z)";
  // A byte of a name that is no letter, digit or underscore of ASCII is a percent sign and two
  // digits.
  private static final String TABLE = "[a-z][a-z0-9_]{0,62}\\.(?:[A-Za-z0-9_]|%[0-9A-F]{2}){1,63}";
  private static final Pattern TABLE_NAME = Pattern.compile(TABLE);
  private static final Pattern COUNT = Pattern.compile("\"(" + TABLE + ")\":([0-9]{1,18})");
  private static final Pattern JSON =
      Pattern.compile(
          "\\{\"kind\":\"([a-z]+)\",\"deletion\":\"%1$s\",\"subject\":\"(?:all|([0-9a-z-]+\\.[0-9a-f]+):([0-9a-f]+))\",\"organization\":\"(?:all|%1$s)\",\"request\":\"(?:all|retention|%1$s)\",\"ground\":\"([a-z-]+)\",\"due\":\"%2$s\",\"at\":\"%2$s\",\"counts\":\\{([A-Za-z0-9_.,:\"%%]*)}}"
              .formatted(ID, TIME));
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  public LedgerEntry {
    due = written(due);
    at = written(at);
    if (kind == Kind.INTENDED) {
      if (subject == null || organization == null || ground == null) {
        throw new IllegalArgumentException("an intent names its subject, organization and ground");
      }
      if ((ground == Ground.PERSON_ASKED) != (request != null)) {
        throw new IllegalArgumentException("a request, and only a request, has an id");
      }
    } else if (subject != null
        || organization != null
        || request != null
        || ground != null
        || !due.equals(at)
        || kind == Kind.VOID && !counts.isEmpty()) {
      throw new IllegalArgumentException("an end speaks for all intents of its deletion");
    }
    if (counts.size() > MOST_TABLES
        || !counts.keySet().stream().allMatch(table -> TABLE_NAME.matcher(spelled(table)).matches())
        || !counts.values().stream().allMatch(rows -> rows >= 0 && rows < 1e18)) {
      throw new IllegalArgumentException("counts are rows by schema-qualified table");
    }
    // A copy in natural order: that order is part of the canonical text.
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(counts)));
  }

  /** Somebody is about to be erased. */
  public static LedgerEntry intended(
      UUID deletion,
      SubjectHash subject,
      UUID organization,
      @Nullable UUID request,
      Ground ground,
      Instant due,
      Instant at,
      Map<String, Long> counts) {
    return new LedgerEntry(
        Kind.INTENDED,
        deletion,
        subject,
        organization,
        request,
        ground,
        due,
        at,
        new TreeMap<>(counts));
  }

  /** All subjects of the deletion are erased; the counts are the sums over its intents. */
  public static LedgerEntry committed(UUID deletion, Instant at, Map<String, Long> counts) {
    return end(Kind.COMMITTED, deletion, at, counts);
  }

  /** Nobody was erased by the deletion. */
  public static LedgerEntry voided(UUID deletion, Instant at) {
    return end(Kind.VOID, deletion, at, Map.of());
  }

  private static LedgerEntry end(Kind kind, UUID deletion, Instant at, Map<String, Long> counts) {
    return new LedgerEntry(kind, deletion, null, null, null, null, at, at, new TreeMap<>(counts));
  }

  /** Microseconds, as the database keeps them. */
  private static Instant written(Instant instant) {
    if (instant.isBefore(FIRST) || instant.isAfter(END)) {
      throw new IllegalArgumentException("an instant that no clock says");
    }
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * The one spelling of this entry: JSON on one line. Needs no escapes, as nothing is free text.
   */
  public String json() {
    return "{\"kind\":\""
        + word(kind)
        + "\",\"deletion\":\""
        + deletion
        + "\",\"subject\":\""
        + (subject == null ? ALL : subject.key() + ":" + subject.hash())
        + "\",\"organization\":\""
        + (organization == null ? ALL : organization)
        + "\",\"request\":\""
        + (ground == null ? ALL : request == null ? "retention" : request)
        + "\",\"ground\":\""
        + (ground == null ? ALL : word(ground))
        + "\",\"due\":\""
        + due
        + "\",\"at\":\""
        + at
        + "\",\"counts\":"
        + counts.entrySet().stream()
            .map(count -> "\"" + spelled(count.getKey()) + "\":" + count.getValue())
            .collect(Collectors.joining(",", "{", "}"))
        + "}";
  }

  /** Reads that spelling, and nothing that merely looks like it. */
  static @Nullable LedgerEntry read(String json) {
    Matcher matcher = JSON.matcher(json);
    if (!matcher.matches()) {
      return null;
    }
    try {
      SortedMap<String, Long> counts = new TreeMap<>();
      Matcher count = COUNT.matcher(matcher.group(10));
      while (count.find()) {
        counts.put(
            URLDecoder.decode(count.group(1), StandardCharsets.UTF_8),
            Long.valueOf(count.group(2)));
      }
      String subject = matcher.group(3);
      String ground = matcher.group(7);
      LedgerEntry entry =
          new LedgerEntry(
              Kind.valueOf(constant(matcher.group(1))),
              UUID.fromString(matcher.group(2)),
              subject == null ? null : new SubjectHash(subject, matcher.group(4)),
              id(matcher.group(5)),
              id(matcher.group(6)),
              ground.equals(ALL) ? null : Ground.valueOf(constant(ground)),
              Instant.parse(matcher.group(8)),
              Instant.parse(matcher.group(9)),
              counts);
      return entry.json().equals(json) ? entry : null;
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  private static String spelled(String table) {
    StringBuilder text = new StringBuilder(table.length());
    boolean inName = false;
    for (byte each : table.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          each >= 'a' && each <= 'z'
              || each >= 'A' && each <= 'Z'
              || each >= '0' && each <= '9'
              || each == '_'
              || each == '.' && !inName;
      inName |= each == '.';
      if (plain) {
        text.append((char) each);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }

  private static @Nullable UUID id(@Nullable String text) {
    return text == null ? null : UUID.fromString(text);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String constant(String word) {
    return word.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
