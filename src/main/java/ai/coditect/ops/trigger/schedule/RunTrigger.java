package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.file.JobCatalog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Quartz fires: turns a slot or a queued trigger into a request and sees it become a run. */
final class RunTrigger implements Job {
  private static final Logger log = LoggerFactory.getLogger(RunTrigger.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final JobRunner runner;
  private final JobCatalog catalog;
  private final QuartzRunQueue queue;
  private final StopSwitch stop;
  private final Clock clock;

  RunTrigger(
      JobRunner runner, JobCatalog catalog, QuartzRunQueue queue, StopSwitch stop, Clock clock) {
    this.runner = runner;
    this.catalog = catalog;
    this.queue = queue;
    this.stop = stop;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    String job = context.getJobDetail().getKey().getName();
    RunRequest request =
        queue
            .requestOf(job, context.getMergedJobDataMap())
            .orElseGet(() -> slot(job, scheduledAt(context)));
    Duration pause = Duration.ofSeconds(1);
    while (true) {
      if (stop.requested()) {
        queue.addAgain(request, clock.instant());
        return;
      }
      RunResult result = runner.run(request);
      if (becameARun(result)) {
        after(request, result);
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

  private static boolean becameARun(RunResult result) {
    return result.outcome() != Ending.FAILED || result.run().isPresent();
  }

  private void after(RunRequest request, RunResult result) {
    switch (result.outcome()) {
      case INVALID ->
          log.atError()
              .addKeyValue("job", request.job())
              .addKeyValue("key", request.key())
              .addKeyValue("problems", result.problems())
              .log(
                  "run cannot begin: its request does not fit the job file, or a setting is missing");
      case BUSY -> {
        // The same key is in flight elsewhere: its worker, or whoever takes over, ends it.
        if (result.run().isEmpty()) {
          queue.addAgain(request, result.retryAt().orElseGet(() -> clock.instant().plusSeconds(2)));
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
