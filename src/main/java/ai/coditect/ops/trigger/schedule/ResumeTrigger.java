package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.database.failure.FailureWords;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every few seconds, on one replica: queues the runs that wait for something that has come. */
@DisallowConcurrentExecution
final class ResumeTrigger implements Job {
  private static final Logger log = LoggerFactory.getLogger(ResumeTrigger.class);

  private static final String CURE =
      "Waiting runs stay on record meanwhile; \"check\" names what the worker lacks in the database.";

  private final List<WaitingRuns> waiting;
  private final QuartzRunQueue queue;
  private final KnownJobs known;
  private final Clock clock;
  private final Map<String, String> told;

  /**
   * @param told what was said of whom until now; it outlives this instance
   */
  ResumeTrigger(
      List<WaitingRuns> waiting,
      QuartzRunQueue queue,
      KnownJobs known,
      Clock clock,
      Map<String, String> told) {
    this.waiting = waiting;
    this.queue = queue;
    this.known = known;
    this.clock = clock;
    this.told = told;
  }

  @Override
  public void execute(JobExecutionContext context) {
    for (WaitingRuns runs : waiting) {
      List<RunRequest> requests = List.of();
      try {
        requests = runs.requests();
        told.remove(runs.getClass().getName());
      } catch (RuntimeException | Error e) {
        // Asked again in a few seconds; those of others must not wait for it.
        if (isNew(runs.getClass().getName(), e)) {
          log.atWarn()
              .addKeyValue("of", runs.getClass().getSimpleName())
              .addKeyValue("failure", FailureWords.of(e))
              .addKeyValue("cure", CURE)
              .log("waiting runs could not be asked for; said once, tried again and again");
        }
      }
      requests.forEach(this::queue);
    }
  }

  /** Each for itself: one that cannot be queued keeps no other waiting. */
  private void queue(RunRequest request) {
    if (!known.known(request.job())) {
      // Of a job that only another worker knows; whoever scans there finds it too.
      return;
    }
    try {
      queue.addAgain(request, clock.instant());
      told.remove(request.job());
    } catch (RuntimeException | Error e) {
      if (isNew(request.job(), e)) {
        log.atWarn()
            .addKeyValue("job", request.job())
            .addKeyValue("key", request.key())
            .addKeyValue("failure", FailureWords.of(e))
            .addKeyValue("cure", CURE)
            .log("waiting run could not be queued; said once, tried again and again");
      }
    }
  }

  /** Until another failure comes, or it has gone. */
  private boolean isNew(String whose, Throwable failure) {
    String words = FailureWords.of(failure);
    return !words.equals(told.put(whose, words));
  }
}
