package ai.coditect.ops.erasure;

import ai.coditect.ops.erasure.propagation.StoreDoor;
import ai.coditect.ops.job.EventIntake.InboundEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * What a store beside the database has to do: it erases as often as it is asked, and remembers of
 * each deletion what it did, so that it can answer by the deletion alone.
 */
final class RememberingStore {
  final String name;
  private final Set<String> ids = new HashSet<>();
  private final Map<UUID, Long> deletions = new LinkedHashMap<>();
  private Instant last = Instant.EPOCH;

  RememberingStore(String name) {
    this.name = name;
  }

  void put(UUID id) {
    ids.add(id.toString());
  }

  boolean holds(UUID id) {
    return ids.contains(id.toString());
  }

  /** What a person does there by hand. */
  void erase(UUID id) {
    ids.remove(id.toString());
  }

  /** Erases and answers. */
  InboundEvent ask(JsonNode question) {
    UUID deletion = UUID.fromString(question.path("deletion").asString());
    long erased = 0;
    for (JsonNode subject : question.path("subjects")) {
      erased += ids.remove(subject.path("userId").asString()) ? 1 : 0;
    }
    boolean known = deletions.containsKey(deletion);
    Optional<String> outcome =
        question.path("subjects").isEmpty() && !known ? Optional.of("unknown") : Optional.empty();
    if (outcome.isEmpty()) {
      deletions.merge(deletion, erased, Long::sum);
    }
    Instant now = Clock.systemUTC().instant();
    last = now.isAfter(last) ? now : last.plusNanos(1000);
    return StoreDoor.answer(
        deletion,
        name,
        outcome.orElse(deletions.getOrDefault(deletion, 0L) > 0 ? "erased" : "nothing-held"),
        last,
        Map.of("sessions", deletions.getOrDefault(deletion, 0L)));
  }
}
