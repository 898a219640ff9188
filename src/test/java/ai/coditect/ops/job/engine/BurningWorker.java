package ai.coditect.ops.job.engine;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A worker with two destructive jobs, "burn" and the partitioned "blaze", a harmless "warm", and
 * "smoke", which destroys nothing and tells the outside.
 */
final class BurningWorker implements AutoCloseable {
  private final LocalPostgres.Database database;
  private final EngineUnderTest engine;
  private final Map<String, BurnJob> jobs;
  private final JdbcClient admin;

  private BurningWorker(LocalPostgres.Database database) {
    this.database = database;
    this.admin = JdbcClient.create(database.asSuperuser());
    this.engine =
        EngineUnderTest.on(
            database,
            jdbc ->
                List.of(
                    entry(new BurnJob("burn", false, jdbc), true),
                    entry(new BurnJob("blaze", true, jdbc), true),
                    entry(new BurnJob("warm", false, jdbc), false),
                    entry(
                        new BurnJob("smoke", false, Set.of("ai.coditect.smoke.v1"), jdbc), false)));
    this.jobs =
        engine.get(JobCatalog.class).entries().stream()
            .map(entry -> (BurnJob) entry.job())
            .collect(Collectors.toMap(BurnJob::name, Function.identity()));
  }

  static BurningWorker start() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "create table coditect_ops.burnt (run uuid)",
        "grant insert on coditect_ops.burnt to coditect_system");
    return new BurningWorker(database);
  }

  /** Another worker on the same database. */
  BurningWorker replica() {
    return new BurningWorker(database);
  }

  private static JobCatalog.Entry<BurnJob.Settings> entry(BurnJob job, boolean destructive) {
    JobFile file =
        new JobFile(
            job.name(),
            "Burns.",
            "tests",
            destructive,
            Optional.empty(),
            List.of(),
            List.of(),
            Map.of(),
            new JobFile.Run(
                10,
                2,
                Duration.ofMinutes(1),
                3,
                new JobFile.Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10))),
            new JobFile.Limits(Optional.of(1000L), Optional.empty(), Optional.empty()),
            new JobFile.Alert(Duration.ofHours(1), "README.md#burn"));
    return new JobCatalog.Entry<>(file, job, new BurnJob.Settings());
  }

  @Override
  public void close() {
    engine.close();
  }

  void reset() {
    engine.announced().results.clear();
    jobs.values().forEach(BurnJob::reset);
    moveClock(Duration.ZERO);
    resume();
    execute("truncate coditect_ops.runs, coditect_ops.burnt");
  }

  <T> T get(Class<T> type) {
    return engine.get(type);
  }

  BurnJob job(String name) {
    return jobs.get(name);
  }

  JdbcClient admin() {
    return admin;
  }

  List<RunResult> announced() {
    return engine.announced().results;
  }

  void execute(String statement) {
    database.execute(statement);
  }

  void moveClock(Duration length) {
    engine.clock().moved = length;
  }

  RunResult run(String job, String key) {
    return engine.run(job, key);
  }

  RunResult run(RunRequest request) {
    return engine.get(EngineJobRunner.class).run(request);
  }

  static RunRequest asOf(String job, String key, Instant asOf, boolean dryRun) {
    return new RunRequest(job, key, Origin.COMMAND, Optional.of(asOf), Map.of(), dryRun);
  }

  static RunRequest request(String job, String key, String parameter, String value) {
    return new RunRequest(
        job,
        key,
        Origin.COMMAND,
        Optional.of(EngineUnderTest.AS_OF),
        Map.of(parameter, value),
        false);
  }

  /** Turns the switch while the run of "burn" is inside its bite of this number. */
  void pauseInBite(int number) {
    BurnJob job = job("burn");
    job.inEachBite =
        (JobRun run) -> {
          if (job.bites.size() == number) {
            pause("Anna");
          }
        };
  }

  void pause(String by) {
    admin
        .sql(
            "update coditect_ops.destruction set paused = true, paused_by = :by, paused_at = now()")
        .param("by", by)
        .update();
  }

  void resume() {
    execute(
        "update coditect_ops.destruction set paused = false, paused_by = null, paused_at = null,"
            + " reason = null");
  }

  void approve(UUID run) {
    engine.approve(run);
  }

  String outcome(UUID run) {
    return admin
        .sql("select outcome from coditect_ops.runs where id = :run")
        .param("run", run)
        .query(String.class)
        .single();
  }

  /** Bites that were committed, by run. */
  Map<UUID, Long> burnt() {
    return admin
        .sql("select run, count(*) as bites from coditect_ops.burnt group by run")
        .query((row, number) -> Map.entry(row.getObject("run", UUID.class), row.getLong("bites")))
        .list()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
