package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Every few seconds, on one replica: queues the runs that wait for another worker or attempt. */
@DisallowConcurrentExecution
final class ResumeTrigger implements Job {
  private final WaitingRuns waiting;
  private final QuartzRunQueue queue;
  private final Clock clock;

  ResumeTrigger(WaitingRuns waiting, QuartzRunQueue queue, Clock clock) {
    this.waiting = waiting;
    this.queue = queue;
    this.clock = clock;
  }

  @Override
  public void execute(JobExecutionContext context) {
    waiting.requests().forEach(request -> queue.addAgain(request, clock.instant()));
  }
}
