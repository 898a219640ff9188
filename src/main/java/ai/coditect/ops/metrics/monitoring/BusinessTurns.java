package ai.coditect.ops.metrics.monitoring;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.metrics.monitoring.WriterTurnStore.Taken;
import ai.coditect.ops.metrics.monitoring.service.MonitoringSettings;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Business figures by turns: one worker at a time writes, says beforehand up to when, and lets the
 * next begin after that. A worker that dies in its turn keeps the others waiting for less than half
 * an interval; one that was frozen in it writes nothing more when it wakes. Where clocks disagree
 * the database's counts, so that a hand-over does not turn time back.
 */
final class BusinessTurns {
  private static final Logger LOG = LoggerFactory.getLogger(BusinessTurns.class);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final SeriesWriter writer;
  private final WriterTurnStore turns;
  private final MonitoringSettings settings;
  private final Clock clock;
  private volatile Duration correction = Duration.ZERO;

  BusinessTurns(
      SeriesWriter writer, WriterTurnStore turns, MonitoringSettings settings, Clock clock) {
    this.writer = writer;
    this.turns = turns;
    this.settings = settings;
    this.clock = clock;
  }

  /** What has to be added to this worker's clock, as far as the database has said. */
  Duration clockCorrection() {
    return correction;
  }

  synchronized WriteReport write(List<Measurement> fresh, WriteTroubles.Round round) {
    Optional<Begun> taken;
    try {
      taken = await();
    } catch (RuntimeException e) {
      round.meet(
          new Problem(
              "Business figures not written: " + FailureWords.of(e) + ".",
              "coditect_ops.figure_writer",
              "See the items about the database in check first; what may come late waits."));
      return writer.keep(fresh, correction, round);
    }
    if (taken.isEmpty()) {
      // The other one writes the same figures.
      return writer.keep(fresh, correction, round);
    }
    correction = correction(taken.get().turn().now());
    try {
      return writer.write(
          fresh,
          correction,
          taken.get().turn().floor().orElse(Instant.MIN),
          new Turn(taken.get().nanos()),
          round);
    } finally {
      end(taken.get().turn());
    }
  }

  /** A turn, and when it was asked for. */
  private record Begun(Taken turn, long nanos) {}

  private Optional<Begun> await() {
    long end = System.nanoTime() + settings.answerWithin().toNanos();
    while (true) {
      long asked = System.nanoTime();
      Optional<Begun> taken = turns.take(settings.turn()).map(turn -> new Begun(turn, asked));
      if (taken.isPresent() || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return taken;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /** Where clocks agree, figures keep the instants they were taken at. */
  private Duration correction(Instant server) {
    Duration ahead = Duration.between(clock.instant(), server);
    return ahead.abs().compareTo(settings.clocksAgreeWithin()) < 0 ? Duration.ZERO : ahead;
  }

  private void end(Taken turn) {
    Optional<Instant> through =
        Stream.concat(turn.writtenThrough().stream(), writer.latest().stream())
            .max(Instant::compareTo);
    try {
      turns.end(through);
    } catch (RuntimeException e) {
      LOG.atDebug().setCause(e).log("turn not ended; it ends by itself, and the next waits for it");
    }
  }

  /** Lasts as long as it is kept, less what a request may take that is sent at its last moment. */
  private final class Turn implements WritePermit {
    private long keptAt;
    private Instant said = Instant.MIN;

    Turn(long asked) {
      this.keptAt = asked;
    }

    @Override
    public boolean mayWrite(Instant through) {
      boolean old = System.nanoTime() - keptAt > settings.turn().toNanos() / 3;
      if (old || through.isAfter(said)) {
        long asked = System.nanoTime();
        try {
          if (!turns.keep(settings.turn(), through)) {
            return false;
          }
          keptAt = asked;
          said = through;
        } catch (RuntimeException e) {
          // Without the database nobody else can take the turn before it ends, but what is not said
          // must not be written.
          if (through.isAfter(said)) {
            return false;
          }
        }
      }
      return System.nanoTime() - keptAt < settings.turn().minus(settings.answerWithin()).toNanos();
    }
  }
}
