package ai.coditect.ops.metrics.meter;

import ai.coditect.ops.job.RunListener;
import ai.coditect.ops.job.RunResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** How long runs and their bites took, by job, and what the runs came to. */
final class RunMetersListener implements RunListener {
  private static final Duration[] RUN_BOUNDS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };
  private static final Duration[] BITE_BOUNDS = {
    Duration.ofMillis(5),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;

  RunMetersListener(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void ended(RunResult result) {
    Timer.builder("ops.run.duration")
        .description("How long runs of this worker took, by how they ended.")
        .tag("job", result.job())
        .tag("outcome", result.outcome().label())
        .serviceLevelObjectives(RUN_BOUNDS)
        .register(registry)
        .record(result.took());
    result
        .changed()
        .byKind()
        .forEach(
            (kind, count) ->
                Counter.builder("ops.run.changes")
                    .description("What runs of this worker changed, by kind.")
                    .tag("job", result.job())
                    .tag("kind", kind)
                    .register(registry)
                    .increment(count));
  }

  @Override
  public void bitten(String job, Duration took) {
    Timer.builder("ops.bite.duration")
        .description("How long bites took, from their begin to their commit.")
        .tag("job", job)
        .serviceLevelObjectives(BITE_BOUNDS)
        .register(registry)
        .record(took);
  }
}
