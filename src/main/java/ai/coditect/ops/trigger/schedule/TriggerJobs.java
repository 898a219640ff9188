package ai.coditect.ops.trigger.schedule;

import java.util.function.Supplier;
import org.quartz.Job;
import org.quartz.Scheduler;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * Makes what Quartz fires. What it throws puts every trigger of the job into the state ERROR, so it
 * has a job for every class; {@link QuartzHealing} lets them go on.
 */
record TriggerJobs(Supplier<Job> run, Supplier<Job> resume, Supplier<Job> unknown)
    implements JobFactory {

  @Override
  public Job newJob(TriggerFiredBundle bundle, Scheduler scheduler) {
    Class<? extends Job> wanted = bundle.getJobDetail().getJobClass();
    if (wanted.equals(RunTrigger.class)) {
      return run.get();
    }
    return wanted.equals(ResumeTrigger.class) ? resume.get() : unknown.get();
  }
}
