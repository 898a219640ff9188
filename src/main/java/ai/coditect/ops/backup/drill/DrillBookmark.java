package ai.coditect.ops.backup.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a stage is: what it leaves for its next bite.
 *
 * @param since when the stage began
 * @param subject what of it is asked about: an operation of the service, or a worker's process;
 *     empty where there is only one
 */
record DrillBookmark(Instant since, State state, String subject) {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** What a stage is at. */
  enum State {
    BEGUN,
    /** The instance is written down, and nobody was asked for it. */
    INTENDED,
    CREATING,
    LABELLING,
    RESTORING,
    CONNECTING,
    EXAMINING,
    /** A process damages the copy and examines it again. */
    CONTROLLING,
    REMOVING
  }

  static DrillBookmark read(Optional<String> bookmark, Instant now) {
    return bookmark
        .filter(text -> !text.isEmpty())
        .map(text -> text.split(" ", 3))
        .map(
            parts ->
                new DrillBookmark(
                    Instant.parse(parts[0]),
                    State.valueOf(parts[1].toUpperCase(Locale.ROOT)),
                    parts.length == 3 ? parts[2] : ""))
        .orElse(new DrillBookmark(now, State.BEGUN, ""));
  }

  String text() {
    return (since + " " + state.name().toLowerCase(Locale.ROOT) + " " + subject).strip();
  }

  DrillBookmark at(State next, String nextSubject) {
    return new DrillBookmark(since, next, nextSubject);
  }

  boolean isAt(State place) {
    return state == place;
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
