package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.quartz.JobDataMap;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Queued runs as durable one-shot triggers: the trigger's key is the run's, so a double is dropped.
 */
final class QuartzRunQueue implements RunQueue {
  /** The group of the Quartz jobs, one for each job file. */
  static final String RUNS = "runs";

  private static final String KEY = "key";
  private static final String ORIGIN = "origin";
  private static final String AS_OF = "as-of";
  private static final String PARAMETERS = "parameters";
  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private final Scheduler scheduler;
  private final JsonMapper json;
  private final Clock clock;
  private final TransactionTemplate transaction;

  /**
   * @param transaction outside one, Quartz writes the two rows of a trigger in a transaction each;
   *     a trigger with only the first keeps every worker from firing anything
   */
  QuartzRunQueue(
      Scheduler scheduler, JsonMapper json, Clock clock, TransactionTemplate transaction) {
    this.scheduler = scheduler;
    this.transaction = transaction;
    this.json = json;
    this.clock = clock;
  }

  static JobKey jobKey(String job) {
    return new JobKey(job, RUNS);
  }

  @Override
  public void add(RunRequest request) {
    schedule(new TriggerKey(name("run", request.key()), request.job()), request, clock.instant());
  }

  /** Queues a run that was busy or dead once more; its first trigger may not be gone yet. */
  void addAgain(RunRequest request, Instant at) {
    TriggerKey waiting = new TriggerKey(name("again", request.key()), request.job());
    try {
      // The trigger that asks may be this very one: while it fires, its key is taken.
      boolean fires =
          scheduler.checkExists(waiting)
              && scheduler.getTriggerState(waiting) != Trigger.TriggerState.NORMAL;
      TriggerKey free =
          fires
              ? new TriggerKey(name("again-" + UUID.randomUUID(), request.key()), request.job())
              : waiting;
      schedule(free, request, at);
    } catch (SchedulerException e) {
      throw new IllegalStateException("cannot queue a run of " + request.job(), e);
    }
  }

  @Override
  public void nudge(String job, Map<String, String> parameters) {
    TriggerKey waiting = new TriggerKey("nudge", job);
    try {
      // A trigger that has fired stays until its run ends (COMPLETE). Only one that is still to
      // fire
      // will read what was recorded before this call.
      boolean willFire = scheduler.getTriggerState(waiting) == Trigger.TriggerState.NORMAL;
      if (willFire) {
        return;
      }
      String key = "nudge-" + UUID.randomUUID();
      TriggerKey free = scheduler.checkExists(waiting) ? new TriggerKey(key, job) : waiting;
      schedule(
          free,
          new RunRequest(job, key, Origin.EVENT, Optional.empty(), parameters, false),
          clock.instant());
    } catch (SchedulerException e) {
      throw new IllegalStateException("cannot queue a run of " + job, e);
    }
  }

  private void schedule(TriggerKey key, RunRequest request, Instant at) {
    JobDataMap data = new JobDataMap();
    data.put(KEY, request.key());
    data.put(ORIGIN, request.origin().name());
    data.put(PARAMETERS, json.writeValueAsString(request.parameters()));
    request.asOf().ifPresent(asOf -> data.put(AS_OF, asOf.toString()));
    Trigger trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(key)
            .forJob(jobKey(request.job()))
            .usingJobData(data)
            .startAt(Date.from(at))
            .withSchedule(
                SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
            .build();
    transaction.executeWithoutResult(
        status -> {
          try {
            scheduler.scheduleJob(trigger);
          } catch (ObjectAlreadyExistsException e) {
            // Queued already: one key, one run.
          } catch (SchedulerException e) {
            throw new IllegalStateException("cannot queue a run of " + request.job(), e);
          }
        });
  }

  /** False for what carries no request: a slot of a schedule. */
  static boolean isRun(JobDataMap data) {
    return data.containsKey(KEY);
  }

  /** The request that a trigger of this queue carries; empty for a schedule's own trigger. */
  Optional<RunRequest> requestOf(String job, JobDataMap data) {
    if (!isRun(data)) {
      return Optional.empty();
    }
    return Optional.of(
        new RunRequest(
            job,
            data.getString(KEY),
            Origin.valueOf(data.getString(ORIGIN)),
            Optional.ofNullable(data.getString(AS_OF)).map(Instant::parse),
            json.readValue(data.getString(PARAMETERS), STRINGS),
            false));
  }

  /** Quartz keeps names of up to 200 characters; a longer key is told apart by its hash. */
  private static String name(String prefix, String key) {
    return prefix.length() + key.length() <= 190
        ? prefix + ":" + key
        : prefix + "#" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
  }
}
