package ai.coditect.ops.personaldata.request;

import ai.coditect.ops.job.EventIntake.InboundEvent;
import ai.coditect.ops.job.EventIntake.Rejection;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Takes requests in, whichever way they come. */
public final class Intake<A extends Asking> {
  /** So far may the clock of who sends a request be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final RecordStore<A> records;
  private final Supplier<Optional<SubjectKey>> key;

  /**
   * @param key tells who was erased before; without one nobody is known to have been
   */
  public Intake(RecordStore<A> records, Supplier<Optional<SubjectKey>> key) {
    this.records = records;
    this.key = key;
  }

  /**
   * Records the requests with two statements; recording one twice is recording it once.
   *
   * @param by who typed them in; empty for events
   * @return by its place in the list, why a request is not on record as it was asked
   */
  public Map<Integer, Refusal> record(List<A> asked, Optional<String> by, Instant now) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    Instant latest = now.plus(SKEW);
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
      SubjectHashes hashes = SubjectHashes.of(timely, key.get());
      records.record(timely, hashes, by);
      records
          .unrecorded(timely, hashes)
          .forEach((place, refusal) -> refusals.put(places.get(place), refusal));
    }
    return refusals;
  }

  /**
   * Records what events ask for, as {@link #record}.
   *
   * @param reading throws IllegalArgumentException or DateTimeException where it cannot
   * @param expected what the data must be, for whoever sent what cannot be read
   */
  public List<Rejection> recordEvents(
      List<InboundEvent> events, Function<RequestData, A> reading, String expected, Instant now) {
    List<Rejection> rejections = new ArrayList<>();
    List<String> readable = new ArrayList<>();
    List<A> asked = new ArrayList<>();
    for (InboundEvent event : events) {
      try {
        asked.add(reading.apply(new RequestData(JSON.readTree(event.data()))));
        readable.add(event.id());
      } catch (JacksonException | IllegalArgumentException | DateTimeException unreadable) {
        rejections.add(new Rejection(event.id(), expected));
      }
    }
    record(asked, Optional.empty(), now)
        .forEach(
            (place, refusal) ->
                rejections.add(
                    new Rejection(readable.get(place), refusal.what() + ". " + refusal.cure())));
    return rejections;
  }
}
