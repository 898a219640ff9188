package ai.coditect.ops.ledger;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
              + ",\"previous\":\"([0-9a-f]{64})\"}");
  private static final Pattern ENTRY = Pattern.compile("\\{\"sequence\":" + NUMBER + ",(.*)");
  private static final Pattern END =
      Pattern.compile("\\{\"end\":" + NUMBER + ",\"last\":" + NUMBER + "}");

  private Segment() {}

  /** The first line: which segment this is, its first entry, and what it builds on. */
  record Top(long segment, long first, String previous) {
    String body() {
      return "{\"segment\":"
          + segment
          + ",\"first\":"
          + first
          + ",\"previous\":\""
          + previous
          + "\"}";
    }

    static @Nullable Top read(String body) {
      Matcher matcher = TOP.matcher(body);
      return matcher.matches()
          ? new Top(number(matcher, 1), number(matcher, 2), matcher.group(3))
          : null;
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

  static Written write(Head after, List<LedgerEntry> entries) {
    long number = after.segment() + 1;
    StringBuilder text = new StringBuilder(512 * entries.size());
    SealedLine line =
        SealedLine.seal(after.hash(), new Top(number, after.sequence() + 1, after.hash()).body());
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
