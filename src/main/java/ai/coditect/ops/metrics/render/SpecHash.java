package ai.coditect.ops.metrics.render;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.json.JsonMapper;

/** A short hash of what a document says, small enough for a label. */
final class SpecHash {
  private static final int LENGTH = 16;
  private static final JsonMapper PLAIN = JsonMapper.builder().build();

  private SpecHash() {}

  static String of(Object json) {
    try {
      byte[] text = PLAIN.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text))
          .substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
