package ai.coditect.ops.erasure.propagation;

import java.util.Optional;

/**
 * Which of two answers counts, whatever the order in which they come: that a store is done beats
 * everything, the first time it said so counts; of what is not done, the latest word.
 */
final class AnswerPolicy {
  private AnswerPolicy() {}

  /** What becomes of an answer. */
  enum Ruling {
    /** It is written down, in the place of what was there. */
    COUNTS,
    /** It says nothing new: a double, or one that was overtaken. */
    KNOWN,
    /** A store that was done is not done after all; its ids are forgotten, so a person looks. */
    CONTRADICTS
  }

  static Ruling decide(Optional<StoreAnswer> known, StoreAnswer given) {
    if (known.isEmpty()) {
      return Ruling.COUNTS;
    }
    StoreAnswer before = known.get();
    if (before.outcome() == StoreOutcome.WAIVED || !before.outcome().settled()) {
      boolean counts =
          given.outcome().settled() || !before.outcome().settled() && before.isBefore(given);
      return counts ? Ruling.COUNTS : Ruling.KNOWN;
    }
    if (given.outcome().settled()) {
      return given.isBefore(before) ? Ruling.COUNTS : Ruling.KNOWN;
    }
    return given.at().isAfter(before.at()) ? Ruling.CONTRADICTS : Ruling.KNOWN;
  }
}
