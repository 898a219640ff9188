package ai.coditect.ops.trigger.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets everything go on that Quartz has parked for good, every so often on each worker. What is
 * done to triggers is done under the schedulers' own lock, so that all of them may do it at once.
 */
final class QuartzHealing {
  private static final Logger log = LoggerFactory.getLogger(QuartzHealing.class);

  /** The next instant of a queued run is never further away than the longest wait for another. */
  private static final Duration FURTHEST = Duration.ofMinutes(10);

  private static final TriggerKey NO_TRIGGER = new TriggerKey("none", "healing");

  private final Scheduler scheduler;
  private final QuartzStore store;
  private final ScheduleSync sync;
  private final KnownJobs known;
  private final TransactionTemplate transaction;
  private final Duration overdue;
  private final Counter stuck;
  private final Counter fired;
  private final Counter released;

  /**
   * @param overdue how late something may be before it is looked at
   */
  QuartzHealing(
      Scheduler scheduler,
      QuartzStore store,
      ScheduleSync sync,
      KnownJobs known,
      TransactionTemplate transaction,
      Duration overdue,
      MeterRegistry meters) {
    this.scheduler = scheduler;
    this.store = store;
    this.sync = sync;
    this.known = known;
    this.transaction = transaction;
    this.overdue = overdue;
    this.stuck = counter(meters, "stuck");
    this.fired = counter(meters, "fired-by-nobody");
    this.released = counter(meters, "set-aside");
  }

  private static Counter counter(MeterRegistry meters, String from) {
    return Counter.builder("ops.schedule.healed")
        .description("Triggers that nobody would have fired any more, and that go on.")
        .tag("from", from)
        .register(meters);
  }

  void turn() throws SchedulerException {
    known.say();
    List<QuartzStore.Mended> mended =
        transaction.execute(
            status -> {
              store.lockTriggers();
              return store.mendTriggers(FURTHEST);
            });
    stuck.increment(mended.size());
    for (QuartzStore.Mended each : mended) {
      log.atWarn()
          .addKeyValue("job", each.jobName())
          .addKeyValue("trigger", each.triggerName())
          .addKeyValue("state", each.state())
          .log("stuck trigger goes on");
    }
    boolean lost = giveUpFired();
    boolean released = setAside();
    sync.mend();
    if (scheduler.isInStandbyMode() && !scheduler.isShutdown()) {
      scheduler.start();
      log.warn("scheduler was in standby, and is started again");
    }
    if (!mended.isEmpty() || lost || released) {
      wake();
    }
  }

  /** A scheduler looks for what is due when it is told of a change, or after half a minute. */
  private void wake() throws SchedulerException {
    // Quartz tells it of every trigger that somebody resumes, also of one that is not there.
    scheduler.resumeTrigger(NO_TRIGGER);
  }

  /** True when there were some. */
  private boolean giveUpFired() throws SchedulerException {
    String worker = scheduler.getSchedulerInstanceId();
    List<String> running =
        scheduler.getCurrentlyExecutingJobs().stream()
            .map(JobExecutionContext::getFireInstanceId)
            .toList();
    Integer lost =
        transaction.execute(
            status -> {
              store.lockTriggers();
              return store.giveUpFired(worker, running, overdue);
            });
    boolean some = lost != null && lost > 0;
    if (some) {
      fired.increment(lost);
      log.atWarn().addKeyValue("triggers", lost).log("fired triggers that nobody is at go on");
    }
    return some;
  }

  /**
   * Those that could not be read, and now can: they were completed, or another version's. True for
   * some.
   */
  private boolean setAside() throws SchedulerException {
    boolean released = false;
    for (TriggerKey key : store.setAside()) {
      if (isReadable(key)) {
        transaction.executeWithoutResult(
            status -> {
              store.lockTriggers();
              store.release(key);
            });
        released = true;
        this.released.increment();
        log.atWarn().addKeyValue("trigger", key).log("trigger that was set aside goes on");
      }
    }
    return released;
  }

  private boolean isReadable(TriggerKey key) throws SchedulerException {
    try {
      return scheduler.getTrigger(key) != null;
    } catch (SchedulerException e) {
      if (QuartzStore.isOfTheDatabase(e)) {
        throw e;
      }
      return false;
    }
  }
}
