package ai.coditect.ops.trigger.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fired triggers that this worker cannot make a run of, as they are, for later: another worker may,
 * or this one after an upgrade. What the trigger carries is kept to the letter.
 */
final class PutOffRuns {
  /** What the descriptions of such triggers begin with. */
  static final String PUT_OFF = "put off: ";

  /** The reason that does not go away with another version. */
  static final String CANNOT_BEGIN = "no run can begin";

  /** The slot of a schedule's own trigger, which the new one does not have from Quartz. */
  static final String SLOT_AT = "slot-at";

  private static final String SLOT = "put-off-slot";
  private static final Logger log = LoggerFactory.getLogger(PutOffRuns.class);

  private final Scheduler scheduler;
  private final KnownJobs known;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration soon;
  private final Duration later;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param soon when to try again while another worker knows the job
   * @param later when to try again while nobody does
   */
  PutOffRuns(
      Scheduler scheduler,
      KnownJobs known,
      TransactionTemplate transaction,
      Clock clock,
      Duration soon,
      Duration later) {
    this.scheduler = scheduler;
    this.known = known;
    this.transaction = transaction;
    this.clock = clock;
    this.soon = soon;
    this.later = later;
  }

  /**
   * Queues what has fired once more.
   *
   * @throws IllegalStateException when the database does not take it; Quartz then keeps the trigger
   */
  void again(JobExecutionContext context, String why) {
    String job = context.getJobDetail().getKey().getName();
    if (told.add(job + ": " + why)) {
      log.atWarn()
          .addKeyValue("job", job)
          .addKeyValue("why", why)
          .addKeyValue("cure", "Nothing, if another worker knows it; \"check\" says if none does.")
          .log("queued run left to another worker");
    }
    JobDataMap data = new JobDataMap();
    Trigger fired = context.getTrigger();
    context.getMergedJobDataMap().forEach((key, value) -> data.put(key, String.valueOf(value)));
    data.putIfAbsent(SLOT_AT, RunTrigger.scheduledAt(context).toString());
    Trigger again =
        TriggerBuilder.newTrigger()
            .withIdentity(name(fired.getKey(), job, data))
            .withDescription(shortened(PUT_OFF + why))
            .forJob(fired.getJobKey())
            .usingJobData(data)
            .startAt(Date.from(next(job)))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
            .build();
    transaction.executeWithoutResult(
        status -> {
          try {
            scheduler.scheduleJob(again);
          } catch (ObjectAlreadyExistsException e) {
            // A slot of this schedule waits already.
          } catch (SchedulerException e) {
            throw new IllegalStateException("cannot put off a run of " + job, e);
          }
        });
  }

  /** Runs are kept each; of slots, which are made up by one run, one waits for all. */
  private static TriggerKey name(TriggerKey fired, String job, JobDataMap data) {
    if (QuartzRunQueue.isRun(data)) {
      return new TriggerKey("put-off-" + UUID.randomUUID(), job);
    }
    String schedule = data.getString(RunTrigger.SCHEDULE);
    String slot = schedule == null ? SLOT : SLOT + "/" + schedule;
    // While it fires, its own name is taken.
    return new TriggerKey(fired.getName().equals(slot) ? slot + "-again" : slot, job);
  }

  /** True when this trigger was put off before. */
  static boolean isAgain(JobExecutionContext context) {
    return context.getMergedJobDataMap().containsKey(SLOT_AT);
  }

  private Instant next(String job) {
    return clock.instant().plus(known.ofOthers().containsKey(job) ? soon : later);
  }

  private static String shortened(String text) {
    return text.length() > 250 ? text.substring(0, 250) : text;
  }
}
