package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.failure.FailureWords;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.jdbcjobstore.LockException;
import org.quartz.impl.matchers.GroupMatcher;
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

  private final Scheduler scheduler;
  private final QuartzStore store;
  private final ScheduleSync sync;
  private final KnownJobs known;
  private final TransactionTemplate transaction;
  private final Duration overdue;

  /**
   * @param overdue how late something may be before it is looked at
   */
  QuartzHealing(
      Scheduler scheduler,
      QuartzStore store,
      ScheduleSync sync,
      KnownJobs known,
      TransactionTemplate transaction,
      Duration overdue) {
    this.scheduler = scheduler;
    this.store = store;
    this.sync = sync;
    this.known = known;
    this.transaction = transaction;
    this.overdue = overdue;
  }

  void turn() throws SchedulerException {
    known.say();
    List<QuartzStore.Mended> mended =
        transaction.execute(
            status -> {
              store.lockTriggers();
              return store.mendTriggers(FURTHEST);
            });
    for (QuartzStore.Mended each : mended) {
      log.atWarn()
          .addKeyValue("job", each.jobName())
          .addKeyValue("trigger", each.triggerName())
          .addKeyValue("state", each.state())
          .log("stuck trigger goes on");
    }
    giveUpFired();
    readableJobs();
    readable();
    sync.mend();
    if (scheduler.isInStandbyMode() && !scheduler.isShutdown()) {
      scheduler.start();
      log.warn("scheduler was in standby, and is started again");
    }
  }

  private void giveUpFired() throws SchedulerException {
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
    if (lost != null && lost > 0) {
      log.atWarn().addKeyValue("triggers", lost).log("fired triggers that nobody is at go on");
    }
  }

  private static boolean isAboutTheDatabase(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth++ < 20; cause = cause.getCause()) {
      if (cause instanceof SQLException || cause instanceof LockException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whoever's it is: every scheduler that fires a trigger of it reads it first, and stops there.
   */
  private void readableJobs() throws SchedulerException {
    for (JobKey key : scheduler.getJobKeys(GroupMatcher.anyJobGroup())) {
      try {
        scheduler.getJobDetail(key);
      } catch (SchedulerException | RuntimeException e) {
        if (isAboutTheDatabase(e)) {
          throw e;
        }
        transaction.executeWithoutResult(
            status -> {
              store.lockTriggers();
              store.emptyJob(key);
            });
        log.atWarn()
            .addKeyValue("job", key.getName())
            .addKeyValue("failure", FailureWords.of(e))
            .log("unreadable Quartz job set right");
      }
    }
  }

  /** One that cannot be read keeps every scheduler from firing whatever comes after it. */
  private void readable() throws SchedulerException {
    for (TriggerKey key : store.overdue(overdue)) {
      try {
        scheduler.getTrigger(key);
      } catch (SchedulerException | RuntimeException e) {
        if (isAboutTheDatabase(e)) {
          // Nothing was said about the trigger.
          throw e;
        }
        boolean ofAFile = key.getGroup().equals("schedules") || key.getGroup().equals("engine");
        transaction.executeWithoutResult(
            status -> {
              store.lockTriggers();
              if (ofAFile) {
                store.delete(key);
              } else {
                store.setAside(key);
              }
            });
        log.atWarn()
            .addKeyValue("trigger", key)
            .addKeyValue("failure", FailureWords.of(e))
            .log(ofAFile ? "unreadable schedule written anew" : "unreadable queued run set aside");
      }
    }
  }
}
