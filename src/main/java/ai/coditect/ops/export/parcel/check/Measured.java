package ai.coditect.ops.export.parcel.check;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Counts and hashes what is read, and ends soon after the promised length. */
final class Measured extends FilterInputStream {
  private final MessageDigest digest;
  private final long promised;
  private long bytes;

  Measured(InputStream in, MessageDigest digest, long promised) {
    super(in);
    this.digest = digest;
    this.promised = promised;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (bytes > promised) {
      // A small zip can unpack to anything: what is too long anyway is not read on.
      return -1;
    }
    int read = super.read(to, offset, length);
    if (read > 0) {
      digest.update(to, offset, read);
      bytes += read;
    }
    return read;
  }

  void readToEnd() throws IOException {
    byte[] buffer = new byte[1 << 13];
    while (read(buffer, 0, buffer.length) >= 0) {
      continue;
    }
  }

  long bytes() {
    return bytes;
  }
}
