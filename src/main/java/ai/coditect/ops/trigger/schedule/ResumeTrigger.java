package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.job.WaitingRuns;
import java.time.Clock;
import java.util.List;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Every few seconds, on one replica: queues the runs that wait for something that has come. */
@DisallowConcurrentExecution
final class ResumeTrigger implements Job {
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
    waiting.forEach(
        runs -> runs.requests().forEach(request -> queue.addAgain(request, clock.instant())));
  }
}
