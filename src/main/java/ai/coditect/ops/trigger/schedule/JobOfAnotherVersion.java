package ai.coditect.ops.trigger.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Stands for a class that this version does not have: its trigger is left to another worker. */
final class JobOfAnotherVersion implements Job {
  private final PutOffRuns putOff;

  JobOfAnotherVersion(PutOffRuns putOff) {
    this.putOff = putOff;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      putOff.again(context, "this version does not have the class of its Quartz job");
    } catch (RuntimeException e) {
      // Fired again in place: a trigger that this leaves otherwise is forgotten.
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException interrupted) {
        // Not kept: it would end every pause of what is fired again.
        e.addSuppressed(interrupted);
      }
      throw new JobExecutionException(e, true);
    }
  }
}
