package ai.coditect.ops.outbox;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Keeps the relay turning while the worker serves. */
final class RelayLoop implements SmartLifecycle, LivenessCheck, Runnable, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

  private static final String CURE =
      "Events wait in the outbox and go out by themselves; \"check\" names what the worker lacks in"
          + " the database.";

  private final Relay relay;
  private final Duration poll;
  private final Duration longestPause;
  private final AutoCloseable client;
  private final Counter published;
  private final Counter failures;
  private final LoopTurns turns = new LoopTurns("the relay of the outbox");
  private volatile boolean running;
  private String told = "";
  private @Nullable Thread thread;

  RelayLoop(
      Relay relay,
      Duration poll,
      Duration longestPause,
      AutoCloseable client,
      MeterRegistry meters) {
    this.relay = relay;
    this.poll = poll;
    this.longestPause = longestPause;
    this.client = client;
    this.published =
        Counter.builder("ops.relay.events")
            .description("Events of the outbox that the topic took and that are removed.")
            .register(meters);
    this.failures =
        Counter.builder("ops.relay.failures")
            .description("Turns of the relay that failed.")
            .register(meters);
  }

  @Override
  public synchronized void start() {
    running = true;
    turns.begin();
    thread = new Thread(this, "outbox-relay");
    thread.start();
  }

  @Override
  public void run() {
    Duration pause = poll;
    while (running) {
      try {
        int events = relay.turn();
        published.increment(events);
        pause = events > 0 ? Duration.ZERO : poll;
        told = "";
      } catch (Throwable e) {
        // An Error too: a relay that ends is noticed by nobody.
        failures.increment();
        Duration doubled = pause.compareTo(poll) < 0 ? poll : pause.multipliedBy(2);
        pause = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
        String failure = FailureWords.of(e);
        if (!failure.equals(told)) {
          told = failure;
          LOG.atWarn()
              .addKeyValue("failure", failure)
              .addKeyValue("cure", CURE)
              .log("outbox not relayed; said once, tried again and again");
        }
      }
      turns.turned();
      try {
        for (long slept = 0; slept < pause.toMillis() && running; slept += 50) {
          TimeUnit.MILLISECONDS.sleep(Math.min(50, pause.toMillis()));
        }
      } catch (InterruptedException e) {
        running = false;
      }
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    turns.end();
    Thread current = thread;
    if (current != null) {
      try {
        // A turn is bounded, so it is left to finish: what it published it should also remove.
        current.join(9_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    stop();
    try {
      client.close();
    } catch (Exception e) {
      LOG.atDebug().setCause(e).log("publishing client did not close cleanly");
    }
  }

  @Override
  public List<Problem> standing() {
    return turns.standing();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Stops after what writes events, before the data source. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 4096;
  }
}
