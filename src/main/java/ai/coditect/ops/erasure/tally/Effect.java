package ai.coditect.ops.erasure.tally;

import java.util.Locale;

/** What a statement does to a row. */
public enum Effect {
  DELETED,
  CHANGED,
  /** What referred to a row that goes is cleared. */
  UNTIED,
  /** Nothing; it was there when everything else of the person had happened to its table. */
  KEPT;

  /** As a message says it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the ledger puts before the name of a table; an older version knew one count a table. */
  public String prefix() {
    return this == DELETED ? "" : word() + "_";
  }

  boolean changes() {
    return this == CHANGED || this == UNTIED;
  }
}
