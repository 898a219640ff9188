package ai.coditect.ops.architecture.broken.trigger.pubsub;

import ai.coditect.ops.architecture.broken.job.Runner;

/** Half of a cycle: trigger to job to license to trigger. */
public final class EventTrigger {
  public Runner runner() {
    return new Runner();
  }
}
