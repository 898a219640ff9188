package ai.coditect.ops.erasure.propagation;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What a store says it did about a deletion.
 *
 * @param at by its clock
 * @param ground one word, where it has not erased
 * @param did counts by kind
 */
record StoreAnswer(
    UUID deletion,
    String participant,
    StoreOutcome outcome,
    Instant at,
    Optional<String> ground,
    Map<String, Long> did) {

  /** Which question it answers. */
  Key key() {
    return new Key(deletion, participant);
  }

  /** A question: of one store, about one deletion. */
  record Key(UUID deletion, String participant) {}

  /** Whether this one was given before the other; of one instant, the better one. */
  boolean isBefore(StoreAnswer other) {
    int order = at.compareTo(other.at);
    return order < 0 || order == 0 && outcome.compareTo(other.outcome) < 0;
  }
}
