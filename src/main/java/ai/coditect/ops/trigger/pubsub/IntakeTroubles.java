package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.database.failure.Causes;
import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.Problem;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.transaction.CannotCreateTransactionException;

/** Since when nothing can be recorded, or some event cannot, and why; each is said once. */
final class IntakeTroubles {
  private static final Logger log = LoggerFactory.getLogger(IntakeTroubles.class);

  /**
   * What is not seen for so long was taken by another worker or is in the dead letters: more than
   * the longest wait before Pub/Sub delivers again, and its acknowledgement deadline.
   */
  private static final Duration UNSEEN = Duration.ofMinutes(25);

  private static final int MOST = 1_000;

  private static final String CURE =
      "Cure what the database says; \"check\" names missing privileges and tables. Events are"
          + " recorded by themselves then, before Pub/Sub gives them up after its most delivery"
          + " attempts.";

  /** Connection, login, database, read-only, no connection left, shut down. */
  private static final Set<String> AWAY = Set.of("08", "25", "28", "3D", "53300", "57");

  /**
   * @param away the database's absence, which can be asked about without an event
   */
  private record Trouble(Instant since, Instant seen, int turns, String words, boolean away) {
    Trouble again(Instant now, String why, boolean isAway) {
      return new Trouble(since, now, turns + 1, why, isAway);
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
          .addKeyValue("cure", CURE)
          .log("events not recorded; said once, tried again and again");
    }
    boolean away = isAway(thrown);
    everything =
        before == null ? new Trouble(now, now, 1, words, away) : before.again(now, words, away);
  }

  private static boolean isAway(Throwable thrown) {
    // Whatever state a pool has kept of its last try, it has no connection to give.
    return thrown instanceof CannotCreateTransactionException
        || Causes.first(thrown, SQLTransientConnectionException.class).isPresent()
        || Causes.first(thrown, SQLException.class)
            .map(SQLException::getSQLState)
            .filter(state -> AWAY.stream().anyMatch(state::startsWith))
            .isPresent();
  }

  /**
   * The database was away, and no event has come for so long to show whether it still is. Of other
   * troubles only an event can tell.
   */
  synchronized boolean isToBeProbed(Duration unseen) {
    Trouble all = everything;
    return all != null && all.away() && !all.seen().plus(unseen).isAfter(clock.instant());
  }

  /** A turn has ended without that, or the database is there again. */
  synchronized void recorded() {
    if (everything != null) {
      log.atInfo().addKeyValue("subscription", subscription).log("events can be recorded again");
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
      byMessage.put(messageId, before.again(now, words, false));
      return;
    }
    if (byMessage.size() >= MOST) {
      // Those that are known are enough to find the fault by.
      return;
    }
    byMessage.put(messageId, new Trouble(now, now, 1, words, false));
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
              CURE));
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
