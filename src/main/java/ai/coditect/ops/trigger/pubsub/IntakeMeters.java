package ai.coditect.ops.trigger.pubsub;

import ai.coditect.ops.trigger.pubsub.MessageIntake.Verdict;
import com.google.pubsub.v1.PubsubMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How many events came to what, and how old they were when they became durable. */
final class IntakeMeters {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30),
    Duration.ofMinutes(2),
    Duration.ofMinutes(10),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };

  private final Clock clock;
  private final Timer age;
  private final Counter recorded;
  private final Counter rejected;
  private final Counter failed;

  IntakeMeters(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    this.age =
        Timer.builder("ops.intake.event.age")
            .description("From the publishing of an event to the commit that made it durable.")
            .serviceLevelObjectives(BOUNDS)
            .register(registry);
    this.recorded = counter(registry, "recorded");
    this.rejected = counter(registry, "rejected");
    this.failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String verdict) {
    return Counter.builder("ops.intake.events")
        .description("Events that were taken in, and what became of them.")
        .tag("verdict", verdict)
        .register(registry);
  }

  void answered(PubsubMessage message, Verdict verdict) {
    if (verdict instanceof Verdict.Failed) {
      failed.increment();
    } else if (verdict instanceof Verdict.Rejected) {
      rejected.increment();
    } else {
      recorded.increment();
      if (message.hasPublishTime()) {
        Instant published =
            Instant.ofEpochSecond(
                message.getPublishTime().getSeconds(), message.getPublishTime().getNanos());
        Duration since = Duration.between(published, clock.instant());
        age.record(since.isNegative() ? Duration.ZERO : since);
      }
    }
  }
}
