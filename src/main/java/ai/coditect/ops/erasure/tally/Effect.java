package ai.coditect.ops.erasure.tally;

/** What a statement does to a row. */
public enum Effect {
  DELETED,
  CHANGED;

  /** As a message says it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
