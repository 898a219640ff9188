package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.Schedule;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes Quartz hold what the job files say. A schedule that has not changed is left alone, because
 * replacing it would forget the slots that were missed while nobody ran.
 */
final class ScheduleSync {
  private static final Logger log = LoggerFactory.getLogger(ScheduleSync.class);
  private static final String SCHEDULES = "schedules";
  private static final String ENGINE = "engine";

  private final Scheduler scheduler;
  private final JobCatalog catalog;
  private final TransactionTemplate transaction;
  private final Duration resumeEvery;

  ScheduleSync(
      Scheduler scheduler,
      JobCatalog catalog,
      TransactionTemplate transaction,
      Duration resumeEvery) {
    this.transaction = transaction;
    this.scheduler = scheduler;
    this.catalog = catalog;
    this.resumeEvery = resumeEvery;
  }

  void apply() throws SchedulerException {
    Set<JobKey> jobs = new HashSet<>();
    Set<TriggerKey> schedules = new HashSet<>();
    for (JobCatalog.Entry<?> entry : catalog.entries()) {
      JobFile file = entry.file();
      JobKey key = QuartzRunQueue.jobKey(file.name());
      jobs.add(key);
      scheduler.addJob(
          JobBuilder.newJob(RunTrigger.class)
              .withIdentity(key)
              .storeDurably()
              .requestRecovery()
              .build(),
          true);
      if (file.schedule().isPresent() && file.schedule().get().on() == Schedule.On.QUARTZ) {
        TriggerKey trigger = new TriggerKey(file.name(), SCHEDULES);
        schedules.add(trigger);
        set(trigger, cron(trigger, key, file.schedule().get()));
      }
    }
    for (TriggerKey gone : scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(SCHEDULES))) {
      if (!schedules.contains(gone)) {
        whole(() -> scheduler.unscheduleJob(gone));
        log.atInfo().addKeyValue("job", gone.getName()).log("schedule removed");
      }
    }
    for (JobKey gone : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(QuartzRunQueue.RUNS))) {
      if (!jobs.contains(gone)) {
        int queued = scheduler.getTriggersOfJob(gone).size();
        whole(() -> scheduler.deleteJob(gone));
        log.atWarn()
            .addKeyValue("job", gone.getName())
            .addKeyValue("queuedRuns", queued)
            .log("job without a file removed");
      }
    }
    resume();
  }

  private void resume() throws SchedulerException {
    JobKey key = new JobKey("resume-runs", ENGINE);
    scheduler.addJob(
        JobBuilder.newJob(ResumeTrigger.class).withIdentity(key).storeDurably().build(), true);
    TriggerKey trigger = new TriggerKey("resume-runs", ENGINE);
    Trigger wanted =
        TriggerBuilder.newTrigger()
            .withIdentity(trigger)
            .forJob(key)
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule()
                    .withIntervalInMilliseconds(resumeEvery.toMillis())
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount())
            .build();
    if (scheduler.checkExists(trigger) || !added(wanted)) {
      whole(() -> scheduler.rescheduleJob(trigger, wanted));
    }
  }

  /** False when another replica that starts at the same moment was first. */
  private boolean added(Trigger wanted) throws SchedulerException {
    try {
      whole(() -> scheduler.scheduleJob(wanted));
      return true;
    } catch (ObjectAlreadyExistsException anotherWasFirst) {
      return false;
    }
  }

  private interface Change {
    @Nullable Object make() throws SchedulerException;
  }

  /**
   * Quartz writes several rows; one transaction each change, so that no other replica waits long.
   */
  private void whole(Change change) throws SchedulerException {
    @Nullable SchedulerException failure =
        transaction.execute(
            status -> {
              try {
                change.make();
                return null;
              } catch (SchedulerException e) {
                status.setRollbackOnly();
                return e;
              }
            });
    if (failure != null) {
      throw failure;
    }
  }

  private void set(TriggerKey key, CronTrigger wanted) throws SchedulerException {
    Trigger present = scheduler.getTrigger(key);
    if (present == null) {
      if (added(wanted)) {
        log.atInfo().addKeyValue("job", key.getName()).log("schedule added");
      } else {
        set(key, wanted);
      }
    } else if (!(present instanceof CronTrigger cron) || !same(cron, wanted)) {
      whole(() -> scheduler.rescheduleJob(key, wanted));
      log.atInfo().addKeyValue("job", key.getName()).log("schedule changed");
    }
  }

  private static boolean same(CronTrigger one, CronTrigger other) {
    return one.getCronExpression().equals(other.getCronExpression())
        && one.getTimeZone().getID().equals(other.getTimeZone().getID())
        && one.getMisfireInstruction() == other.getMisfireInstruction();
  }

  private static CronTrigger cron(TriggerKey key, JobKey job, Schedule schedule) {
    CronScheduleBuilder cron =
        CronScheduleBuilder.cronSchedule(schedule.cron())
            .inTimeZone(TimeZone.getTimeZone(schedule.zone()));
    return TriggerBuilder.newTrigger()
        .withIdentity(key)
        .forJob(job)
        .withSchedule(
            schedule.missed() == Schedule.Missed.RUN_ONCE
                ? cron.withMisfireHandlingInstructionFireAndProceed()
                : cron.withMisfireHandlingInstructionDoNothing())
        .build();
  }
}
