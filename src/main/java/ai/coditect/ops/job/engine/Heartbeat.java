package ai.coditect.ops.job.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/** Tells the ledger that a run is alive while it is, and notices when the run was taken over. */
final class Heartbeat {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final RunLedgerStore ledger;
  private final TaskScheduler scheduler;
  private final Duration interval;
  private final Clock clock;

  Heartbeat(RunLedgerStore ledger, TaskScheduler scheduler, Duration interval, Clock clock) {
    this.ledger = ledger;
    this.scheduler = scheduler;
    this.interval = interval;
    this.clock = clock;
  }

  /** Beats until closed. */
  Beating start(ActiveRun run) {
    ScheduledFuture<?> future =
        scheduler.scheduleWithFixedDelay(() -> beat(run), clock.instant().plus(interval), interval);
    return () -> future.cancel(false);
  }

  private void beat(ActiveRun run) {
    try {
      if (!ledger.beat(run.lease(), run.progress(), run.changed())) {
        run.lose();
      }
    } catch (RuntimeException e) {
      // The next beat may come through; if none does, the takeover is what should happen.
      FailureProblem.of(run.entry().file().name(), e)
          .tell(log.atWarn(), e)
          .addKeyValue("run", run.lease().run())
          .log("heartbeat failed");
    }
  }

  /** A heartbeat that is going on. */
  interface Beating {
    void close();
  }
}
