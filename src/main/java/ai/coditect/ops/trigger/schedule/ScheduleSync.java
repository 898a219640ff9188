package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import ai.coditect.ops.job.silence.SilenceStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.SimpleTrigger;
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

  /** The group of the triggers that are schedules; each has the name of its schedule. */
  static final String SCHEDULES = "schedules";

  private static final String ENGINE = "engine";
  private static final TriggerKey RESUME = new TriggerKey("resume-runs", ENGINE);

  private final Scheduler scheduler;
  private final JobCatalog catalog;
  private final TransactionTemplate transaction;
  private final KnownJobs known;
  private final QuartzStore store;
  private final SilenceStore silence;
  private final Clock clock;
  private final Duration resumeEvery;

  ScheduleSync(
      Scheduler scheduler,
      JobCatalog catalog,
      TransactionTemplate transaction,
      KnownJobs known,
      QuartzStore store,
      SilenceStore silence,
      Clock clock,
      Duration resumeEvery) {
    this.known = known;
    this.store = store;
    this.silence = silence;
    this.clock = clock;
    this.transaction = transaction;
    this.scheduler = scheduler;
    this.catalog = catalog;
    this.resumeEvery = resumeEvery;
  }

  /** At the start: what this worker says holds, whatever another one says. */
  void apply() throws SchedulerException {
    known.say();
    for (JobCatalog.Entry<?> entry : catalog.entries()) {
      JobFile file = entry.file();
      JobKey key = QuartzRunQueue.jobKey(file.name());
      scheduler.addJob(runs(key), true);
      for (NamedSchedule schedule : KnownJobs.onQuartz(file)) {
        TriggerKey trigger = new TriggerKey(schedule.label(file.name()), SCHEDULES);
        set(trigger, cron(trigger, key, schedule));
      }
    }
    removeUnknown();
    expected();
    scheduler.addJob(resumes(), true);
    resume();
  }

  /**
   * While serving: what is missing or out of step is set right, and what another worker says is
   * left alone.
   */
  void mend() throws SchedulerException {
    Map<String, Set<String>> others = known.ofOthers();
    for (JobCatalog.Entry<?> entry : catalog.entries()) {
      JobFile file = entry.file();
      JobKey key = QuartzRunQueue.jobKey(file.name());
      mend(runs(key));
      for (NamedSchedule schedule : KnownJobs.onQuartz(file)) {
        TriggerKey trigger = new TriggerKey(schedule.label(file.name()), SCHEDULES);
        CronTrigger wanted = cron(trigger, key, schedule);
        Set<String> theirs = others.getOrDefault(trigger.getName(), Set.of());
        if (theirs.isEmpty() || theirs.equals(Set.of(KnownJobs.text(schedule.when())))) {
          set(trigger, wanted);
        } else if (!scheduler.checkExists(trigger)) {
          added(wanted);
        }
      }
    }
    removeUnknown();
    expected();
    mend(resumes());
    Trigger present = present(RESUME);
    if (!(present instanceof SimpleTrigger simple) || !isInStep(simple)) {
      resume();
    }
  }

  private void mend(JobDetail wanted) throws SchedulerException {
    JobDetail present = scheduler.getJobDetail(wanted.getKey());
    if (present == null
        || !present.getJobClass().equals(wanted.getJobClass())
        || !present.isDurable()
        || present.requestsRecovery() != wanted.requestsRecovery()) {
      scheduler.addJob(wanted, true);
      log.atWarn().addKeyValue("job", wanted.getKey().getName()).log("Quartz job set right");
    }
  }

  private boolean isInStep(SimpleTrigger present) {
    return present.getRepeatInterval() == resumeEvery.toMillis()
        && present.getRepeatCount() == SimpleTrigger.REPEAT_INDEFINITELY
        && present.getNextFireTime() != null
        && !present
            .getNextFireTime()
            .after(Date.from(clock.instant().plus(resumeEvery).plus(Duration.ofMinutes(1))));
  }

  private static JobDetail runs(JobKey key) {
    return JobBuilder.newJob(RunTrigger.class)
        .withIdentity(key)
        .storeDurably()
        .requestRecovery()
        .build();
  }

  private static JobDetail resumes() {
    return JobBuilder.newJob(ResumeTrigger.class)
        .withIdentity(new JobKey(RESUME.getName(), ENGINE))
        .storeDurably()
        .build();
  }

  /**
   * Removes what no worker knows. Queued runs stay: they were promised, and the check shows them.
   */
  private void removeUnknown() throws SchedulerException {
    Map<String, Set<String>> others = known.ofOthers();
    for (TriggerKey key : scheduler.getTriggerKeys(GroupMatcher.triggerGroupEquals(SCHEDULES))) {
      boolean mine = known.isScheduled(key.getName());
      boolean theirs =
          others.getOrDefault(key.getName(), Set.of()).stream().anyMatch(text -> !text.isEmpty());
      if (!mine && !theirs) {
        whole(() -> scheduler.unscheduleJob(key));
        log.atInfo().addKeyValue("schedule", key.getName()).log("schedule removed");
      }
    }
    for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(QuartzRunQueue.RUNS))) {
      if (!known.known(key.getName())
          && !others.containsKey(key.getName())
          && store.queuedRuns(key.getName()) == 0) {
        whole(() -> scheduler.deleteJob(key));
        log.atInfo().addKeyValue("job", key.getName()).log("job without a file removed");
      }
    }
  }

  /** What can be late from now on; what neither this worker nor another has is not waited for. */
  private void expected() {
    List<JobFile> files = catalog.entries().stream().map(JobCatalog.Entry::file).toList();
    Set<String> labels = new TreeSet<>(known.ofOthers().keySet());
    files.forEach(file -> file.expected().forEach(each -> labels.add(each.label())));
    transaction.executeWithoutResult(
        status -> {
          silence.know(files);
          silence.forgetAllBut(labels);
        });
  }

  private void resume() throws SchedulerException {
    Trigger wanted =
        TriggerBuilder.newTrigger()
            .withIdentity(RESUME)
            .forJob(new JobKey(RESUME.getName(), ENGINE))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule()
                    .withIntervalInMilliseconds(resumeEvery.toMillis())
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount())
            .build();
    if (present(RESUME) != null || !added(wanted)) {
      whole(() -> scheduler.rescheduleJob(RESUME, wanted));
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
    Trigger present = present(key);
    if (present == null) {
      if (added(wanted)) {
        log.atInfo().addKeyValue("schedule", key.getName()).log("schedule added");
      } else {
        set(key, wanted);
      }
    } else if (!(present instanceof CronTrigger cron) || !same(cron, wanted)) {
      whole(() -> scheduler.rescheduleJob(key, wanted));
      log.atInfo().addKeyValue("schedule", key.getName()).log("schedule changed");
    }
  }

  /** What stands there. One that cannot be read is removed: nobody could replace it. */
  private @Nullable Trigger present(TriggerKey key) throws SchedulerException {
    try {
      Trigger present = scheduler.getTrigger(key);
      if (present != null || !scheduler.checkExists(key)) {
        return present;
      }
    } catch (SchedulerException e) {
      if (QuartzStore.isOfTheDatabase(e)) {
        throw e;
      }
    }
    transaction.executeWithoutResult(
        status -> {
          store.lockTriggers();
          store.delete(key);
        });
    log.atWarn().addKeyValue("schedule", key.getName()).log("unreadable schedule written anew");
    return null;
  }

  private boolean same(CronTrigger one, CronTrigger other) {
    Date next = one.getNextFireTime();
    Date latest = other.getFireTimeAfter(Date.from(clock.instant()));
    boolean fires = next != null && (latest == null || !next.after(latest));
    return fires
        && one.getEndTime() == null
        && one.getCronExpression().equals(other.getCronExpression())
        && one.getTimeZone().getID().equals(other.getTimeZone().getID())
        && one.getMisfireInstruction() == other.getMisfireInstruction()
        && one.getJobDataMap().getWrappedMap().equals(other.getJobDataMap().getWrappedMap())
        && one.getJobKey().equals(other.getJobKey());
  }

  /**
   * What the trigger of a schedule carries: which of the job's schedules it is, if not the only.
   */
  static JobDataMap carried(String label) {
    JobDataMap data = new JobDataMap();
    int slash = label.indexOf('/');
    if (slash >= 0) {
      data.put(RunTrigger.SCHEDULE, label.substring(slash + 1));
    }
    return data;
  }

  private static CronTrigger cron(TriggerKey key, JobKey job, NamedSchedule named) {
    Schedule schedule = named.when();
    CronScheduleBuilder cron =
        CronScheduleBuilder.cronSchedule(schedule.cron())
            .inTimeZone(TimeZone.getTimeZone(schedule.zone()));
    return TriggerBuilder.newTrigger()
        .withIdentity(key)
        .forJob(job)
        .usingJobData(carried(key.getName()))
        .withSchedule(
            schedule.missed() == Schedule.Missed.RUN_ONCE
                ? cron.withMisfireHandlingInstructionFireAndProceed()
                : cron.withMisfireHandlingInstructionDoNothing())
        .build();
  }
}
