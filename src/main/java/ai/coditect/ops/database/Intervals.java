package ai.coditect.ops.database;

import java.time.Duration;

/** Lengths of time as parameters; a statement casts them to {@code interval}. */
public final class Intervals {
  private Intervals() {}

  public static String of(Duration length) {
    return length.toMillis() + " milliseconds";
  }
}
