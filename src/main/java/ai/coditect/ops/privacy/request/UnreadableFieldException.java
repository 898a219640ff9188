package ai.coditect.ops.privacy.request;

/** One field of an event's data is not what it must be; says which and what, never its value. */
public final class UnreadableFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String words;

  /**
   * @param words for whoever sent it, in words of ours: {@code requestId must be a UUID}
   */
  public UnreadableFieldException(String words) {
    super(words);
    this.words = words;
  }

  String words() {
    return words;
  }
}
