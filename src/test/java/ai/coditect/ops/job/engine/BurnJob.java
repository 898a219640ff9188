package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job to try the governor with: notes each bite in the table "burnt", ten bites a run and
 * partition.
 */
final class BurnJob implements OpsJob<BurnJob.Settings> {
  private static final int BITES = 10;

  record Settings() {}

  /** What every bite was told, in the order of the bites. */
  final List<JobRun> bites = Collections.synchronizedList(new ArrayList<>());

  volatile List<Problem> obstacles = List.of();
  volatile boolean overLimit;

  /** Parks even an approved run. */
  volatile boolean stubborn;

  volatile Consumer<JobRun> inEachBite = run -> {};

  private final String name;
  private final boolean partitioned;
  private final Set<String> announces;
  private final JdbcClient jdbc;

  BurnJob(String name, boolean partitioned, JdbcClient jdbc) {
    this(name, partitioned, Set.of(), jdbc);
  }

  BurnJob(String name, boolean partitioned, Set<String> announces, JdbcClient jdbc) {
    this.announces = announces;
    this.name = name;
    this.partitioned = partitioned;
    this.jdbc = jdbc;
  }

  void reset() {
    bites.clear();
    obstacles = List.of();
    overLimit = false;
    stubborn = false;
    inEachBite = run -> {};
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Set<String> announces() {
    return announces;
  }

  @Override
  public List<Stage<Settings>> stages() {
    return List.of(
        Stage.single("plan", (run, settings) -> new Outcome.Done("planned", Changes.NONE)),
        new Stage<>("burn", partitioned, this::burn));
  }

  @Override
  public List<Problem> obstacles(boolean dryRun) {
    return obstacles;
  }

  @Override
  public Forecast forecast(JobRun run, Settings settings) {
    return new Forecast(List.of(new Forecast.Line("burnt", "", BITES)));
  }

  private Outcome burn(JobRun run, Settings settings) {
    bites.add(run);
    if (overLimit && (stubborn || !run.approved())) {
      return new Outcome.Parked(
          List.of(new Problem("over the limit.", "job " + name, "Look at it.")));
    }
    inEachBite.accept(run);
    jdbc.sql("insert into coditect_ops.burnt (run) values (:run)").param("run", run.id()).update();
    int next = Integer.parseInt(run.bookmark().orElse("0")) + 1;
    Changes changed = Changes.of(Map.of("burnt", 1L));
    return next == BITES ? Outcome.done(changed) : Outcome.more(Integer.toString(next), changed);
  }
}
