package ai.coditect.ops.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A line of a segment: a JSON object and the hash that ties it to the line before. */
record SealedLine(String body, String hash) {
  private static final Pattern LINE = Pattern.compile("(\\{\"[ -~]+),\"hash\":\"([0-9a-f]{64})\"}");

  static SealedLine seal(String previous, String body) {
    return new SealedLine(body, seal(previous.getBytes(StandardCharsets.US_ASCII), body));
  }

  private static String seal(byte[] previous, String body) {
    MessageDigest digest = sha256();
    digest.update(previous);
    return HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.US_ASCII)));
  }

  static @Nullable SealedLine read(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches() ? new SealedLine(matcher.group(1) + "}", matcher.group(2)) : null;
  }

  boolean follows(String previous) {
    return seal(previous, body).hash().equals(hash);
  }

  String text() {
    return body.substring(0, body.length() - 1) + ",\"hash\":\"" + hash + "\"}\n";
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
