package ai.coditect.ops.backup.evidence;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Lengths of time for people. */
final class Lengths {
  private Lengths() {}

  /** As 4.2 s, 12m 30s or 3h 5m. */
  static String text(Duration length) {
    long seconds = length.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
    }
    return seconds < 3600
        ? seconds / 60 + "m " + seconds % 60 + "s"
        : seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
  }

  static String text(Optional<Duration> length) {
    return length.map(Lengths::text).orElse("unknown");
  }
}
