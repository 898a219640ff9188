package ai.coditect.ops.architecture.broken.license;

import ai.coditect.ops.architecture.broken.erasure.ErasureJob;
import ai.coditect.ops.architecture.broken.trigger.pubsub.EventTrigger;
import java.time.Instant;
import org.springframework.context.event.EventListener;

/**
 * Breaks: frameworks at the edge (by an annotation only), feature imports, trigger below, clock,
 * public class.
 */
public class ExpiryPolicy {
  public static final Class<?> OTHER_FEATURE = ErasureJob.class;
  public static final Class<?> TRIGGER = EventTrigger.class;

  @EventListener
  public Instant on(String event) {
    return Instant.now();
  }
}
