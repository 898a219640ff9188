package ai.coditect.ops.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines that a segment is made of: a head, its entries, and an end that makes it complete. */
final class Segment {
  private static final String NUMBER = "([1-9][0-9]{0,17})";
  private static final Pattern TOP =
      Pattern.compile(
          "\\{\"segment\":"
              + NUMBER
              + ",\"first\":"
              + NUMBER
              + ",\"previous\":\"([0-9a-f]{64})\"(?:,\"writer\":"
              + NUMBER
              + "|,\"adopted\":(.+))?}");
  private static final Pattern ENTRY = Pattern.compile("\\{\"sequence\":" + NUMBER + ",(.*)");
  private static final Pattern END =
      Pattern.compile("\\{\"end\":" + NUMBER + ",\"last\":(0|[1-9][0-9]{0,17})}");

  private Segment() {}

  /**
   * The first line: which segment this is, its first entry, what it builds on, and who wrote it.
   *
   * @param writer the segment of the writer's adoption; 0 before the first, where nothing is said
   * @param adopted in the segment that is the adoption itself
   */
  record Top(long segment, long first, String previous, long writer, Optional<Adoption> adopted) {
    String body() {
      return "{\"segment\":"
          + segment
          + ",\"first\":"
          + first
          + ",\"previous\":\""
          + previous
          + "\""
          + adopted
              .map(adoption -> ",\"adopted\":" + adoption.json())
              .orElse(writer == 0 ? "" : ",\"writer\":" + writer)
          + "}";
    }

    static @Nullable Top read(String body) {
      Matcher matcher = TOP.matcher(body);
      if (!matcher.matches()) {
        return null;
      }
      long segment = number(matcher, 1);
      Optional<Adoption> adopted = Optional.empty();
      long writer = matcher.group(4) == null ? 0 : number(matcher, 4);
      if (matcher.group(5) != null) {
        adopted = Optional.ofNullable(Adoption.read(segment, matcher.group(5)));
        writer = segment;
      }
      return writer > segment || (writer == segment) != adopted.isPresent()
          ? null
          : new Top(segment, number(matcher, 2), matcher.group(3), writer, adopted);
    }
  }

  record Numbered(long sequence, LedgerEntry entry) {
    String body() {
      return "{\"sequence\":" + sequence + "," + entry.json().substring(1);
    }

    static @Nullable Numbered read(String body) {
      Matcher matcher = ENTRY.matcher(body);
      LedgerEntry entry = matcher.matches() ? LedgerEntry.read("{" + matcher.group(2)) : null;
      return entry == null ? null : new Numbered(number(matcher, 1), entry);
    }
  }

  /** The last line, whose hash is what the next segment builds on. */
  record End(long segment, long last) {
    String body() {
      return "{\"end\":" + segment + ",\"last\":" + last + "}";
    }

    static @Nullable End read(String body) {
      Matcher matcher = END.matcher(body);
      return matcher.matches() ? new End(number(matcher, 1), number(matcher, 2)) : null;
    }
  }

  record Written(Head head, byte[] content) {}

  /**
   * @param writer the segment of the adoption that the writer goes by; 0 before the first
   */
  static Written write(Head after, long writer, List<LedgerEntry> entries) {
    return write(after, writer, Optional.empty(), entries);
  }

  /** A segment that begins with an adoption, and perhaps goes on with entries. */
  static Written write(Head after, Adoption adoption, List<LedgerEntry> entries) {
    return write(after, adoption.segment(), Optional.of(adoption), entries);
  }

  private static Written write(
      Head after, long writer, Optional<Adoption> adopted, List<LedgerEntry> entries) {
    long number = after.segment() + 1;
    StringBuilder text = new StringBuilder(512 * (entries.size() + 1));
    Top top = new Top(number, after.sequence() + 1, after.hash(), writer, adopted);
    SealedLine line = SealedLine.seal(after.hash(), top.body());
    text.append(line.text());
    long sequence = after.sequence();
    for (LedgerEntry entry : entries) {
      line = SealedLine.seal(line.hash(), new Numbered(++sequence, entry).body());
      text.append(line.text());
    }
    line = SealedLine.seal(line.hash(), new End(number, sequence).body());
    text.append(line.text());
    return new Written(
        new Head(number, sequence, line.hash()),
        text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }
}
