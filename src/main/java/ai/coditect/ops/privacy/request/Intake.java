package ai.coditect.ops.privacy.request;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes the requests of a room in, whichever way they come. */
public abstract class Intake<A extends Asking> {
  /** So far may the clock of who sends a request be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RecordStore<A> records;
  private final String key;

  /**
   * @param key as OPS_SUBJECT_KEY says it, which tells who was erased before; blank when it is not
   *     set, and nobody is known to have been. Read when a request comes, since a wrong one must
   *     not keep other work from starting.
   */
  protected Intake(RecordStore<A> records, String key) {
    this.records = records;
    this.key = key;
  }

  /**
   * What the data of an event ask for.
   *
   * @throws UnreadableFieldException when they cannot be read
   */
  protected abstract A read(RequestData data);

  /** Records what somebody typed in; empty when it is on record as it was asked. */
  public final Optional<Refusal> record(A asked, String by, Instant now) {
    // Whoever types has no clock of their own that could be ahead.
    return Optional.ofNullable(record(List.of(asked), Optional.of(by), now).get(0));
  }

  /**
   * Records the requests with two statements; recording one twice is recording it once.
   *
   * @param by who typed them in; empty for events
   * @param latest from when on an instant lies in the future
   * @return by its place in the list, why a request is not on record as it was asked
   */
  private Map<Integer, Refusal> record(List<A> asked, Optional<String> by, Instant latest) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    List<A> timely = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Instant at = asked.get(i).at();
      if (at.isAfter(latest)) {
        refusals.put(i, Refusal.FUTURE);
      } else if (at.isBefore(Instant.EPOCH)) {
        refusals.put(i, Refusal.TOO_OLD);
      } else {
        timely.add(asked.get(i));
        places.add(i);
      }
    }
    if (!timely.isEmpty()) {
      SubjectHashes hashes = SubjectHashes.of(timely, key());
      records.record(timely, hashes, by);
      records
          .unrecorded(timely, hashes)
          .forEach((place, refusal) -> refusals.put(places.get(place), refusal));
    }
    return refusals;
  }

  private Optional<SubjectKey> key() {
    return key.isBlank() ? Optional.empty() : Optional.of(SubjectKey.read(key));
  }

  /** Records what events ask for, and says which of them can never be recorded. */
  public final List<Rejection> record(List<InboundEvent> events, Instant now) {
    List<Rejection> rejections = new ArrayList<>();
    List<Integer> readable = new ArrayList<>();
    List<A> asked = new ArrayList<>();
    for (int place = 0; place < events.size(); place++) {
      try {
        asked.add(read(new RequestData(JSON.readTree(events.get(place).data()))));
        readable.add(place);
      } catch (UnreadableFieldException unreadable) {
        rejections.add(new Rejection(place, unreadable.words()));
      } catch (JacksonException unreadable) {
        rejections.add(new Rejection(place, "its data are no JSON"));
      }
    }
    record(asked, Optional.empty(), now.plus(SKEW))
        .forEach(
            (place, refusal) ->
                rejections.add(
                    new Rejection(readable.get(place), refusal.what() + ". " + refusal.cure())));
    return rejections;
  }
}
