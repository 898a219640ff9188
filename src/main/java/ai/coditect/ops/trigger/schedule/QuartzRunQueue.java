package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
import tools.jackson.core.JacksonException;
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

  /** So long is what stands before the key of a trigger that asks again beside one that fires. */
  private static final int AGAIN_BESIDE = "again-".length() + 36;

  /** The name of the trigger that drains what was recorded; with an id after it, a run's key. */
  private static final String NUDGE = "nudge";

  /** Without the colon that stands before a key, so that no key can spell them. */
  private static final List<String> PUT_OFF_NUDGES =
      List.of("put-off-nudge", "put-off-again-nudge");

  private static final String BARE = "bare-key";
  private static final String SINCE = "since";

  /** So far may the clocks of Pub/Sub and of the database be apart. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

  /** So late a message may come again whose answer was lost: six times the longest deadline. */
  private static final Duration REDELIVERY = Duration.ofHours(1);

  private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

  private final Scheduler scheduler;
  private final JsonMapper json;
  private final Clock clock;
  private final TransactionTemplate transaction;
  private final RunKeyStore keys;
  private final QuartzStore store;

  /**
   * @param transaction outside one, Quartz writes the two rows of a trigger in a transaction each;
   *     a trigger with only the first is set aside until the next healing
   */
  QuartzRunQueue(
      Scheduler scheduler,
      JsonMapper json,
      Clock clock,
      TransactionTemplate transaction,
      RunKeyStore keys,
      QuartzStore store) {
    this.keys = keys;
    this.store = store;
    this.scheduler = scheduler;
    this.transaction = transaction;
    this.json = json;
    this.clock = clock;
  }

  static JobKey jobKey(String job) {
    return new JobKey(job, RUNS);
  }

  /**
   * A run that waits.
   *
   * @param twin under what other key the run may be on record
   */
  record Waiting(RunRequest request, Optional<Twin> twin) {}

  /**
   * @param bare the id of the event or message alone
   * @param since when the run can have begun at the earliest
   */
  record Twin(String bare, Instant since) {}

  @Override
  public Queued add(RunRequest request, Optional<FormerKey> former) {
    TriggerKey name = new TriggerKey(name("run", request.key()), request.job());
    Waiting run =
        new Waiting(
            request, former.map(key -> new Twin(key.key(), key.published().minus(CLOCKS_APART))));
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              boolean added = schedule(name, run, clock.instant());
              // Quartz holds its lock from here on: a trigger that was there and is gone has left
              // its run in the ledger.
              boolean other = keys.hasOtherParameters(request) || waitsWithOtherParameters(request);
              if (added && other) {
                unschedule(name);
              } else if (added) {
                withdrawTwins(run);
              }
              return other ? Queued.OTHER_PARAMETERS : Queued.ACCEPTED;
            }));
  }

  /** Looks at all its triggers, those that fire at this moment among them. */
  private boolean waitsWithOtherParameters(RunRequest request) {
    String key = request.key();
    return waitingUnder(request.job(), key).stream()
        .flatMap(name -> read(new TriggerKey(name, request.job())).stream())
        .map(Trigger::getJobDataMap)
        .anyMatch(
            data ->
                key.equals(data.getString(KEY))
                    && !isAskedWith(request.parameters(), data.getString(PARAMETERS)));
  }

  /** False where what was queued cannot be read. */
  private boolean isAskedWith(Map<String, String> parameters, @Nullable String text) {
    try {
      return text != null && parameters.equals(json.readValue(text, STRINGS));
    } catch (JacksonException e) {
      return false;
    }
  }

  /**
   * Takes back what a version that names events by their id alone has queued for this very event,
   * before a worker of that version fires it: it would not see the run that is on record here.
   */
  void withdrawTwins(Waiting run) {
    RunRequest request = run.request();
    if (run.twin().map(twin -> twin.bare().equals(request.key())).orElse(true)) {
      // This is one of those, or there is none.
      return;
    }
    Twin twin = run.twin().get();
    // In one transaction: outside one, Quartz removes the two rows of a trigger in one each.
    transaction.executeWithoutResult(
        status -> {
          for (String name : waitingUnder(request.job(), twin.bare())) {
            TriggerKey key = new TriggerKey(name, request.job());
            if (read(key).filter(trigger -> isTwin(trigger, request, twin)).isPresent()) {
              unschedule(key);
            }
          }
        });
  }

  private List<String> waitingUnder(String job, String key) {
    List<String> names = new ArrayList<>(List.of(name("run", key), name("again", key)));
    names.addAll(putOffNames(key));
    return store.triggers(job, names, ending(AGAIN_BESIDE, key));
  }

  /** What a run is called that this worker cannot make a run of: one waits while one fires. */
  static List<String> putOffNames(JobDataMap data) {
    // They promise nothing that one of them would not keep: all of a job are one.
    return isNudge(data) ? PUT_OFF_NUDGES : putOffNames(data.getString(KEY));
  }

  static boolean isNudge(JobDataMap data) {
    return isRun(data) && RunKey.isNudge(data.getString(KEY));
  }

  private static List<String> putOffNames(String key) {
    return List.of(name("put-off", key), name("put-off-again", key));
  }

  /** Empty for one that goes at this moment: what fires or heals it does not wait for us. */
  Optional<Trigger> read(TriggerKey key) {
    try {
      return Optional.ofNullable(scheduler.getTrigger(key));
    } catch (SchedulerException e) {
      return Optional.empty();
    }
  }

  private boolean isTwin(Trigger trigger, RunRequest request, Twin twin) {
    JobDataMap data = trigger.getJobDataMap();
    return !data.containsKey(BARE)
        && twin.bare().equals(data.getString(KEY))
        && request.origin().name().equals(data.getString(ORIGIN))
        && !trigger.getStartTime().toInstant().isBefore(twin.since())
        && isAskedWith(request.parameters(), data.getString(PARAMETERS));
  }

  void unschedule(TriggerKey name) {
    try {
      scheduler.unscheduleJob(name);
    } catch (SchedulerException e) {
      throw cannotQueue(name.getGroup(), e);
    }
  }

  private static IllegalStateException cannotQueue(String job, SchedulerException e) {
    return new IllegalStateException("cannot queue a run of " + job, e);
  }

  /** Queues a run that is on record once more; its first trigger may not be gone yet. */
  void addAgain(RunRequest request, Instant at) {
    addAgain(new Waiting(request, Optional.empty()), at);
  }

  /** Queues a run that was busy or dead once more; its first trigger may not be gone yet. */
  void addAgain(Waiting run, Instant at) {
    RunRequest request = run.request();
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
      schedule(free, run, at);
    } catch (SchedulerException e) {
      throw cannotQueue(request.job(), e);
    }
  }

  @Override
  public void nudge(String job, Map<String, String> parameters) {
    TriggerKey waiting = new TriggerKey(NUDGE, job);
    try {
      // A trigger that has fired stays until its run ends (COMPLETE). Only one that is still to
      // fire
      // will read what was recorded before this call.
      boolean willFire = scheduler.getTriggerState(waiting) == Trigger.TriggerState.NORMAL;
      if (willFire) {
        return;
      }
      String key = NUDGE + "-" + UUID.randomUUID();
      TriggerKey free = scheduler.checkExists(waiting) ? new TriggerKey(key, job) : waiting;
      schedule(
          free,
          new Waiting(
              new RunRequest(job, key, Origin.EVENT, Optional.empty(), parameters, false),
              Optional.empty()),
          clock.instant());
    } catch (SchedulerException e) {
      throw cannotQueue(job, e);
    }
  }

  private boolean schedule(TriggerKey key, Waiting run, Instant at) {
    return schedule(key, run, at, new JobDataMap());
  }

  /**
   * False when the key is taken.
   *
   * @param data what the trigger carries beside the run
   */
  boolean schedule(TriggerKey key, Waiting run, Instant at, JobDataMap data) {
    RunRequest request = run.request();
    data.put(BARE, run.twin().map(twin -> nameless(twin.bare())).orElse(""));
    run.twin().ifPresent(twin -> data.put(SINCE, twin.since().toString()));
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
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              try {
                scheduler.scheduleJob(trigger);
                return true;
              } catch (ObjectAlreadyExistsException e) {
                // Queued already: one key, one run.
                return false;
              } catch (SchedulerException e) {
                throw cannotQueue(request.job(), e);
              }
            }));
  }

  /** Stands for what a trigger carried that cannot be read. */
  static JobDataMap unreadable(String name) {
    JobDataMap data = new JobDataMap();
    data.put(KEY, name);
    return data;
  }

  /** False for what carries no request: a slot of a schedule. */
  static boolean isRun(JobDataMap data) {
    return data.containsKey(KEY);
  }

  /**
   * The run that a trigger of this queue carries; empty for a schedule's own trigger.
   *
   * @param queued when the trigger was made
   */
  Optional<Waiting> waiting(String job, JobDataMap data, Instant queued) {
    if (!isRun(data)) {
      return Optional.empty();
    }
    RunRequest request =
        new RunRequest(
            job,
            data.getString(KEY),
            Origin.valueOf(data.getString(ORIGIN)),
            Optional.ofNullable(data.getString(AS_OF)).map(Instant::parse),
            json.readValue(data.getString(PARAMETERS), STRINGS),
            false);
    return Optional.of(new Waiting(request, twin(data, queued)));
  }

  private static Optional<Twin> twin(JobDataMap data, Instant queued) {
    if (!data.containsKey(BARE)) {
      // A version that named events by their id alone queued it, and did not note when the event
      // was published.
      return Optional.of(new Twin(data.getString(KEY), queued.minus(REDELIVERY)));
    }
    String bare = data.getString(BARE);
    return bare.isEmpty()
        ? Optional.empty()
        : Optional.of(new Twin(bare, Instant.parse(data.getString(SINCE))));
  }

  /** The id of an event is its sender's word, and may be somebody's name. */
  private static String nameless(String bare) {
    return RunKey.isTechnical(bare) ? bare : RunKey.hashed(bare);
  }

  private static String name(String prefix, String key) {
    return prefix + ending(prefix.length(), key);
  }

  /** Quartz keeps names of up to 200 characters; a longer key is told apart by its hash. */
  private static String ending(int before, String key) {
    return before + key.length() <= 190
        ? ":" + key
        : "#" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
  }
}
