package ai.coditect.ops.export.seal;

import java.io.OutputStream;

public final class Recipient {
  private Recipient() {}

  public static Recipient read(String text) {
    throw new UnsupportedOperationException();
  }

  public OutputStream seal(OutputStream out) {
    return out;
  }
}
