package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.util.List;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every few seconds, on one replica: queues the runs that wait for something that has come. */
@DisallowConcurrentExecution
final class ResumeTrigger implements Job {
  private static final Logger log = LoggerFactory.getLogger(ResumeTrigger.class);

  private final List<WaitingRuns> waiting;
  private final QuartzRunQueue queue;
  private final Clock clock;

  ResumeTrigger(List<WaitingRuns> waiting, QuartzRunQueue queue, Clock clock) {
    this.waiting = waiting;
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    for (WaitingRuns runs : waiting) {
      try {
        runs.requests().forEach(request -> queue.addAgain(request, clock.instant()));
      } catch (RuntimeException e) {
        // Asked again in a few seconds; those of others must not wait for it.
        log.atWarn().setCause(e).log("waiting runs could not be queued");
      }
    }
  }
}
