package ai.coditect.ops.architecture.broken.erasure;

import org.quartz.Scheduler;
import org.springframework.batch.core.job.Job;

/** Breaks: Quartz and Batch outside the engine. */
public final class ErasureJob {
  public Class<?>[] frameworks() {
    return new Class<?>[] {Scheduler.class, Job.class};
  }
}
