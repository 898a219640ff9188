package ai.coditect.ops.metrics.collect;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Puts a collector together. */
public final class CollectorConfiguration {
  private CollectorConfiguration() {}

  /**
   * @param connections of the pool at this moment
   * @param guard what speaks against believing what this session sees
   * @param settings of a job, as JSON; empty where there is no such job
   * @param budget how long one reading may take
   * @param since when it begins
   */
  public static Collector of(
      MetricFiles files,
      List<JobFile> jobs,
      DataSource database,
      Supplier<ProcessMeter.Connections> connections,
      Supplier<List<Problem>> guard,
      Function<String, Optional<String>> settings,
      Duration budget,
      Instant since) {
    return new Collector(
        files,
        new JobMeter(jobs),
        new ProcessMeter(connections),
        new Collector.Access(
            () -> FigureStore.open(database, budget), connections, guard, settings),
        budget,
        since);
  }
}
