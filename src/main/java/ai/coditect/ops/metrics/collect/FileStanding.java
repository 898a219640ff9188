package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.metrics.figure.FigureReading;
import ai.coditect.ops.metrics.figure.FigureResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where one metric file stands.
 *
 * @param asked when it was last asked; what was skipped was not
 * @param taken its last answer, which may be older
 * @param well when each of its figures was last read without a fault, by name
 */
record FileStanding(
    Optional<Instant> asked,
    Optional<Taken> taken,
    Map<String, Instant> well,
    FigureResult result,
    String why,
    Duration took) {

  static final FileStanding NEVER =
      new FileStanding(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          FigureResult.SKIPPED,
          "it was not asked yet",
          Duration.ZERO);

  /** An answer and its instant. */
  record Taken(Instant at, List<FigureReading> readings) {}

  FileStanding skipped(String because) {
    return new FileStanding(asked, taken, well, FigureResult.SKIPPED, because, took);
  }

  FileStanding answered(Instant at, List<FigureReading> readings, Duration length) {
    Map<String, Instant> seen = new HashMap<>(well);
    readings.stream()
        .filter(reading -> reading.result() == FigureResult.OK)
        .forEach(reading -> seen.put(reading.figure().name(), at));
    return new FileStanding(
        Optional.of(at),
        Optional.of(new Taken(at, readings)),
        Map.copyOf(seen),
        FigureResult.OK,
        "",
        length);
  }

  FileStanding notAnswered(Instant at, Answered.NotAnswered because, Duration length) {
    return new FileStanding(Optional.of(at), taken, well, because.result(), because.why(), length);
  }

  /** Of two readings the later one is by the clock; one that was set back is not waited for. */
  boolean isDue(Instant now, Duration every) {
    return asked.filter(at -> !at.isAfter(now) && at.plus(every).isAfter(now)).isEmpty();
  }
}
