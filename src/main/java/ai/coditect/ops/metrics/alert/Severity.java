package ai.coditect.ops.metrics.alert;

import java.util.Locale;

/** How soon somebody has to look. */
public enum Severity {
  /** At once, at night too: data, a statutory term or the worker itself is at stake. */
  CRITICAL,
  /** Within the hour. */
  ERROR,
  /** In working hours. */
  WARNING;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
