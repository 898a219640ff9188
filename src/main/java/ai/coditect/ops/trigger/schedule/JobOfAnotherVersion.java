package ai.coditect.ops.trigger.schedule;

import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Stands for a class that this version does not have: its trigger is left to another worker. */
final class JobOfAnotherVersion implements Job {
  private final PutOffRuns putOff;

  JobOfAnotherVersion(PutOffRuns putOff) {
    this.putOff = putOff;
  }

  @Override
  public void execute(JobExecutionContext context) {
    putOff.again(context, "this version does not have the class of its Quartz job");
  }
}
