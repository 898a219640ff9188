package ai.coditect.ops.backup.signing;

import java.nio.charset.StandardCharsets;

/** What a signature is for; one cannot be taken for another. */
public enum Purpose {
  MARKER("coditect.ops.backup-marker.v1\n"),
  DRILLS("coditect.ops.drill-evidence.v1\n");

  private final String prefix;

  Purpose(String prefix) {
    this.prefix = prefix;
  }

  byte[] prefix() {
    return prefix.getBytes(StandardCharsets.US_ASCII);
  }
}
