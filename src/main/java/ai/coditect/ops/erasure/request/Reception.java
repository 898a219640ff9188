package ai.coditect.ops.erasure.request;

import ai.coditect.ops.erasure.request.RequestStore.Hashes;
import ai.coditect.ops.ledger.SubjectHash;
import ai.coditect.ops.ledger.SubjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** Takes requests in, whichever way they come. */
final class Reception {
  /** So far may the clock of who sends a request be ahead. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private final RequestStore store;
  private final Supplier<Optional<SubjectKey>> key;

  /**
   * @param key tells who was erased before; without one nobody is known to have been
   */
  Reception(RequestStore store, Supplier<Optional<SubjectKey>> key) {
    this.store = store;
    this.key = key;
  }

  /**
   * Records the requests with two statements; recording one twice is recording it once.
   *
   * @param by who typed them in; empty for events
   * @return by its place in the list, why a request is not on record as it was asked
   */
  Map<Integer, Refusal> record(List<Asked> asked, Optional<String> by, Instant now) {
    Map<Integer, Refusal> refusals = new TreeMap<>();
    Instant latest = now.plus(SKEW);
    List<Asked> timely = new ArrayList<>();
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
      Hashes hashes = hashes(timely);
      store.record(timely, hashes, by);
      store
          .unrecorded(timely, hashes)
          .forEach((place, refusal) -> refusals.put(places.get(place), refusal));
    }
    return refusals;
  }

  private Hashes hashes(List<Asked> asked) {
    List<Long> numbers = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    Set<String> keys = new LinkedHashSet<>();
    key.get()
        .ifPresent(
            known -> {
              for (int i = 0; i < asked.size(); i++) {
                UUID organization = asked.get(i).organization();
                // The ledger knows an organization as a subject of its own.
                UUID subject = asked.get(i).user().orElse(organization);
                for (SubjectHash hash : known.hashes(organization, subject)) {
                  numbers.add(i + 1L);
                  hashes.add(hash.hash());
                  keys.add(hash.key());
                }
              }
            });
    return new Hashes(numbers, hashes, List.copyOf(keys));
  }
}
