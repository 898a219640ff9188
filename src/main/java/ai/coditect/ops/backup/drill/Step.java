package ai.coditect.ops.backup.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a stage is: what its bookmark holds.
 *
 * @param since when the stage began
 * @param at what it waits for; empty at its beginning
 */
record Step(Instant since, String at) {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  static Step of(Optional<String> bookmark, Instant now) {
    return bookmark
        .filter(text -> !text.isEmpty())
        .map(text -> text.split(" ", 2))
        .map(parts -> new Step(Instant.parse(parts[0]), parts[1]))
        .orElse(new Step(now, ""));
  }

  String text() {
    return since + " " + at;
  }

  Step waitingFor(String next) {
    return new Step(since, next);
  }

  boolean isAt(String place) {
    return at.equals(place);
  }

  /** The longer it has waited, the longer it waits before it asks again. */
  Duration pause(Instant now) {
    Duration share = Duration.between(since, now).dividedBy(5);
    return share.compareTo(SHORTEST) < 0
        ? SHORTEST
        : share.compareTo(LONGEST) > 0 ? LONGEST : share;
  }

  boolean isOlderThan(Duration limit, Instant now) {
    return since.plus(limit).isBefore(now);
  }
}
