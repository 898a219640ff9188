package ai.coditect.ops.erasure.purge;

import ai.coditect.ops.erasure.plan.Hindrance;
import java.util.Optional;
import java.util.UUID;

/**
 * Why somebody who is due is left.
 *
 * @param ground what a request is answered with
 * @param by what kept their rows, where it was the database
 */
public record Obstacle(Reason reason, Optional<UUID> hold, String ground, Optional<Hindrance> by) {

  /** In the words of the table of those who were left. */
  public enum Reason {
    CHANGED,
    HELD,
    NO_OWNER_TO_TAKE_OVER,
    EXPORT_OPEN,
    SOMETHING_HELD,
    CANNOT_BE_DELETED,
    ROWS_OF_OTHERS;

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    static Reason of(String word) {
      return valueOf(word.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    /** Whether it is a ground to refuse a request for now: not what the next run looks at again. */
    boolean refuses() {
      return this != CHANGED && this != CANNOT_BE_DELETED;
    }
  }

  Obstacle(Reason reason, Optional<UUID> hold, String ground) {
    this(reason, hold, ground, Optional.empty());
  }

  static Obstacle of(Reason reason) {
    return new Obstacle(reason, Optional.empty(), reason.word());
  }

  /** Something of an organization is held, or waited for. */
  static Obstacle held(Optional<UUID> hold) {
    return new Obstacle(Reason.SOMETHING_HELD, hold, Reason.SOMETHING_HELD.word());
  }

  /** Rows of a table are of people who stay, or refer to what cannot go before them. */
  static Obstacle ofOthers(String table) {
    return new Obstacle(
        Reason.ROWS_OF_OTHERS,
        Optional.empty(),
        Reason.ROWS_OF_OTHERS.word() + " in " + table,
        Optional.of(Hindrance.stillIn(table)));
  }

  static Obstacle of(Hindrance by) {
    return new Obstacle(
        Reason.CANNOT_BE_DELETED,
        Optional.empty(),
        Reason.CANNOT_BE_DELETED.word(),
        Optional.of(by));
  }
}
