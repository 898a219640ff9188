package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Since when nothing can be recorded, or some event cannot, and why; each is said once. */
final class IntakeTroubles {
  private static final Logger log = LoggerFactory.getLogger(IntakeTroubles.class);

  /**
   * What is not seen for so long was taken by another worker or is in the dead letters: more than
   * the longest wait before Pub/Sub delivers again, and its acknowledgement deadline.
   */
  private static final Duration UNSEEN = Duration.ofMinutes(25);

  private static final int MOST = 1_000;

  private record Trouble(Instant since, Instant seen, int turns, String words) {
    Trouble again(Instant now, String why) {
      return new Trouble(since, now, turns + 1, why);
    }
  }

  private final String subscription;
  private final Clock clock;
  private final Duration patience;
  private final Map<String, Trouble> byMessage = new LinkedHashMap<>();
  private @Nullable Trouble everything;

  /**
   * @param patience so long may one event come again before it is shown
   */
  IntakeTroubles(String subscription, Clock clock, Duration patience) {
    this.subscription = subscription;
    this.clock = clock;
    this.patience = patience;
  }

  /** What arrives cannot be made durable. */
  synchronized void nothingRecorded(Throwable thrown) {
    String words = FailureWords.of(thrown);
    Instant now = clock.instant();
    Trouble before = everything;
    if (before == null || !before.words().equals(words)) {
      log.atWarn()
          .addKeyValue("subscription", subscription)
          .addKeyValue("failure", words)
          .log("events not recorded; said once, tried again and again");
    }
    everything = before == null ? new Trouble(now, now, 1, words) : before.again(now, words);
  }

  /** A turn has ended without that. */
  synchronized void recorded() {
    if (everything != null) {
      log.atInfo().addKeyValue("subscription", subscription).log("events are recorded again");
      everything = null;
    }
  }

  /** This event breaks the intake, alone. */
  synchronized void broken(String messageId, Throwable thrown) {
    Instant now = clock.instant();
    forget(now);
    Trouble before = byMessage.get(messageId);
    String words = FailureWords.of(thrown);
    if (before != null) {
      byMessage.put(messageId, before.again(now, words));
      return;
    }
    if (byMessage.size() >= MOST) {
      // Those that are known are enough to find the fault by.
      return;
    }
    byMessage.put(messageId, new Trouble(now, now, 1, words));
    LoggingEventBuilder told =
        log.atError().addKeyValue("messageId", messageId).addKeyValue("failure", words);
    // What the database says is all there is to see; a bug is found by where it is.
    boolean said = FailureWords.serverError(thrown).isPresent();
    (said ? told : told.setCause(thrown))
        .log("event not recorded; said once, it comes again and again");
  }

  /** This event was recorded or rejected. */
  synchronized void settled(String messageId) {
    byMessage.remove(messageId);
  }

  synchronized List<Problem> problems() {
    Instant now = clock.instant();
    forget(now);
    List<Problem> problems = new ArrayList<>();
    Trouble all = everything;
    // One turn may meet a failover; the next one shows whether it is over.
    if (all != null && all.turns() > 1) {
      problems.add(
          new Problem(
              "Events cannot be recorded since " + all.since() + ": " + all.words() + ".",
              "subscription " + subscription,
              "Cure what the database says; \"check\" names missing privileges and tables. Events"
                  + " are recorded by themselves then, before Pub/Sub gives them up after its most"
                  + " delivery attempts."));
    }
    List<Map.Entry<String, Trouble>> old =
        byMessage.entrySet().stream()
            .filter(each -> !each.getValue().since().plus(patience).isAfter(now))
            .toList();
    if (!old.isEmpty()) {
      Trouble oldest = old.get(0).getValue();
      problems.add(
          new Problem(
              (old.size() == 1 ? "An event cannot" : old.size() + " events cannot")
                  + " be recorded since "
                  + oldest.since()
                  + ": "
                  + oldest.words()
                  + ".",
              "message " + old.get(0).getKey(),
              "See \"event not recorded\" in the worker's log. It comes again until a version takes"
                  + " it, or until Pub/Sub sends it to the dead letters; others are not held up."));
    }
    return problems;
  }

  private void forget(Instant now) {
    byMessage.values().removeIf(trouble -> trouble.seen().plus(UNSEEN).isBefore(now));
    Trouble all = everything;
    if (all != null && all.seen().plus(UNSEEN).isBefore(now)) {
      everything = null;
    }
  }
}
