package ai.coditect.ops.outbox;

import ai.coditect.ops.outbox.OutboxStore.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** One turn of the relay: lead, read, publish, remove, in one short transaction. */
final class Relay {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final OutboxStore outbox;
  private final OutcomePublisher publisher;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration firstPause;
  private final Duration longestPause;
  private final Map<String, Pause> paused = new HashMap<>();

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

  private record Pause(Instant until, Duration length) {}

  /** How many events went out; 0 when there was nothing to do or another relay leads. */
  int turn() {
    Integer published =
        transaction.execute(
            status -> {
              if (!outbox.takeLeadership()) {
                return 0;
              }
              List<Waiting> batch = outbox.next(pausedNow());
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
              remember(batch, result.failedKeys());
              return result.taken().size();
            });
    return published == null ? 0 : published;
  }

  /** Keys that failed wait, each longer than the time before; the others go on. */
  private Set<String> pausedNow() {
    Instant now = clock.instant();
    Set<String> keys = new java.util.HashSet<>();
    paused.forEach(
        (key, pause) -> {
          if (pause.until().isAfter(now)) {
            keys.add(key);
          }
        });
    return keys;
  }

  private void remember(List<Waiting> batch, Set<String> failed) {
    batch.stream()
        .map(Waiting::orderingKey)
        .filter(k -> !failed.contains(k))
        .forEach(paused::remove);
    for (String key : failed) {
      Duration length =
          paused.containsKey(key) ? paused.get(key).length().multipliedBy(2) : firstPause;
      length = length.compareTo(longestPause) > 0 ? longestPause : length;
      paused.put(key, new Pause(clock.instant().plus(length), length));
    }
  }
}
