package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.SlotKey;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.ParameterCheck;
import ai.coditect.ops.job.file.Schedule.Missed;
import ai.coditect.ops.trigger.schedule.QuartzRunQueue.Waiting;
import ai.coditect.ops.trigger.schedule.WaitingSlots.FiredSlot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Quartz fires: turns a slot or a queued trigger into a request and sees it become a run. */
final class RunTrigger implements Job {
  private static final Logger log = LoggerFactory.getLogger(RunTrigger.class);
  private static final Duration STOP_IS_SEEN_WITHIN = Duration.ofSeconds(1);
  private static final int MOST_ATTEMPTS = 3;

  /** Why a run is put off for a version or a worker that can make one of it. */
  static final String DOES_NOT_FIT =
      "its parameters do not fit the job file of this worker, or a setting is missing there";

  static final String CANNOT_BE_READ = "this version cannot read its request";

  /** Which of the job's schedules a trigger is of; absent where the job has only one. */
  static final String SCHEDULE = "schedule";

  private final JobRunner runner;
  private final JobCatalog catalog;
  private final QuartzRunQueue queue;
  private final RunKeyStore keys;
  private final PutOffRuns putOff;
  private final KnownJobs known;
  private final WaitingSlots slots;
  private final StopSwitch stop;
  private final Clock clock;
  private final Duration longestPause;

  /**
   * @param longestPause how long to wait between two attempts at the most; at first a thirtieth
   */
  RunTrigger(
      JobRunner runner,
      JobCatalog catalog,
      QuartzRunQueue queue,
      RunKeyStore keys,
      PutOffRuns putOff,
      KnownJobs known,
      WaitingSlots slots,
      StopSwitch stop,
      Clock clock,
      Duration longestPause) {
    this.runner = runner;
    this.catalog = catalog;
    this.queue = queue;
    this.keys = keys;
    this.putOff = putOff;
    this.known = known;
    this.slots = slots;
    this.stop = stop;
    this.clock = clock;
    this.longestPause = longestPause;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    Duration pause = longestPause.dividedBy(30);
    for (int attempt = 1; ; attempt++) {
      try {
        if (isSettled(context)) {
          return;
        }
      } catch (RuntimeException | Error e) {
        // Whatever leaves this method has Quartz forget the trigger, and with it what was acked. At
        // a stop too: a process that ends before this did leaves the trigger to another worker.
        log.atWarn()
            .addKeyValue("trigger", context.getTrigger().getKey())
            .addKeyValue("attempt", attempt)
            .addKeyValue("failure", FailureWords.of(e))
            .log("trigger kept, trying again");
      }
      if (attempt >= MOST_ATTEMPTS && isPutOff(context)) {
        return;
      }
      // The database did not answer. The trigger is kept by staying in it.
      sleep(pause);
      pause = longer(pause);
    }
  }

  /** Where the database answers, and still no run begins: others must not wait for this thread. */
  private boolean isPutOff(JobExecutionContext context) {
    try {
      putOff.again(context, PutOffRuns.CANNOT_BEGIN);
      return true;
    } catch (RuntimeException | Error e) {
      return false;
    }
  }

  /** True when the trigger has become a run, or another trigger. */
  private boolean isSettled(JobExecutionContext context) {
    String job = context.getJobDetail().getKey().getName();
    if (catalog.find(job).isEmpty()) {
      putOff.again(context, "this worker does not know the job");
      return true;
    }
    Optional<NamedSchedule> schedule =
        catalog.find(job).orElseThrow().file().schedule(scheduleOf(context));
    if (!QuartzRunQueue.isRun(context.getMergedJobDataMap()) && schedule.isEmpty()) {
      leave(context, job);
      return true;
    }
    Waiting waiting;
    try {
      waiting =
          queue
              .waiting(
                  job,
                  context.getMergedJobDataMap(),
                  context.getTrigger().getStartTime().toInstant())
              .orElseGet(
                  () -> new Waiting(slot(job, schedule.orElseThrow(), context), Optional.empty()));
    } catch (RuntimeException e) {
      putOff.again(context, CANNOT_BE_READ);
      return true;
    }
    Optional<FiredSlot> slot = firedSlot(context, waiting.request());
    if (slot.isPresent() && isPutOffSlot(context) && slots.isMissed(slot.get())) {
      slots.skip(slot.get());
      return true;
    }
    if (slot.isPresent() && (isWaitingSlot(context) || context.isRecovering())) {
      slot = Optional.of(slots.newest(slot.get(), schedule(job, slot.get().key())));
      waiting = new Waiting(slot.get().request(), Optional.empty());
    }
    if (stop.requested()) {
      again(waiting, slot, clock.instant());
      return true;
    }
    queue.withdrawTwins(waiting);
    RunResult result =
        runner.run(slot.isPresent() ? waiting.request().keepingOrder() : asOnRecord(waiting));
    if (result.outcome() == Ending.INVALID) {
      boolean run = QuartzRunQueue.isRun(context.getMergedJobDataMap());
      boolean isNew = !run || putOff.again(context, DOES_NOT_FIT);
      if (isNew) {
        log.atError()
            .addKeyValue("job", waiting.request().job())
            .addKeyValue("key", waiting.request().key())
            .addKeyValue("problems", result.problems())
            .log(
                "run cannot begin: its request does not fit the job file, or a setting is missing");
      }
      // Of a slot nothing was promised to anybody, and the next one comes.
      return true;
    }
    if (result.outcome() == Ending.REFUSED && result.run().isEmpty()) {
      refused(context, waiting.request(), result);
      return true;
    }
    if (result.outcome() != Ending.FAILED || result.run().isPresent()) {
      after(waiting, slot, result);
      return true;
    }
    return false;
  }

