package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.job.RequestCheck;
import ai.coditect.ops.job.RunAnnouncement;
import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.local.KeptAutoConfiguration;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

class EngineIT {
  private static final int LICENSES = 100;
  private static final Instant AS_OF = Instant.parse("2026-11-22T09:00:00.000001Z");

  private static LocalPostgres.Database database;
  private static ConfigurableApplicationContext context;
  private static EngineJobRunner runner;
  private static FlipJob job;
  private static JdbcClient admin;
  private static final AtomicReference<List<Problem>> blindness = new AtomicReference<>(List.of());
  private static final List<RunResult> announced = new ArrayList<>();

  @SpringBootConfiguration
  @KeptAutoConfiguration
  @Import(EngineConfiguration.class)
  static class Fixture {
    @Bean
    FlipJob flipJob(JdbcClient jdbc) {
      return new FlipJob(jdbc);
    }

    @Bean
    JobCatalog catalog(FlipJob flip) {
      return new JobCatalog(List.of(entry(flip)));
    }

    @Bean
    RequestCheck requestCheck() {
      return request ->
          new RequestCheck.Checked(
              request.parameters(),
              request.job().equals("flip")
                  ? List.of()
                  : List.of(new Problem("unknown job.", request.job(), "Did you mean flip?")));
    }

    @Bean
    RunGuard runGuard() {
      return blindness::get;
    }

    @Bean
    RunAnnouncement announcement() {
      return announced::add;
    }

    private static JobCatalog.Entry<FlipJob.Settings> entry(OpsJob<FlipJob.Settings> job) {
      JobFile file =
          new JobFile(
              "flip",
              "Flips licenses.",
              "tests",
              false,
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
              new JobFile.Limits(Optional.empty(), Optional.empty(), Optional.empty()),
              new JobFile.Alert(Duration.ofHours(1), "README.md#flip"));
      return new JobCatalog.Entry<>(file, job, new FlipJob.Settings());
    }
  }

