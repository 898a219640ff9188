package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A job of any room, written down stage by stage in a test. */
final class StagedJob implements OpsJob<StagedJob.None> {
  record None() {}

  private final String name;
  private final List<Stage<None>> stages = new ArrayList<>();
  private Set<String> workTables = Set.of();
  private Supplier<List<Problem>> missing = List::of;

  StagedJob(String name) {
    this.name = name;
  }

  StagedJob stage(String stage, Function<JobRun, Outcome> bite) {
    stages.add(Stage.single(stage, (run, none) -> bite.apply(run)));
    return this;
  }

  StagedJob partitioned(String stage, Function<JobRun, Outcome> bite) {
    stages.add(Stage.partitioned(stage, (run, none) -> bite.apply(run)));
    return this;
  }

  StagedJob noting(String... tables) {
    workTables = Set.of(tables);
    return this;
  }

  StagedJob needing(Supplier<List<Problem>> settings) {
    missing = settings;
    return this;
  }

  /** The job with a file that says this about it. */
  JobCatalog.Entry<None> with(boolean destructive, int bite, Optional<Long> mostRows) {
    JobFile file =
        new JobFile(
            name,
            "Does what a test says.",
            "tests",
            destructive,
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of(),
            new JobFile.Run(
                bite,
                2,
                Duration.ofMinutes(1),
                3,
                new JobFile.Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10))),
            new JobFile.Limits(mostRows, Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), "README.md#" + name));
    return new JobCatalog.Entry<>(file, this, new None());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Class<None> settings() {
    return None.class;
  }

  @Override
  public Set<String> workTables() {
    return workTables;
  }

  @Override
  public List<Problem> missingSettings() {
    return missing.get();
  }

  @Override
  public List<Stage<None>> stages() {
    return List.copyOf(stages);
  }

  @Override
  public Forecast forecast(JobRun run, None settings) {
    return new Forecast(List.of(new Forecast.Line("rows", "", 1)));
  }

  static Outcome done(long rows) {
    return Outcome.done(Changes.of("rows", rows));
  }
}
