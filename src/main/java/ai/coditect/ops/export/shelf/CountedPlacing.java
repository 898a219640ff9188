package ai.coditect.ops.export.shelf;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Counts and hashes what passes. After anything went wrong, nothing is published any more. */
abstract class CountedPlacing implements Placing {
  private final MessageDigest sha256 = sha256();
  private final OutputStream out = new Out();
  private long bytes;
  private boolean over;
  private @Nullable RuntimeException failure;

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes some bytes. */
  abstract void write(byte[] bytes, int offset, int length);

  /** Makes durable, has it confirmed, gives the final name; answers the location. */
  abstract String confirm();

  /** Removes whatever has no final name. Throws nothing: there is nobody left to hear it. */
  abstract void end();

  final long bytes() {
    return bytes;
  }

  @Override
  public final OutputStream out() {
    return out;
  }

  private final class Out extends OutputStream {

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] some, int offset, int length) {
      usable();
      try {
        CountedPlacing.this.write(some, offset, length);
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
      sha256.update(some, offset, length);
      bytes += length;
    }
  }

  private void usable() {
    if (over) {
      throw new IllegalStateException("published or closed");
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public final Placed publish() {
    usable();
    try {
      return new Placed(confirm(), bytes, HexFormat.of().formatHex(sha256.digest()));
    } finally {
      close();
    }
  }

  @Override
  public final void close() {
    if (!over) {
      over = true;
      end();
    }
  }
}
