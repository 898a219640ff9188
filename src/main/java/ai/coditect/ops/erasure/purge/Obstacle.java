package ai.coditect.ops.erasure.purge;

import java.util.Optional;
import java.util.UUID;

/**
 * Why somebody who is due is left.
 *
 * @param ground what a request is answered with
 */
public record Obstacle(Reason reason, Optional<UUID> hold, String ground) {

  /** In the words of the table of those who were left. */
  public enum Reason {
    CHANGED,
    HELD,
    NO_OWNER_TO_TAKE_OVER,
    EXPORT_OPEN,
    SOMETHING_HELD;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static Reason of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }
  }

  static Obstacle of(Reason reason) {
    return new Obstacle(reason, Optional.empty(), reason.word());
  }
}