  @BeforeAll
  static void start() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    context = worker();
    runner = context.getBean(EngineJobRunner.class);
    job = context.getBean(FlipJob.class);
  }

  private static ConfigurableApplicationContext worker() {
    return new SpringApplicationBuilder(Fixture.class)
        .web(WebApplicationType.NONE)
        .run(
            "--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/%s?options=-c%%20lock_timeout=300"
                .formatted(database.port(), database.name()),
            // Only a part of the worker: its loops are not there.
            "--management.endpoint.health.validate-group-membership=false",
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
    job.reset();
    blindness.set(List.of());
    announced.clear();
    database.execute(
        "truncate coditect_ops.runs, coditect_ops.audit_log, coditect_shared.organizations cascade",
        "insert into coditect_shared.organizations (name, slug) values ('One', 'one')",
        "insert into coditect_shared.licenses (organization_id, license_key) select o.id, 'k' || n"
            + " from coditect_shared.organizations o, generate_series(1, "
            + LICENSES
            + ") n");
  }

  @Test
  void a_key_has_its_effect_once_and_batch_keeps_the_progress() {
    RunResult first = run("once");
    RunResult second = run("once");

    assertThat(first.outcome()).isEqualTo(Ending.DONE);
    assertThat(first.changed().byKind()).isEqualTo(Map.of("flipped", 100L));
    assertThat(second.outcome()).isEqualTo(Ending.ALREADY_DONE);
    assertThat(second.run()).isEqualTo(first.run());
    assertThat(second.changed()).isEqualTo(first.changed());
    assertThat(flippedLicenses()).isEqualTo(100);
    assertThat(
            count(
                "coditect_ops.batch_job_execution_params where parameter_value = '"
                    + first.run().orElseThrow()
                    + "'"))
        .isEqualTo(1);
    assertThat(count("coditect_ops.audit_log")).isEqualTo(100);
    assertThat(announced).extracting(RunResult::outcome).containsExactly(Ending.DONE);
  }

  @Test
  void a_typed_key_that_has_run_with_other_parameters_is_refused_by_name_whatever_became_of_it() {
    assertThat(typed("monday", Map.of("side", "left")).outcome()).isEqualTo(Ending.DONE);
    for (String state : List.of("done", "failed", "parked", "interrupted")) {
      database.execute("update coditect_ops.runs set outcome = '" + state + "'");
      for (Map<String, String> other : List.of(Map.of("side", "right"), Map.<String, String>of())) {
        RunResult taken = typed("monday", other);
        assertThat(taken.outcome()).as(state).isEqualTo(Ending.INVALID);
        assertThat(taken.outcome().exitCode()).isEqualTo(2);
        assertThat(taken.run()).isEmpty();
        assertThat(taken.problems().toString())
            .contains("Key taken", "other parameters (side)", "another key")
            .doesNotContain("left", "right");
      }
    }
    database.execute("update coditect_ops.runs set outcome = 'done'");
    assertThat(typed("monday", Map.of("side", "left")).outcome()).isEqualTo(Ending.ALREADY_DONE);
    assertThat(count("coditect_ops.runs")).isEqualTo(1);
  }

  private static RunResult typed(String key, Map<String, String> parameters) {
    return context
        .getBean(EngineJobRunner.class)
        .run(new RunRequest("flip", key, Origin.COMMAND, Optional.of(AS_OF), parameters, false));
  }

  @Test
  void another_key_finds_nothing_to_do() {
    run("first");

    assertThat(run("second").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void a_later_stage_reads_what_an_earlier_one_found() {
    run("bookmarks");

    assertThat(job.bites).isNotEmpty();
    assertThat(job.bites)
        .allSatisfy(run -> assertThat(run.finished()).containsEntry("count", "100"));
  }

  @Test
  void partitions_share_the_work() {
    run("shares");

    assertThat(job.bites).extracting(run -> run.partition().index()).contains(0, 1);
    assertThat(job.bites).allSatisfy(run -> assertThat(run.partition().count()).isEqualTo(2));
    assertThat(flippedLicenses()).isEqualTo(100);
  }

  @Test
  void a_failed_run_goes_on_from_its_last_bite_with_the_same_as_of() {
    AtomicInteger bites = new AtomicInteger();
    job.afterEachBite(
        run -> {
          if (bites.incrementAndGet() == 5) {
            throw new IllegalStateException("the fifth bite breaks");
          }
        });
    RunResult failed = run("breaks");
    long kept = flippedLicenses();
    job.reset();
    RunResult resumed = run("breaks");

    assertThat(failed.outcome()).isEqualTo(Ending.FAILED);
    assertThat(failed.retryAt()).isPresent();
    assertThat(failed.changed().total()).isEqualTo(kept).isBetween(30L, 99L);
    assertThat(resumed.outcome()).isEqualTo(Ending.DONE);
    assertThat(resumed.run()).isEqualTo(failed.run());
    assertThat(resumed.changed().byKind()).isEqualTo(Map.of("flipped", 100L));
    assertThat(resumed.asOf()).contains(AS_OF);
    assertThat(job.bites).allSatisfy(run -> assertThat(run.asOf()).isEqualTo(AS_OF));
    assertThat(count("coditect_ops.audit_log")).isEqualTo(100);
  }

  @Test
  void the_last_attempt_is_not_followed_by_another() {
    job.beforeEachBite(
        run -> {
          throw new IllegalStateException("always");
        });
    List<Optional<Instant>> retries = new ArrayList<>();
    for (int attempt = 1; attempt <= 3; attempt++) {
      retries.add(run("hopeless").retryAt());
    }

    assertThat(retries.get(0)).isPresent();
    assertThat(retries.get(1)).isPresent();
    assertThat(retries.get(2)).isEmpty();
  }

  @Test
  void a_failed_run_waits_for_its_next_attempt_and_is_then_offered_again() {
    job.beforeEachBite(
        run -> {
          throw new IllegalStateException("always");
        });
    run("waits");
    WaitingRuns waiting = context.getBean(WaitingRuns.class);

    assertThat(waiting.requests()).isEmpty();
    database.execute("update coditect_ops.runs set retry_at = now()");
    assertThat(waiting.requests()).extracting(RunRequest::key).containsExactly("waits");
  }

  @Test
  void a_bite_that_meets_a_locked_row_is_repeated() throws Exception {
    // More than there are partitions, so that some bite is at it for the second time.
    CountDownLatch met = new CountDownLatch(4);
    job.beforeEachBite(run -> met.countDown());
    RunResult result;
    try (Connection tenant = database.asSuperuser().getConnection()) {
      tenant.setAutoCommit(false);
      tenant.createStatement().execute("select from coditect_shared.licenses for update");
      CompletableFuture<RunResult> running = CompletableFuture.supplyAsync(() -> run("locked"));
      assertThat(met.await(3, TimeUnit.MINUTES)).isTrue();
      tenant.rollback();
      result = running.get(3, TimeUnit.MINUTES);
    }

    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    assertThat(result.changed().byKind()).isEqualTo(Map.of("flipped", 100L));
    assertThat(job.bites.size()).isGreaterThan(12);
  }

  @Test
  void one_run_at_a_time_for_the_same_job_and_parameters() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    job.beforeEachBite(
        run -> {
          inside.countDown();
          await(go);
        });
    CompletableFuture<RunResult> running = CompletableFuture.supplyAsync(() -> run("holder"));
    inside.await();
    RunResult sameKey = run("holder");
    RunResult otherKey = run("other");
    go.countDown();

    assertThat(sameKey.outcome()).isEqualTo(Ending.BUSY);
    assertThat(sameKey.run()).isPresent();
    assertThat(otherKey.outcome()).isEqualTo(Ending.BUSY);
    assertThat(otherKey.run()).isEmpty();
    assertThat(otherKey.problems()).singleElement().asString().contains("holder");
    assertThat(running.get(3, TimeUnit.MINUTES).outcome()).isEqualTo(Ending.DONE);
    assertThat(run("other").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void a_run_that_was_taken_over_writes_nothing_more() {
    AtomicInteger bites = new AtomicInteger();
    job.afterEachBite(
        run -> {
          if (bites.incrementAndGet() == 3) {
            // What another worker does once this one has been silent for too long. It waits for the
            // bite in flight, so it must not be waited for here.
            CompletableFuture.runAsync(
                    () ->
                        database.execute(
                            "update coditect_ops.runs set fence = fence + 1, worker = 'another'"))
                .join();
          }
        });
    RunResult result = run("zombie");
    long written = flippedLicenses();

    assertThat(result.outcome()).isEqualTo(Ending.INTERRUPTED);
    assertThat(written).isLessThan(100);
    assertThat(count("coditect_ops.runs where outcome = 'running'")).isEqualTo(1);
    assertThat(announced).isEmpty();
  }

  @Test
  void an_abandoned_run_is_brought_to_its_end_by_whoever_meets_it() {
    UUID dead = abandoned("dead");
    RunResult result = run("dead");

    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    assertThat(result.run()).contains(dead);
    assertThat(result.changed().total()).isEqualTo(100);
  }

  @Test
  void an_abandoned_run_under_another_key_is_ended_first() {
    abandoned("dead");
    RunResult result = run("next");

    assertThat(result.outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(count("coditect_ops.runs where key = 'dead' and outcome = 'done'")).isEqualTo(1);
  }

  @Test
  void whatever_state_batch_was_left_in_the_run_can_go_on() {
    for (String left :
        List.of(
            // killed between the instance and its first execution
            "delete from coditect_ops.batch_step_execution_context; delete from"
                + " coditect_ops.batch_step_execution; delete from"
                + " coditect_ops.batch_job_execution_context; delete from"
                + " coditect_ops.batch_job_execution_params; delete from"
                + " coditect_ops.batch_job_execution",
            "update coditect_ops.batch_job_execution set status = 'UNKNOWN'; update"
                + " coditect_ops.batch_step_execution set status = 'UNKNOWN'",
            "update coditect_ops.batch_job_execution set status = 'STARTED', end_time = null;"
                + " update coditect_ops.batch_step_execution set status = 'STARTED', end_time ="
                + " null")) {
      plant();
      AtomicInteger bites = new AtomicInteger();
      job.afterEachBite(
          run -> {
            if (bites.incrementAndGet() == 4) {
              throw new IllegalStateException("dies");
            }
          });
      run("left");
      job.reset();
      database.execute(left);
      RunResult result = run("left");

      assertThat(result.outcome()).as(left).isEqualTo(Ending.DONE);
      assertThat(flippedLicenses()).isEqualTo(100);
    }
  }

  @Test
  void a_run_whose_ledger_entry_was_not_closed_is_closed_without_work() {
    RunResult done = run("closed");
    database.execute(
        "update coditect_ops.runs set outcome = 'running', finished_at = null, heartbeat_at = now()"
            + " - interval '1 hour'");
    job.reset();
    RunResult again = run("closed");

    assertThat(again.outcome()).isEqualTo(Ending.DONE);
    assertThat(again.changed()).isEqualTo(done.changed());
    assertThat(job.bites).isEmpty();
  }

  @Test
  void a_stop_ends_the_run_within_one_bite_and_it_goes_on_elsewhere() {
    try (ConfigurableApplicationContext other = worker()) {
      FlipJob theirs = other.getBean(FlipJob.class);
      StopSwitch stop = other.getBean(StopSwitch.class);
      theirs.afterEachBite(run -> stop.request());
      RunResult interrupted = other.getBean(EngineJobRunner.class).run(request("stopped"));
      long kept = flippedLicenses();

      assertThat(interrupted.outcome()).isEqualTo(Ending.INTERRUPTED);
      assertThat(kept).isBetween(10L, 20L);
    }
    assertThat(context.getBean(WaitingRuns.class).requests())
        .extracting(RunRequest::key)
        .containsExactly("stopped");
    RunResult resumed = run("stopped");
    assertThat(resumed.outcome()).isEqualTo(Ending.DONE);
    assertThat(resumed.changed().total()).isEqualTo(100);
  }

  @Test
  void a_blind_role_is_refused_before_any_bite_and_on_record() {
    blindness.set(List.of(new Problem("no system policy.", "coditect_shared.users", "Create it.")));
    RunResult refused = run("blind");
    RunResult dry =
        runner.run(new RunRequest("flip", "d", Origin.COMMAND, Optional.of(AS_OF), Map.of(), true));

    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(dry.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(job.bites).isEmpty();
    assertThat(count("coditect_ops.runs where outcome = 'refused'")).isEqualTo(1);
    blindness.set(List.of());
    assertThat(run("blind").outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void a_refusal_is_one_even_where_the_ledger_cannot_be_written() {
    Problem missing =
        new Problem("The schema coditect_ops is missing.", "database a", "Run migrate.");
    blindness.set(List.of(missing));
    admin.sql("alter table coditect_ops.runs rename to runs_elsewhere").update();
    try {
      RunResult refused = run("unmigrated");
      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems()).containsExactly(missing);
    } finally {
      admin.sql("alter table coditect_ops.runs_elsewhere rename to runs").update();
      blindness.set(List.of());
    }
  }

  @Test
  void a_dry_run_tells_the_plan_and_leaves_no_trace() {
    RunResult dry =
        runner.run(new RunRequest("flip", "d", Origin.COMMAND, Optional.of(AS_OF), Map.of(), true));

    assertThat(dry.plan().orElseThrow().totals().byKind()).isEqualTo(Map.of("flipped", 100L));
    assertThat(flippedLicenses()).isZero();
    assertThat(count("coditect_ops.runs")).isZero();
  }

  @Test
  void an_unknown_job_is_invalid() {
    RunResult result =
        runner.run(new RunRequest("flop", "k", Origin.COMMAND, Optional.empty(), Map.of(), false));

    assertThat(result.outcome()).isEqualTo(Ending.INVALID);
    assertThat(result.problems()).singleElement().asString().contains("Did you mean flip?");
  }

  private static RunResult run(String key) {
    return runner.run(request(key));
  }

  private static RunRequest request(String key) {
    return new RunRequest("flip", key, Origin.COMMAND, Optional.of(AS_OF), Map.of(), false);
  }

  /** A run that some worker began and then died of, before its first bite. */
  private static UUID abandoned(String key) {
    return admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
                + " ('flip', :key, 'command', now(), 'gone', now() - interval '1 minute') returning"
                + " id")
        .param("key", key)
        .query(UUID.class)
        .single();
  }

  private static long flippedLicenses() {
    return count("coditect_shared.licenses where status = 'GRACE'");
  }

  private static long count(String from) {
    return admin.sql("select count(*) from " + from).query(Long.class).single();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