  /**
   * Of this nothing is on record: what was promised is kept, and begins once nothing refuses it.
   */
  private void refused(JobExecutionContext context, RunRequest request, RunResult result) {
    boolean isNew =
        QuartzRunQueue.isRun(context.getMergedJobDataMap())
            ? putOff.again(context, PutOffRuns.REFUSED)
            : putOff.isSlotNewlyRefused(request.job(), result.problems());
    if (isNew) {
      log.atWarn()
          .addKeyValue("job", request.job())
          .addKeyValue("key", request.key())
          .addKeyValue("problems", result.problems())
          .log("run refused, and not on record");
    }
  }

  /** While replicas are replaced, two versions may have queued one event, each under its key. */
  private RunRequest asOnRecord(Waiting waiting) {
    RunRequest request = waiting.request();
    return waiting
        .twin()
        .flatMap(twin -> keys.keyByOtherVersion(plain(request), twin.bare(), twin.since()))
        .map(request::under)
        .orElse(request);
  }

  /** As the ledger has the parameters of runs. */
  private RunRequest plain(RunRequest request) {
    return catalog
        .find(request.job())
        .map(entry -> ParameterCheck.of(entry.file(), request.parameters()))
        .filter(check -> check.problems().isEmpty())
        .map(check -> request.with(check.parameters()))
        .orElse(request);
  }

  private Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
  }

  private void after(Waiting waiting, Optional<FiredSlot> slot, RunResult result) {
    putOff.isNotRefused(waiting.request().job());
    // What waited for this run beside it would begin now.
    queue.withdrawTwins(waiting);
    // The same key is in flight elsewhere: its worker, or whoever takes over, ends it. Everything
    // else is on record in the ledger, which also says when a failed run is tried again.
    if (result.outcome() == Ending.BUSY && result.run().isEmpty()) {
      again(waiting, slot, result.retryAt().orElseGet(() -> clock.instant().plusSeconds(2)));
    } else {
      slot.ifPresent(slots::tellBegun);
    }
  }

  private void again(Waiting waiting, Optional<FiredSlot> slot, Instant at) {
    if (slot.isPresent()) {
      slots.keep(slot.get(), at);
    } else {
      queue.addAgain(waiting, at);
    }
  }

  /** Empty for a run that somebody asked for, although it be that of a slot. */
  private Optional<FiredSlot> firedSlot(JobExecutionContext context, RunRequest request) {
    JobDataMap data = context.getMergedJobDataMap();
    return QuartzRunQueue.isRun(data) && !isWaitingSlot(context)
        ? Optional.empty()
        : SlotKey.of(request.job(), request.key())
            .map(
                key ->
                    new FiredSlot(
                        request,
                        key,
                        schedule(request.job(), key)
                            .map(each -> each.when().missed())
                            .orElse(Missed.RUN_ONCE),
                        WaitingSlots.passedOver(data)));
  }

  private Optional<NamedSchedule> schedule(String job, SlotKey slot) {
    return catalog.find(job).flatMap(entry -> entry.file().schedule(slot.name()));
  }

  private static boolean isWaitingSlot(JobExecutionContext context) {
    return context.getMergedJobDataMap().containsKey(WaitingSlots.PASSED_OVER);
  }

  /** A slot of a schedule that this version does not have: another one's, or nobody's any more. */
  private void leave(JobExecutionContext context, String job) {
    String label = NamedSchedule.label(job, scheduleOf(context));
    if (known.ofOthers().getOrDefault(label, Set.of()).stream().anyMatch(s -> !s.isEmpty())) {
      putOff.again(context, "this worker does not know the schedule " + label);
    } else {
      log.atInfo().addKeyValue("schedule", label).log("slot of a schedule that is gone, left out");
    }
  }

  private static Optional<String> scheduleOf(JobExecutionContext context) {
    return Optional.ofNullable(context.getMergedJobDataMap().getString(SCHEDULE));
  }

  private RunRequest slot(String job, NamedSchedule schedule, JobExecutionContext context) {
    // After an outage Quartz fires at the present instant; the run is the latest slot's. So it is
    // after a time in which no worker could make one of it.
    boolean latest = isPutOffSlot(context) && schedule.when().missed() == Missed.RUN_ONCE;
    Instant scheduled = latest ? clock.instant() : scheduledAt(context);
    return schedule.request(job, schedule.when().slotAt(scheduled).orElse(scheduled));
  }

  private static boolean isPutOffSlot(JobExecutionContext context) {
    return context.getMergedJobDataMap().containsKey(PutOffRuns.SLOT_AT)
        && !QuartzRunQueue.isRun(context.getMergedJobDataMap());
  }

  /** The instant that the first trigger was scheduled for. */
  static Instant scheduledAt(JobExecutionContext context) {
    String slot = context.getMergedJobDataMap().getString(PutOffRuns.SLOT_AT);
    if (slot != null) {
      return Instant.parse(slot);
    }
    String original =
        context
            .getMergedJobDataMap()
            .getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS);
    return original == null
        ? context.getScheduledFireTime().toInstant()
        : Instant.ofEpochMilli(Long.parseLong(original));
  }

  /** A stop shortens it: there is not much time left to become another trigger. */
  private void sleep(Duration pause) throws JobExecutionException {
    try {
      Duration left = pause;
      do {
        Thread.sleep(Math.min(left.toMillis(), STOP_IS_SEEN_WITHIN.toMillis()));
        left = left.minus(STOP_IS_SEEN_WITHIN);
      } while (!left.isNegative() && !left.isZero() && !stop.requested());
    } catch (InterruptedException e) {
      // Fired again in place: a trigger that this leaves otherwise is forgotten.
      throw new JobExecutionException(e, true);
    }
  }
}
