package ai.coditect.ops.outbox;

import ai.coditect.ops.outbox.OutboxStore.Batch;
import ai.coditect.ops.outbox.OutboxStore.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One turn of the relay: lead, read, publish, remove, in one short transaction.
 *
 * <p>An event that the topic refuses as invalid is left behind once the topic takes another one of
 * the same batch, whatever its key, and so with the next event that there is. As long as there is
 * no other at all it is tried again and again, holds nobody up, and is shown by the check.
 */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final OutboxStore outbox;
  private final OutcomePublisher publisher;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration firstPause;
  private final Duration longestPause;
  private final Map<String, Pause> paused = new HashMap<>();
  private boolean holding;

  Relay(
      OutboxStore outbox,
      OutcomePublisher publisher,
      TransactionTemplate transaction,
      Clock clock,
      Duration firstPause,
      Duration longestPause) {
    this.outbox = outbox;
    this.publisher = publisher;
    this.transaction = transaction;
    this.clock = clock;
    this.firstPause = firstPause;
    this.longestPause = longestPause;
  }

  /**
   * @param doubted the topic refused something of the key while it took nothing else
   */
  private record Pause(Instant until, Duration length, boolean doubted) {}

  /** How many events went out; 0 when there was nothing to do or another relay leads. */
  int turn() {
    Integer published =
        transaction.execute(
            status -> {
              if (!outbox.takeLeadership()) {
                return 0;
              }
              Batch next = nextBatch();
              hold(next.held());
              List<Waiting> batch = next.events();
              if (batch.isEmpty()) {
                return 0;
              }
              OutcomePublisher.Result result = publisher.publish(batch);
              if (!result.taken().isEmpty()) {
                outbox.remove(result.taken());
              }
              if (!result.refused().isEmpty()) {
                outbox.leaveBehind(result.refused(), "the topic refuses it as invalid");
                LOG.atError()
                    .addKeyValue("events", result.refused().size())
                    .addKeyValue("eventId", result.refused().get(0).eventId())
                    .log("events that the topic will never take are left behind");
              }
              remember(batch, result);
              return result.taken().size();
            });
    return published == null ? 0 : published;
  }

  /**
   * Whoever was refused alone does not wait when others go: they show whether the topic was wrong.
   * One such key at a time is enough, and costs a topic that takes nothing little.
   */
  private Batch nextBatch() {
    Set<String> waiting = pausedNow();
    Batch batch = outbox.next(waiting);
    Optional<String> doubted =
        waiting.stream().filter(key -> paused.get(key).doubted()).findFirst();
    if (batch.events().isEmpty() || doubted.isEmpty()) {
      return batch;
    }
    waiting.remove(doubted.get());
    return outbox.next(waiting);
  }

  /** Keys that failed wait, each longer than the time before; the others go on. */
  private Set<String> pausedNow() {
    Instant now = clock.instant();
    Set<String> keys = new HashSet<>();
    paused.forEach(
        (key, pause) -> {
          // None is longer: a clock that went back must not make it so.
          if (pause.until().isAfter(now) && !pause.until().isAfter(now.plus(longestPause))) {
            keys.add(key);
          }
        });
    return keys;
  }

  private void remember(List<Waiting> batch, OutcomePublisher.Result result) {
    Set<String> failed = result.failedKeys();
    batch.stream()
        .map(Waiting::orderingKey)
        .filter(k -> !failed.contains(k))
        .forEach(paused::remove);
    failed.forEach(key -> pause(key, result.doubtedKeys().contains(key)));
  }

  private void pause(String key, boolean doubted) {
    Duration length =
        paused.containsKey(key) ? paused.get(key).length().multipliedBy(2) : firstPause;
    length = length.compareTo(longestPause) > 0 ? longestPause : length;
    paused.put(key, new Pause(clock.instant().plus(length), length, doubted));
  }

  /** Somebody has locked an event of these keys. */
  private void hold(Set<String> held) {
    for (String key : held) {
      if (!key.isEmpty()) {
        pause(key, false);
      }
    }
    if (!held.isEmpty() && !holding) {
      LOG.atWarn()
          .addKeyValue("keys", held.size())
          .addKeyValue("cure", "End the session that has locked rows of coditect_ops.outbox.")
          .log("events of some keys wait, as another session has locked them; said once");
    }
    holding = !held.isEmpty() || holding && !paused.isEmpty();
  }
}
