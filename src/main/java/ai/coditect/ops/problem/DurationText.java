package ai.coditect.ops.problem;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Lengths of time for people, as job files write them. */
public final class DurationText {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  /** The least that can be told. */
  private static final Duration LEAST = Duration.ofMillis(100);

  private DurationText() {}

  /** As 4.2s, 30m, 12m 30s, 29h 5m or 3d 2h: two units, the smaller one only if there is any. */
  public static String of(Duration length) {
    if (length.isNegative()) {
      return "-" + of(length.negated());
    }
    long seconds = length.toSeconds();
    if (seconds < MINUTE) {
      return length.getNano() == 0
          ? seconds + "s"
          : String.format(Locale.ROOT, "%.1fs", length.toMillis() / 1000.0);
    }
    if (seconds < HOUR) {
      return text(seconds / MINUTE, "m", seconds % MINUTE, "s");
    }
    return seconds < 2 * DAY
        ? text(seconds / HOUR, "h", seconds % HOUR / MINUTE, "m")
        : text(seconds / DAY, "d", seconds % DAY / HOUR, "h");
  }

  public static String of(Optional<Duration> length) {
    return length.map(DurationText::of).orElse("unknown");
  }

  /**
   * By how much a length is over its limit, which the length alone may not show; empty up to the
   * limit itself.
   */
  public static Optional<String> over(Duration length, Duration limit) {
    Duration over = length.minus(limit);
    return over.isNegative() || over.isZero()
        ? Optional.empty()
        : Optional.of(of(over.compareTo(LEAST) < 0 ? LEAST : over));
  }

  /** As {@link #of(Duration)}, with what it is over its limit: 1h (20s over the limit). */
  public static String beside(Duration length, String word, Duration limit) {
    return of(length)
        + word
        + over(length, limit).map(by -> " (" + by + " over the limit)").orElse("");
  }

  private static String text(long large, String unit, long small, String smaller) {
    return large + unit + (small == 0 ? "" : " " + small + smaller);
  }
}
