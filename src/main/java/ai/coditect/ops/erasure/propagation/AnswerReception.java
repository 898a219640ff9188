package ai.coditect.ops.erasure.propagation;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes the answers of other stores in: each is held against who was asked, not against the list.
 */
final class AnswerReception {
  static final String UNREADABLE =
      "deletion must be a UUID, participant and outcome words, answeredAt an instant such as"
          + " 2026-01-31T02:00:00Z, did counts by kind";
  static final String FUTURE =
      "answeredAt lies in the future. Send the instant at which the store was done, by a clock that"
          + " is right";
  static final String UNKNOWN_DELETION =
      "no store was ever asked about its deletion. Send the deletion of the question as it came";
  static final String NOT_ASKED =
      "the store was not asked about its deletion. Send the participant of the question as it came";
  static final String CONTRADICTION =
      "it takes back the store's earlier answer, after which the ids were forgotten, so the store"
          + " cannot be asked again. Erase there by hand, from the store's own record";

  /** So far may the clock of a store be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PropagationStore store;

  AnswerReception(PropagationStore store) {
    this.store = store;
  }

  /** Records what counts, and says which answers never can; a few statements, however many come. */
  List<Rejection> record(List<InboundEvent> events, Instant now) {
    Map<Integer, StoreAnswer> readable = new LinkedHashMap<>();
    Map<Integer, String> refused = new TreeMap<>();
    for (int place = 0; place < events.size(); place++) {
      try {
        StoreAnswer answer = read(JSON.readTree(events.get(place).data()));
        if (answer.at().isAfter(now.plus(SKEW))) {
          refused.put(place, FUTURE);
        } else {
          readable.put(place, answer);
        }
      } catch (JacksonException | IllegalArgumentException | DateTimeException unreadable) {
        refused.put(place, UNREADABLE);
      }
    }
    if (!readable.isEmpty()) {
      refused.putAll(record(readable, now));
    }
    List<Rejection> rejections = new ArrayList<>();
    refused.forEach((place, reason) -> rejections.add(new Rejection(place, reason)));
    return rejections;
  }

  private Map<Integer, String> record(Map<Integer, StoreAnswer> answers, Instant now) {
    Set<UUID> deletions = new HashSet<>();
    answers.values().forEach(answer -> deletions.add(answer.deletion()));
    List<UUID> requests = store.lockRequests(deletions);
    Map<StoreAnswer.Key, Optional<StoreAnswer>> questions = store.lock(deletions);
    Map<StoreAnswer.Key, StoreAnswer> counting = new LinkedHashMap<>();
    Map<Integer, String> refused = new TreeMap<>();
    Map<Integer, String> strangers = new TreeMap<>();
    answers.forEach(
        (place, answer) -> {
          Optional<StoreAnswer> known = questions.get(answer.key());
          if (known == null) {
            boolean asked =
                questions.keySet().stream()
                    .anyMatch(key -> key.deletion().equals(answer.deletion()));
            strangers.put(place, asked ? NOT_ASKED : UNKNOWN_DELETION);
            return;
          }
          switch (AnswerPolicy.decide(known, answer)) {
            case COUNTS -> {
              questions.put(answer.key(), Optional.of(answer));
              counting.put(answer.key(), answer);
            }
            case CONTRADICTS -> refused.put(place, CONTRADICTION);
            case KNOWN -> {}
          }
        });
    store.record(counting.values(), now);
    store.fulfil(requests, now);
    if (!strangers.isEmpty()) {
      // Late answers to questions that a restore lost; where it matters they are asked anew.
      Set<UUID> replayed = store.takenOver(deletions);
      strangers.keySet().removeIf(place -> replayed.contains(answers.get(place).deletion()));
      refused.putAll(strangers);
    }
    return refused;
  }

  private static StoreAnswer read(JsonNode data) {
    Map<String, Long> did = new TreeMap<>();
    data.path("did")
        .properties()
        .forEach(
            entry ->
                did.put(
                    entry.getKey(),
                    entry.getValue().longValueOpt().orElseThrow(IllegalArgumentException::new)));
    StoreOutcome outcome = StoreOutcome.of(text(data, "outcome"));
    if (outcome == StoreOutcome.WAIVED) {
      throw new IllegalArgumentException("only a person does without an answer");
    }
    return new StoreAnswer(
        UUID.fromString(text(data, "deletion")),
        text(data, "participant"),
        outcome,
        OffsetDateTime.parse(text(data, "answeredAt")).toInstant().truncatedTo(ChronoUnit.MICROS),
        data.has("ground") ? Optional.of(text(data, "ground")) : Optional.empty(),
        did);
  }

  private static String text(JsonNode data, String field) {
    return data.path(field).stringValueOpt().orElseThrow(IllegalArgumentException::new);
  }
}
