package ai.coditect.ops.metrics;

import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRun.Partition;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Takes the bites of a report one after the other, as the engine does. */
final class TwoStages {
  private static final MetricsReportSettings SETTINGS =
      new MetricsReportSettings(Duration.ofMinutes(1), Duration.ofSeconds(5));

  private TwoStages() {}

  static Forecast forecast(MetricsReportJob job) {
    return job.forecast(of(job, UUID.randomUUID(), Map.of()), SETTINGS);
  }

  private static JobRun of(MetricsReportJob job, UUID id, Map<String, String> finished) {
    return new JobRun(
        id,
        job.name(),
        "key",
        Instant.now(),
        Map.of(),
        1,
        Partition.WHOLE,
        Optional.empty(),
        finished,
        false);
  }

  static void run(MetricsReportJob job) {
    UUID id = UUID.randomUUID();
    Map<String, String> finished = new TreeMap<>();
    for (Stage<MetricsReportSettings> stage : job.stages()) {
      if (stage.bite().take(of(job, id, finished), SETTINGS) instanceof Outcome.Done done) {
        finished.put(stage.name(), done.bookmark());
      } else {
        throw new AssertionError(stage.name() + " is not done");
      }
    }
  }
}
