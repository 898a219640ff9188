package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The governor of destructive runs, on a real database, with two workers where it takes two. */
class GovernorIT {
  private static final Instant AS_OF = Instant.parse("2026-11-22T09:00:00.000001Z");

  private static LocalPostgres.Database database;
  private static ConfigurableApplicationContext context;
  private static EngineJobRunner runner;
  private static BurnJob job;
  private static JdbcClient admin;
  private static final List<RunResult> announced = Collections.synchronizedList(new ArrayList<>());

  /** The real time, moved by a length. */
  static final class MovedClock extends Clock {
    volatile Duration moved = Duration.ZERO;

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().plus(moved);
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(EngineConfiguration.class)
  static class Fixture {
    @Bean
    @Primary
    MovedClock movedClock() {
      return new MovedClock();
    }

    @Bean
    BurnJob burn(JdbcClient jdbc) {
      return new BurnJob("burn", false, jdbc);
    }

    @Bean
    BurnJob blaze(JdbcClient jdbc) {
      return new BurnJob("blaze", true, jdbc);
    }

    @Bean
    BurnJob warm(JdbcClient jdbc) {
      return new BurnJob("warm", false, jdbc);
    }

    @Bean
    JobCatalog catalog(BurnJob burn, BurnJob blaze, BurnJob warm) {
      return new JobCatalog(List.of(entry(burn, true), entry(blaze, true), entry(warm, false)));
    }

    @Bean
    RequestCheck requestCheck() {
      return request -> new RequestCheck.Checked(request.parameters(), List.of());
    }

    @Bean
    RunGuard runGuard() {
      return List::of;
    }

