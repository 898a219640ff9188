package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.LoopTurns;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Heals in a thread of its own, which needs no scheduler. */
final class HealingLoop implements SmartLifecycle, LivenessCheck, Runnable {
  private static final Logger log = LoggerFactory.getLogger(HealingLoop.class);

  private static final String CURE =
      "Triggers stay as they are meanwhile; \"check\" names what the worker lacks in the database.";

  private final QuartzHealing healing;
  private final KnownJobs known;
  private final Duration every;
  private final LoopTurns turns = new LoopTurns("the healing of schedules");
  private volatile boolean running;
  private boolean failing;
  private @Nullable Thread thread;

  HealingLoop(QuartzHealing healing, KnownJobs known, Duration every) {
    this.healing = healing;
    this.known = known;
    this.every = every;
  }

  @Override
  public synchronized void start() {
    running = true;
    turns.begin();
    thread = new Thread(this, "quartz-healing");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      while (running) {
        Thread.sleep(every.toMillis());
        turn();
        turns.turned();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn() {
    try {
      healing.turn();
      failing = false;
    } catch (SchedulerException | RuntimeException | Error e) {
      // An Error too: what heals must not be what ends.
      if (running && !failing) {
        failing = true;
        log.atWarn()
            .addKeyValue("failure", FailureWords.of(e))
            .addKeyValue("cure", CURE)
            .log("parked triggers not looked at; said once, tried again and again");
      }
    }
  }

  @Override
  public synchronized void stop() {
    running = false;
    turns.end();
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(2_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      known.sayNothingAnyMore();
    } catch (RuntimeException e) {
      // The database is away; after a while nobody counts on this worker.
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

  /** After the scheduler, which must not be found standing by, and stopped before it. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
