package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.ParameterCheck;
import ai.coditect.ops.trigger.schedule.QuartzRunQueue.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What Quartz fires: turns a slot or a queued trigger into a request and sees it become a run. */
final class RunTrigger implements Job {
  private static final Logger log = LoggerFactory.getLogger(RunTrigger.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final JobRunner runner;
  private final JobCatalog catalog;
  private final QuartzRunQueue queue;
  private final RunKeyStore keys;
  private final StopSwitch stop;
  private final Clock clock;

  RunTrigger(
      JobRunner runner,
      JobCatalog catalog,
      QuartzRunQueue queue,
      RunKeyStore keys,
      StopSwitch stop,
      Clock clock) {
    this.keys = keys;
    this.runner = runner;
    this.catalog = catalog;
    this.queue = queue;
    this.stop = stop;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    String job = context.getJobDetail().getKey().getName();
    Waiting waiting =
        queue
            .waiting(
                job, context.getMergedJobDataMap(), context.getTrigger().getStartTime().toInstant())
            .orElseGet(() -> new Waiting(slot(job, scheduledAt(context)), Optional.empty()));
    Duration pause = Duration.ofSeconds(1);
    while (true) {
      if (stop.requested()) {
        queue.addAgain(waiting, clock.instant());
        return;
      }
      RunResult result = run(waiting);
      if (becameARun(result)) {
        after(waiting, result);
        return;
      }
      // The database did not answer. The trigger is kept by staying in it until the run has begun.
      sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  /** While replicas are replaced, two versions may have queued one event, each under its key. */
  private RunResult run(Waiting waiting) {
    RunRequest request = waiting.request();
    Optional<String> twin;
    try {
      twin =
          waiting
              .twin()
              .flatMap(
                  other -> keys.keyByOtherVersion(plain(request), other.bare(), other.since()));
    } catch (DataAccessException e) {
      log.atWarn().addKeyValue("job", request.job()).setCause(e).log("keys of runs not read");
      return RunResult.notBegun(request, Ending.FAILED, List.of());
    }
    return runner.run(twin.map(request::under).orElse(request));
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

  private static boolean becameARun(RunResult result) {
    return result.outcome() != Ending.FAILED || result.run().isPresent();
  }

  private void after(Waiting waiting, RunResult result) {
    RunRequest request = waiting.request();
    switch (result.outcome()) {
      case INVALID ->
          log.atError()
              .addKeyValue("job", request.job())
              .addKeyValue("key", request.key())
              .addKeyValue("problems", result.problems())
              .log("queued run does not fit its job file any more");
      case BUSY -> {
        // The same key is in flight elsewhere: its worker, or whoever takes over, ends it.
        if (result.run().isEmpty()) {
          queue.addAgain(waiting, result.retryAt().orElseGet(() -> clock.instant().plusSeconds(2)));
        }
      }
      default -> {
        // On record in the ledger, which also says when a failed run is tried again.
      }
    }
  }

  private RunRequest slot(String job, Instant scheduled) {
    // After an outage Quartz fires at the present instant; the run is the latest slot's.
    Instant slot =
        catalog
            .find(job)
            .flatMap(entry -> entry.file().schedule())
            .flatMap(schedule -> schedule.slotAt(scheduled))
            .orElse(scheduled);
    return new RunRequest(
        job, RunRequest.slotKey(job, slot), Origin.SCHEDULE, Optional.empty(), Map.of(), false);
  }

  private static Instant scheduledAt(JobExecutionContext context) {
    String original =
        context
            .getMergedJobDataMap()
            .getString(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS);
    return original == null
        ? context.getScheduledFireTime().toInstant()
        : Instant.ofEpochMilli(Long.parseLong(original));
  }

  private static void sleep(Duration pause) throws JobExecutionException {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobExecutionException(e);
    }
  }
}
