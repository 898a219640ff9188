package ai.coditect.ops.ledger;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From its segment on the ledger is written by this database on this server, and by no other, until
 * the next adoption. Later segments name their writer by this one's number.
 *
 * @param segment its number
 * @param after by which adoption the ledger was written before; 0 when this is the first
 * @param counted the earlier adoptions whose entries this writer goes on from; 0 stands for what
 *     was written before the first. The entries of any other are foreign to it
 * @param at when, by the writer's clock
 */
public record Adoption(
    long segment, WriterIdentity writer, long after, SortedSet<Long> counted, Instant at) {
  private static final int MOST = 1000;
  private static final Pattern JSON =
      Pattern.compile(
          "\\{\"database\":\"([0-9a-f-]{36})\",\"server\":\"([^\"]+)\",\"after\":(0|[1-9][0-9]{0,17}),\"counts\":\\[([0-9,]*)],\"at\":\"([0-9T:.-]{10,30}Z)\"}");

  public Adoption {
    counted = Collections.unmodifiableSortedSet(new TreeSet<>(counted));
    at = at.truncatedTo(ChronoUnit.MICROS);
    if (after < 0
        || after >= segment
        || counted.size() > MOST
        || !counted.isEmpty() && (counted.first() < 0 || counted.last() >= segment)) {
      throw new IllegalArgumentException("an adoption goes on from earlier ones");
    }
  }

  /** Whether entries of this writer count as long as this adoption stands. */
  boolean counts(long adoption) {
    return adoption == segment || counted.contains(adoption);
  }

  /** The one spelling; its segment says the number. */
  String json() {
    return "{\"database\":\""
        + writer.database()
        + "\",\"server\":\""
        + writer.server()
        + "\",\"after\":"
        + after
        + ",\"counts\":"
        + counted.stream().map(Object::toString).collect(Collectors.joining(",", "[", "]"))
        + ",\"at\":\""
        + at
        + "\"}";
  }

  static @Nullable Adoption read(long segment, String json) {
    Matcher matcher = JSON.matcher(json);
    if (!matcher.matches()) {
      return null;
    }
    try {
      SortedSet<Long> counted = new TreeSet<>();
      for (String number : matcher.group(4).split(",")) {
        if (!number.isEmpty()) {
          counted.add(Long.valueOf(number));
        }
      }
      Adoption adoption =
          new Adoption(
              segment,
              new WriterIdentity(UUID.fromString(matcher.group(1)), matcher.group(2)),
              Long.parseLong(matcher.group(3)),
              counted,
              Instant.parse(matcher.group(5)));
      return adoption.json().equals(json) ? adoption : null;
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }
}
