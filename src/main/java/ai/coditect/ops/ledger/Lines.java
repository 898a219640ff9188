package ai.coditect.ops.ledger;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines as bytes, each with its line feed, in bounded memory. */
final class Lines {
  // Longer than any line that the ledger writes; a longer one comes in pieces that fit nothing.
  private static final int LONGEST = 64 * 1024;

  private final InputStream in;
  private byte[] buffer = new byte[1024];

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in, LONGEST);
  }

  /** The next line, or what there is of it at the end. */
  @Nullable String next() throws IOException {
    int length = 0;
    int next = 0;
    while (next != '\n' && length < LONGEST && (next = in.read()) >= 0) {
      if (length == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * length);
      }
      buffer[length++] = (byte) next;
    }
    return length == 0 ? null : new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
  }
}
