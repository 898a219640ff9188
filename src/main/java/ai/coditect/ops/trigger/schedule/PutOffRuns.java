package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
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

  /** What a guard of any worker may say, and of which nothing is on record. */
  static final String REFUSED = "it is refused";

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
  private final Map<String, String> slotsRefused = new ConcurrentHashMap<>();

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
   * Queues what has fired once more, unless it waits already.
   *
   * @return true when this run was not put off before
   * @throws IllegalStateException when the database does not take it; Quartz then keeps the trigger
   */
  boolean again(JobExecutionContext context, String why) {
    String job = context.getJobDetail().getKey().getName();
    boolean isNew = queued(context, job, why);
    // Once it is: while the database is away nothing was left to anybody. Of the two reasons that
    // no other worker cures, whoever puts off for them says what is to be done.
    boolean left = !why.equals(REFUSED) && !why.equals(CANNOT_BEGIN);
    if (left && told.add(job + ": " + why)) {
      log.atWarn()
          .addKeyValue("job", job)
          .addKeyValue("why", why)
          .addKeyValue("cure", "Nothing, if another worker knows it; \"check\" says if none does.")
          .log("queued run left to another worker");
    }
    return isNew;
  }

  /**
   * Whether a job's slots were not refused for this until now: on a copy, every slot is, and
   * nothing is put off.
   */
  boolean isSlotNewlyRefused(String job, List<Problem> problems) {
    String first = problems.isEmpty() ? "" : problems.get(0).toString();
    return !first.equals(slotsRefused.put(job, first));
  }

  /** A run of the job has begun: the next refusal is news. */
  void isNotRefused(String job) {
    slotsRefused.remove(job);
  }

  private boolean queued(JobExecutionContext context, String job, String why) {
    JobDataMap data = new JobDataMap();
    Trigger fired = context.getTrigger();
    context.getMergedJobDataMap().forEach((key, value) -> data.put(key, String.valueOf(value)));
    boolean first = !data.containsKey(SLOT_AT);
    data.putIfAbsent(SLOT_AT, RunTrigger.scheduledAt(context).toString());
    List<TriggerKey> names = names(job, data);
    if (willAnyFire(names)) {
      // It waits already, or a slot of this schedule does.
      return false;
    }
    // A name that has fired stays with what fired.
    List<TriggerKey> free = names.stream().filter(name -> !isThere(name)).toList();
    boolean isNew = first && free.size() == names.size();
    Trigger again =
        TriggerBuilder.newTrigger()
            .withIdentity(
                free.isEmpty() ? new TriggerKey("put-off-" + UUID.randomUUID(), job) : free.get(0))
            .withDescription(shortened(PUT_OFF + why))
            .forJob(fired.getJobKey())
            .usingJobData(data)
            .startAt(Date.from(next(job)))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
            .build();
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              try {
                scheduler.scheduleJob(again);
                return isNew;
              } catch (ObjectAlreadyExistsException e) {
                // It waits already, or a slot of this schedule does.
                return false;
              } catch (SchedulerException e) {
                throw new IllegalStateException("cannot put off a run of " + job, e);
              }
            }));
  }

  /**
   * It is not enough that one is there: what has fired stays until its run ends, and longer while
   * the database is away, and does not fire again. Outside every transaction: Quartz asks over
   * another connection, and ours would be held.
   */
  private boolean willAnyFire(List<TriggerKey> names) {
    try {
      for (TriggerKey name : names) {
        if (scheduler.getTriggerState(name) == Trigger.TriggerState.NORMAL) {
          return true;
        }
      }
      return false;
    } catch (SchedulerException e) {
      throw new IllegalStateException("cannot look for runs that were put off", e);
    }
  }

  private boolean isThere(TriggerKey name) {
    try {
      return scheduler.checkExists(name);
    } catch (SchedulerException e) {
      throw new IllegalStateException("cannot look for runs that were put off", e);
    }
  }

  /** Two for each run; of slots, which are made up by one run, two for all of a schedule. */
  private static List<TriggerKey> names(String job, JobDataMap data) {
    if (QuartzRunQueue.isRun(data)) {
      return QuartzRunQueue.putOffNames(data).stream()
          .map(name -> new TriggerKey(name, job))
          .toList();
    }
    String schedule = data.getString(RunTrigger.SCHEDULE);
    String slot = schedule == null ? SLOT : SLOT + "/" + schedule;
    return List.of(new TriggerKey(slot, job), new TriggerKey(slot + "-again", job));
  }

  private Instant next(String job) {
    return clock.instant().plus(known.ofOthers().containsKey(job) ? soon : later);
  }

  private static String shortened(String text) {
    return text.length() > 250 ? text.substring(0, 250) : text;
  }
}
