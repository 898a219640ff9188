package ai.coditect.ops.architecture.broken.trigger.pubsub;

import ai.coditect.ops.architecture.broken.erasure.ErasureJob;

/** Breaks: nobody knows a feature, a trigger neither. */
public final class EventTrigger {
  public ErasureJob job() {
    return new ErasureJob();
  }
}