    @Bean
    RunAnnouncement announcement() {
      return announced::add;
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
              Map.of(),
              new JobFile.Run(
                  10,
                  2,
                  Duration.ofMinutes(1),
                  3,
                  new JobFile.Backoff(Duration.ofSeconds(30), Duration.ofMinutes(10))),
              new JobFile.Limits(Optional.of(1L), Optional.empty(), Optional.empty()),
              new JobFile.Alert(Duration.ofHours(1), "README.md#burn"));
      return new JobCatalog.Entry<>(file, job, new BurnJob.Settings());
    }
  }

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    database.execute(
        "create table coditect_ops.burnt (run uuid)",
        "grant insert on coditect_ops.burnt to coditect_system");
    admin = JdbcClient.create(database.asSuperuser());
    context = worker();
    runner = context.getBean(EngineJobRunner.class);
    job = context.getBean("burn", BurnJob.class);
  }

  private static ConfigurableApplicationContext worker() {
    return new SpringApplicationBuilder(Fixture.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s?options=-c%%20lock_timeout=300"
                .formatted(database.port(), database.name()),
            "--spring.datasource.username=" + LocalPostgres.WORKER,
            "--spring.datasource.hikari.maximum-pool-size=5",
            "--spring.cloud.gcp.core.enabled=true",
            "--spring.cloud.gcp.sql.enabled=false",
            "--spring.cloud.gcp.pubsub.enabled=false",
            "--spring.autoconfigure.exclude=org.springframework.boot.quartz.autoconfigure.QuartzAutoConfiguration",
            "--spring.flyway.enabled=false",
            "--ops.takeover=2s",
            "--logging.level.org.springframework=WARN");
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void plant() {
    announced.clear();
    job.reset();
    context.getBean("blaze", BurnJob.class).reset();
    context.getBean("warm", BurnJob.class).reset();
    context.getBean(MovedClock.class).moved = Duration.ZERO;
    resume();
    database.execute("truncate coditect_ops.runs, coditect_ops.burnt");
  }

  @Test
  void what_a_job_says_against_it_refuses_a_run_on_record_and_a_dry_run_without() {
    Problem obstacle = new Problem("the ledger is not there.", "ledger", "Bring it back.");
    job.obstacles = List.of(obstacle);
    RunResult refused = run("burn", "k");
    RunResult dry =
        runner.run(new RunRequest("burn", "d", Origin.COMMAND, Optional.of(AS_OF), Map.of(), true));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems()).containsExactly(obstacle);
    assertThat(refused.run()).isPresent();
    assertThat(dry.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
    job.obstacles = List.of();
    assertThat(run("burn", "k").outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void a_run_may_not_go_on_either_while_something_stands_against_it() {
    pauseInBite(3);
    assertThat(run("burn", "k").outcome()).isEqualTo(Ending.INTERRUPTED);
    resume();
    job.reset();
    job.obstacles = List.of(new Problem("the ledger is not there.", "ledger", "Bring it back."));

    assertThat(run("burn", "k").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
    job.obstacles = List.of();
    assertThat(run("burn", "k").changed().total()).isEqualTo(10);
  }

  @Test
  void the_switch_stops_every_replica_within_one_bite_and_no_other_job() throws Exception {
    try (ConfigurableApplicationContext other = worker()) {
      BurnJob theirs = other.getBean("burn", BurnJob.class);
      BurnJob warm = context.getBean("warm", BurnJob.class);
      CountDownLatch under = new CountDownLatch(3);
      CountDownLatch paused = new CountDownLatch(1);
      // Each of the three is inside its second bite when the switch is turned.
      List.of(job, theirs, warm)
          .forEach(
              each ->
                  each.inEachBite =
                      run -> {
                        if (run.bookmark().equals(Optional.of("1"))) {
                          under.countDown();
                          await(paused);
                        }
                      });
      CompletableFuture<RunResult> ours =
          CompletableFuture.supplyAsync(() -> runner.run(request("burn", "ours", "side", "a")));
      CompletableFuture<RunResult> other1 =
          CompletableFuture.supplyAsync(
              () ->
                  other.getBean(EngineJobRunner.class).run(request("burn", "theirs", "side", "b")));
      CompletableFuture<RunResult> harmless =
          CompletableFuture.supplyAsync(() -> run("warm", "harmless"));
      assertThat(under.await(3, TimeUnit.MINUTES)).isTrue();
      pause("Anna");
      Map<UUID, Long> before = burnt();
      paused.countDown();
      RunResult first = ours.get(3, TimeUnit.MINUTES);
      RunResult second = other1.get(3, TimeUnit.MINUTES);

      for (RunResult held : List.of(first, second)) {
        assertThat(held.outcome()).isEqualTo(Ending.INTERRUPTED);
        assertThat(held.problems())
            .singleElement()
            .satisfies(
                problem -> {
                  assertThat(problem.what()).startsWith("destruction is paused by Anna since 20");
                  assertThat(problem.cure()).contains("destruction resume");
                });
        UUID run = held.run().orElseThrow();
        assertThat(before.get(run)).isEqualTo(1);
        assertThat(burnt().get(run)).isEqualTo(2);
      }
      assertThat(harmless.get(3, TimeUnit.MINUTES).outcome()).isEqualTo(Ending.DONE);
    }
  }

  @Test
  void the_switch_stops_every_partition_within_one_bite() throws Exception {
    BurnJob blaze = context.getBean("blaze", BurnJob.class);
    CountDownLatch under = new CountDownLatch(2);
    CountDownLatch paused = new CountDownLatch(1);
    blaze.inEachBite =
        run -> {
          if (run.bookmark().equals(Optional.of("3"))) {
            under.countDown();
            await(paused);
          }
        };
    CompletableFuture<RunResult> running =
        CompletableFuture.supplyAsync(() -> run("blaze", "wide"));
    assertThat(under.await(3, TimeUnit.MINUTES)).isTrue();
    pause("Anna");
    paused.countDown();
    RunResult held = running.get(3, TimeUnit.MINUTES);

    assertThat(held.outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(held.changed().total()).isEqualTo(8);
    resume();
    assertThat(run("blaze", "wide").changed().total()).isEqualTo(20);
  }

  @Test
  void while_paused_nothing_begins_or_is_taken_up_and_afterwards_all_goes_on() {
    pauseInBite(4);
    RunResult held = run("burn", "held");
    RunResult begun = runner.run(request("burn", "begun", "side", "b"));
    job.inEachBite = run -> {};
    WaitingRuns waiting = context.getBean(WaitingRuns.class);

    assertThat(held.changed().total()).isEqualTo(4);
    assertThat(begun.outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(begun.changed().total()).isZero();
    assertThat(waiting.requests()).isEmpty();
    assertThat(run("burn", "held").outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(job.bites).hasSize(4);
    resume();
    assertThat(waiting.requests())
        .extracting(RunRequest::key)
        .containsExactlyInAnyOrder("held", "begun");
    assertThat(run("burn", "held").changed().total()).isEqualTo(10);
    assertThat(job.bites).hasSize(10).allSatisfy(run -> assertThat(run.asOf()).isEqualTo(AS_OF));
  }

  @Test
  void a_run_of_a_dead_worker_is_left_alone_too_while_paused() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at,"
                + " destructive) values ('burn', 'dead', 'command', now(), 'gone', now() - interval"
                + " '1 minute', true)")
        .update();
    WaitingRuns waiting = context.getBean(WaitingRuns.class);
    pause("Anna");
    assertThat(waiting.requests()).isEmpty();
    resume();
    assertThat(waiting.requests()).extracting(RunRequest::key).containsExactly("dead");
  }

  @Test
  void without_a_switch_nothing_destructive_runs() {
    database.execute("delete from coditect_ops.destruction");
    try {
      assertThat(run("burn", "k").outcome()).isEqualTo(Ending.INTERRUPTED);
      assertThat(run("warm", "k").outcome()).isEqualTo(Ending.DONE);
      assertThat(job.bites).isEmpty();
    } finally {
      database.execute("insert into coditect_ops.destruction default values");
    }
  }

  @Test
  void a_parked_run_goes_on_once_approved_with_the_same_instant_and_bookmarks() {
    job.overLimit = true;
    RunResult parked = run("burn", "big");
    UUID id = parked.run().orElseThrow();
    WaitingRuns waiting = context.getBean(WaitingRuns.class);

    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);
    assertThat(parked.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("over the limit.");
              assertThat(problem.cure()).contains("Look at it.", "approve " + id + " --by NAME");
            });
    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(run("burn", "big").problems()).isEqualTo(parked.problems());
    assertThat(waiting.requests()).isEmpty();
    approve(id);
    assertThat(waiting.requests()).extracting(RunRequest::key).containsExactly("big");
    job.bites.clear();
    RunResult resumed = run("burn", "big");

    assertThat(resumed.outcome()).isEqualTo(Ending.DONE);
    assertThat(resumed.run()).contains(id);
    assertThat(burnt().get(id)).isEqualTo(10);
    assertThat(job.bites)
        .hasSize(10)
        .allSatisfy(
            run -> {
              assertThat(run.approved()).isTrue();
              assertThat(run.asOf()).isEqualTo(AS_OF);
              assertThat(run.finished()).containsEntry("plan", "planned");
            });
    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.ALREADY_DONE);
  }

  @Test
  void an_approval_holds_over_a_failure() {
    job.overLimit = true;
    UUID id = run("burn", "big").run().orElseThrow();
    approve(id);
    job.inEachBite =
        run -> {
          throw new IllegalStateException("breaks");
        };
    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.FAILED);
    job.inEachBite = run -> {};
    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.DONE);
    assertThat(job.bites).extracting(JobRun::approved).startsWith(false, true, true);
  }

  @Test
  void an_approved_run_that_parks_again_needs_another_approval() {
    job.overLimit = true;
    job.stubborn = true;
    UUID id = run("burn", "big").run().orElseThrow();
    approve(id);

    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(job.bites).hasSize(2);
    assertThat(context.getBean(WaitingRuns.class).requests()).isEmpty();
    assertThat(run("burn", "big").outcome()).isEqualTo(Ending.PARKED);
    assertThat(job.bites).hasSize(2);
  }

  @Test
  void a_later_parked_run_takes_the_place_of_those_that_wait() {
    job.overLimit = true;
    UUID older = run("burn", "monday").run().orElseThrow();
    UUID elsewhere = runner.run(request("burn", "elsewhere", "side", "b")).run().orElseThrow();
    UUID newer = run("burn", "tuesday").run().orElseThrow();
    approve(newer);
    UUID newest = run("burn", "wednesday").run().orElseThrow();

    assertThat(outcome(older)).isEqualTo("refused");
    assertThat(outcome(elsewhere)).isEqualTo("parked");
    assertThat(outcome(newer)).isEqualTo("parked");
    assertThat(outcome(newest)).isEqualTo("parked");
    assertThat(
            admin
                .sql("select cast(problems as text) from coditect_ops.runs where id = :id")
                .param("id", older)
                .query(String.class)
                .single())
        .contains("superseded", newer.toString());
    assertThat(announced)
        .filteredOn(result -> result.outcome() == Ending.REFUSED)
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.run()).contains(older);
              assertThat(result.key()).isEqualTo("monday");
            });
  }

  @Test
  void a_real_run_may_not_decide_by_the_future_and_its_forecast_may() {
    Instant soon = Instant.now().plus(Duration.ofMinutes(4));
    Instant late = Instant.now().plus(Duration.ofMinutes(6));
    RunResult refused = runner.run(asOf("burn", "late", late, false));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.cure()).contains("--dry-run"));
    assertThat(job.bites).isEmpty();
    assertThat(run("burn", "late").outcome()).isEqualTo(Ending.DONE);
    assertThat(runner.run(asOf("burn", "d", late, true)).outcome()).isEqualTo(Ending.DONE);
    assertThat(runner.run(asOf("warm", "late", late, false)).outcome()).isEqualTo(Ending.DONE);
    assertThat(runner.run(asOf("burn", "soon", soon, false)).outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void a_run_whose_instant_turns_out_to_lie_ahead_does_not_go_on() {
    pauseInBite(2);
    run("burn", "k");
    resume();
    database.execute("update coditect_ops.runs set as_of = now() + interval '1 hour'");
    job.reset();

    assertThat(run("burn", "k").outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
  }

  @Test
  void clocks_that_disagree_refuse_a_destructive_run_and_both_are_named() {
    for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
      context.getBean(MovedClock.class).moved = off;
      RunResult refused = run("burn", "off" + off);

      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems())
          .singleElement()
          .satisfies(
              problem ->
                  assertThat(problem.what())
                      .contains("the clocks disagree", "this worker", "the database"));
      assertThat(run("warm", "off" + off).outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(job.bites).isEmpty();
    context.getBean(MovedClock.class).moved = Duration.ofMinutes(4);
    assertThat(run("burn", "near").outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void the_ledger_says_who_asked() {
    runner.run(new RunRequest("warm", "s", Origin.SCHEDULE, Optional.empty(), Map.of(), false));
    runner.run(
        new RunRequest(
            "warm", "c", Origin.COMMAND, Optional.empty(), Map.of(), false, Optional.of("Bob")));

    assertThat(
            admin
                .sql("select started_by from coditect_ops.runs order by key")
                .query(String.class)
                .list())
        .containsExactly("Bob", "schedule");
  }

  /** Turns the switch while the run is inside its bite of this number. */
  private static void pauseInBite(int number) {
    job.inEachBite =
        run -> {
          if (job.bites.size() == number) {
            pause("Anna");
          }
        };
  }

  private static void pause(String by) {
    admin
        .sql(
            "update coditect_ops.destruction set paused = true, paused_by = :by, paused_at = now()")
        .param("by", by)
        .update();
  }

  private static void resume() {
    admin
        .sql(
            "update coditect_ops.destruction set paused = false, paused_by = null, paused_at ="
                + " null, reason = null")
        .update();
  }

  private static void approve(UUID run) {
    admin
        .sql(
            "update coditect_ops.runs set approved_by = 'Cleo', approved_at = now(), retry_at ="
                + " now() where id = :run")
        .param("run", run)
        .update();
  }

  private static String outcome(UUID run) {
    return admin
        .sql("select outcome from coditect_ops.runs where id = :run")
        .param("run", run)
        .query(String.class)
        .single();
  }

  private static Map<UUID, Long> burnt() {
    return admin
        .sql("select run, count(*) as bites from coditect_ops.burnt group by run")
        .query((row, number) -> Map.entry(row.getObject("run", UUID.class), row.getLong("bites")))
        .list()
        .stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static RunResult run(String job, String key) {
    return runner.run(asOf(job, key, AS_OF, false));
  }

  private static RunRequest asOf(String job, String key, Instant asOf, boolean dryRun) {
    return new RunRequest(job, key, Origin.COMMAND, Optional.of(asOf), Map.of(), dryRun);
  }

  private static RunRequest request(String job, String key, String parameter, String value) {
    return new RunRequest(
        job, key, Origin.COMMAND, Optional.of(AS_OF), Map.of(parameter, value), false);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
