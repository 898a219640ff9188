package ai.coditect.ops.metrics.meter;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.metrics.write.Backlog;
import ai.coditect.ops.metrics.write.Measurement;
import ai.coditect.ops.metrics.write.WriteReport;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this process measured, again and again, on a thread that does nothing else; and once
 * more at the end, as soon as that may be written.
 */
final class MeterLoop implements LivenessCheck, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(MeterLoop.class);

  private final Function<Instant, List<Measurement>> reading;
  private final Function<List<Measurement>, WriteReport> writing;
  private final Duration every;
  private final Clock clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final LoopTurns turns = new LoopTurns("the writing of meters");
  private @Nullable Thread thread;
  private String told = "";
  private volatile long writtenAt;

  MeterLoop(
      Function<Instant, List<Measurement>> reading,
      Function<List<Measurement>, WriteReport> writing,
      Duration every,
      Clock clock) {
    this.reading = reading;
    this.writing = writing;
    this.every = every;
    this.clock = clock;
  }

  synchronized void start() {
    turns.begin();
    Thread writer = new Thread(this, "meters");
    writer.setDaemon(true);
    writer.start();
    thread = writer;
  }

  @Override
  public void run() {
    try {
      // Points of a series that are nearer than its spacing would be refused.
      while (!stopping.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        turn();
        turns.turned();
      }
      long left = writtenAt + Backlog.SPACING.toNanos() - System.nanoTime();
      if (writtenAt != 0 && left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      turn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    try {
      writtenAt = System.nanoTime();
      writing.apply(reading.apply(clock.instant()));
      told = "";
    } catch (RuntimeException | Error e) {
      // An Error too: a loop that ends is noticed as silence only.
      String failure = FailureWords.of(e);
      if (!failure.equals(told)) {
        told = failure;
        LOG.atWarn()
            .addKeyValue("failure", failure)
            .addKeyValue("cure", "\"check\" says what keeps Cloud Monitoring from taking them.")
            .log("meters not written; said once, tried again every time");
      }
    }
  }

  @Override
  public List<Problem> standing() {
    return turns.standing();
  }

  /** Returns when the last values are written, or after the patience. */
  synchronized void stop(Duration patience) {
    turns.end();
    stopping.countDown();
    Thread writer = thread;
    if (writer != null) {
      try {
        writer.join(patience.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      writer.interrupt();
      thread = null;
    }
  }
}
