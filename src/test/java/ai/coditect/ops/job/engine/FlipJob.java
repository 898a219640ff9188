package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job to try the engine with: counts its licenses, then flips them to GRACE in key order, each
 * partition its share.
 */
final class FlipJob implements OpsJob<FlipJob.Settings> {
  record Settings() {}

  /** What every bite was told, in the order of the bites. */
  final List<JobRun> bites = Collections.synchronizedList(new ArrayList<>());

  private final JdbcClient jdbc;
  private volatile Consumer<JobRun> before = run -> {};
  private volatile Consumer<JobRun> after = run -> {};

  FlipJob(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void beforeEachBite(Consumer<JobRun> hook) {
    before = hook;
  }

  void afterEachBite(Consumer<JobRun> hook) {
    after = hook;
  }

  void reset() {
    bites.clear();
    before = run -> {};
    after = run -> {};
  }

  @Override
  public String name() {
    return "flip";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public List<Stage<Settings>> stages() {
    return List.of(Stage.single("count", this::count), Stage.partitioned("flip", this::flip));
  }

  @Override
  public Forecast forecast(JobRun run, Settings settings) {
    return new Forecast(List.of(new Forecast.Line("flipped", "", waiting())));
  }

  private Outcome count(JobRun run, Settings settings) {
    return new Outcome.Done(Long.toString(waiting()), Changes.NONE);
  }

  private long waiting() {
    return jdbc.sql("select count(*) from coditect_shared.licenses where status = 'ACTIVE'")
        .query(Long.class)
        .single();
  }

  private Outcome flip(JobRun run, Settings settings) {
    bites.add(run);
    before.accept(run);
    List<String> flipped =
        jdbc.sql(
                """
                update coditect_shared.licenses set status = 'GRACE'
                where id in (
                  select id from coditect_shared.licenses
                  where status = 'ACTIVE' and cast(id as text) > :after
                    and mod(abs(hashtext(cast(id as text))), :shares) = :share
                  order by cast(id as text) limit :bite)
                returning cast(id as text)
                """)
            .param("after", run.bookmark().orElse(""))
            .param("shares", run.partition().count())
            .param("share", run.partition().index())
            .param("bite", run.bite())
            .query(String.class)
            .list();
    after.accept(run);
    Changes changed = Changes.of("flipped", flipped.size());
    return flipped.size() < run.bite()
        ? Outcome.done(changed)
        : Outcome.more(Collections.max(flipped), changed);
  }
}
