package ai.coditect.ops.ledger;

/**
 * The end of the ledger at some moment. Recorded elsewhere, it proves later that nothing up to it
 * was cut off or written anew.
 *
 * @param segment its last segment; 0 while there is none
 * @param sequence the last entry up to it; a segment may be without
 * @param hash what the next segment builds on
 */
public record Head(long segment, long sequence, String hash) {
  /** Before the first entry. */
  public static final Head NONE = new Head(0, 0, "0".repeat(64));

  public Head {
    if (segment < 0 || sequence < 0 || !hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not the head of a ledger");
    }
  }

  /** Reads {@link #text}. */
  public static Head parse(String text) {
    String[] parts = text.split(" ");
    return new Head(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** For a bookmark. */
  public String text() {
    return segment + " " + sequence + " " + hash;
  }

  @Override
  public String toString() {
    return "entry " + sequence + " in segment " + segment + ", " + hash;
  }
}
