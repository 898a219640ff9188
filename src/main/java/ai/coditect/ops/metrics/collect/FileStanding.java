package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.FigureReading;
import ai.coditect.ops.metrics.figure.FigureResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where one metric file stands.
 *
 * @param asked when it was last asked; what was skipped was not
 * @param taken its last answer, which may be older
 */
record FileStanding(
    Optional<Instant> asked,
    Optional<Taken> taken,
    FigureResult result,
    String why,
    Duration took) {

  static final FileStanding NEVER =
      new FileStanding(
          Optional.empty(),
          Optional.empty(),
          FigureResult.SKIPPED,
          "it was not asked yet",
          Duration.ZERO);

  /** An answer and its instant. */
  record Taken(Instant at, List<FigureReading> readings) {}

  FileStanding skipped(String because) {
    return new FileStanding(asked, taken, FigureResult.SKIPPED, because, took);
  }

  FileStanding answered(Instant at, List<FigureReading> readings, Duration length) {
    return new FileStanding(
        Optional.of(at), Optional.of(new Taken(at, readings)), FigureResult.OK, "", length);
  }

  FileStanding notAnswered(Instant at, Answered.NotAnswered because, Duration length) {
    return new FileStanding(Optional.of(at), taken, because.result(), because.why(), length);
  }

  /** Of two readings the later one is by the clock; one that was set back is not waited for. */
  boolean isDue(Instant now, Duration every) {
    return asked.filter(at -> !at.isAfter(now) && at.plus(every).isAfter(now)).isEmpty();
  }
}
