package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What a worker meets alone that another version, or a hand, has left in its tables. */
class OtherVersionsRunsIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String FIRED = "every schedule and every queued run is fired";
  private static final Duration PATIENCE = Await.PATIENCE;
  private static final String TAKEN_UP = "every run that is due is taken up";
  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final JdbcClient admin = JdbcClient.create(database.asSuperuser());
  private static volatile Consumer<JobRun> work = run -> {};

  private static ServingReplica old;

  @BeforeAll
  static void serve() {
    old =
        new Version()
            .job("old", NEVER_IN_THIS_TEST)
            .job("hourly", "0 0 * * * ?")
            .doing(run -> work.accept(run))
            .with("ops.takeover", "1s")
            .with("ops.watch-every", "300ms")
            .serveOn(database);
  }

  @AfterAll
  static void stop() {
    old.close();
  }

  /** With an interrupt that is kept, what is fired again in place would never pause. */
  @Test
  void a_trigger_that_is_interrupted_while_it_cannot_be_put_off_is_fired_again_and_pauses() {
    JobExecutionContext away =
        (JobExecutionContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {JobExecutionContext.class},
                (proxy, method, arguments) -> {
                  throw new IllegalStateException("the database is away");
                });
    JobOfAnotherVersion job = new JobOfAnotherVersion(old.get(PutOffRuns.class));
    Thread.currentThread().interrupt();
    JobExecutionException thrown =
        catchThrowableOfType(JobExecutionException.class, () -> job.execute(away));
    assertThat(Thread.interrupted()).isFalse();
    assertThat(thrown.refireImmediately()).isTrue();
  }

  @Test
  void a_run_whose_parameters_this_version_does_not_know_waits_and_is_shown() {
    old.queue("hourly", "with-news", Map.of("new", "1"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(old.finding(FIRED).problems().toString())
                    .contains("job hourly")
                    .contains("parameters do not fit the job file"));
    // One waits while one fires.
    assertThat(
            count("select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'hourly'"))
        .isBetween(1L, 2L);
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void a_due_run_whose_parameters_this_version_does_not_know_is_put_off_and_told_once() {
    try (Spoken log = new Spoken()) {
      database.execute(
          "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
              + " retry_at, started_at, parameters) values ('old', 'rolled-back', 'event', now(),"
              + " 'gone', 'failed', now(), now(), now() - interval '1 hour', '{\"new\": \""
              + PersonalTokens.ALL
              + "\"}')");
      for (int due = 0; due < 3; due++) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    count(
                            "select count(*) from coditect_ops.runs where key = 'rolled-back' and"
                                + " retry_at > now() + interval '30 seconds' and problems::text like"
                                + " '%unknown parameter%'")
                        == 1);
        assertThat(
                count(
                    "select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'old' and"
                        + " trigger_name like 'put-off%rolled-back'"))
            .isLessThanOrEqualTo(2);
        // As it is a minute later, or under an obstacle that the ledger does not know.
        database.execute("update coditect_ops.runs set retry_at = now() where key = 'rolled-back'");
      }
      old.queue("old", "own", Map.of("of", "its own"));
      await().atMost(PATIENCE).until(() -> done("old").contains("own"));
      assertThat(old.finding(FIRED).problems().toString())
          .contains("job old")
          .contains("A queued run waits")
          .contains("parameters do not fit the job file");
      assertThat(log.text().lines().filter(line -> line.contains("run cannot begin: ")))
          .filteredOn(line -> line.contains("key=rolled-back"))
          .hasSize(1);
    }
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void waiting_runs_of_a_job_that_nobody_knows_keep_no_other_waiting_and_are_shown() {
    try (Spoken log = new Spoken()) {
      waitingRunsOfJobsUnknownAndKnown();
      awaitScans(5);
      assertThat(log.text().lines().filter(line -> line.contains("retired")))
          .singleElement()
          .asString()
          .contains("something waits", "no worker knows the job", "jobs/retired.yaml");
      assertThat(log.text().lines().filter(line -> line.contains("cannot be read")))
          .singleElement()
          .asString()
          .contains("waiting run cannot be read by this version", "job=old", "cure=");
      assertThat(log.text()).doesNotContain("\tat ");
    }
    GuideStatements.execute(database, "A retired job", "retired");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(old.finding(TAKEN_UP).problems().toString()).doesNotContain("retired"));
    assertThat(count("select count(*) from coditect_ops.qrtz_triggers where job_name = 'retired'"))
        .isZero();
  }

  /** From now on, whenever the last one was. */
  private static void awaitScans(int many) {
    for (int scan = 0; scan < many; scan++) {
      long last = lastScan();
      Await.until("the next scan", () -> lastScan() > last);
    }
  }

  private static long lastScan() {
    return count(
        "select prev_fire_time from coditect_ops.qrtz_triggers where trigger_name = 'resume-runs'");
  }

  private static void waitingRunsOfJobsUnknownAndKnown() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " retry_at, started_at, parameters) select 'retired', 'r' || n, 'event', now(),"
                + " 'gone', 'failed', now(), now(), now() - interval '1 hour', jsonb_build_object('n',"
                + " n || '"
                + PersonalTokens.ALL
                + "') from generate_series(1, 150) n")
        .update();
    // Due in a year: nobody serves who knew how far ahead it may lie.
    admin
        .sql(
            "update coditect_ops.runs set retry_at = now() + interval '1 year' where job = 'retired'"
                + " and key like 'r1%'")
        .update();
    // A line of the ledger that this version cannot read.
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " retry_at, started_at, parameters) values ('old', 'unreadable', 'event', now(),"
                + " 'gone', 'failed', now(), now(), now() - interval '1 hour', '[[\""
                + PersonalTokens.ALL
                + "\"]]')")
        .update();
    // 150 that can only run one after the other, behind one that is in flight elsewhere.
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " retry_at, started_at, parameters) select 'old', 'b' || n, 'event', now(), 'gone',"
                + " 'failed', now(), now(), now() - interval '1 hour', '{\"busy\": \"1\"}'"
                + " from generate_series(1, 150) n")
        .update();
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, parameters, heartbeat_at)"
                + " values ('old', 'busy', 'event', now(), 'elsewhere', '{\"busy\": \"1\"}', now() +"
                + " interval '50 seconds')")
        .update();
    for (String parked :
        List.of(
            "'due', 'failed', now(), now(), now(), '{\"a\": \"1\"}'",
            "'far', 'failed', now(), now() + interval '1 year', now(), '{\"a\": \"5\"}'",
            "'interrupted', 'interrupted', now(), null, now(), '{\"a\": \"2\"}'",
            "'ahead', 'running', null, null, now() + interval '1 day', '{\"a\": \"3\"}'",
            "'silent', 'running', null, null, now() - interval '1 day', '{\"a\": \"4\"}'")) {
      admin
          .sql(
              "insert into coditect_ops.runs (key, outcome, finished_at, retry_at, heartbeat_at,"
                  + " parameters, job, origin, as_of, worker) values ("
                  + parked
                  + ", 'old', 'event', now(), 'gone')")
          .update();
    }
    await()
        .atMost(PATIENCE)
        .until(
            () -> done("old").containsAll(List.of("due", "far", "interrupted", "ahead", "silent")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Finding finding = old.finding(TAKEN_UP);
              assertThat(finding.state()).isEqualTo(State.FAILED);
              assertThat(finding.problems().toString())
                  .contains("150 runs wait")
                  .contains("no worker knows the job")
                  .contains("jobs/retired.yaml")
                  .contains("key unreadable");
            });
  }

  @Test
  void a_worker_that_was_last_seen_in_the_future_holds_no_schedule_for_long() {
    database.execute(
        "insert into coditect_ops.known_jobs (worker, job, schedule, seen_at) values ('gone',"
            + " 'hourly', 'another', now() + interval '1 year')",
        "update coditect_ops.qrtz_cron_triggers set cron_expression = '0 30 * * * ?' where"
            + " trigger_name = 'hourly'");
    await().atMost(PATIENCE).until(() -> cron().equals("0 0 * * * ?"));
  }

  /**
   * A version that names events by their id alone would not see that another has run one. What it
   * has queued for that event is taken back before a run of it begins here, and again at its end.
   */
  @Test
  void an_event_that_both_versions_queued_is_run_once() {
    List<String> queuedMeanwhile = new CopyOnWriteArrayList<>();
    work =
        run -> {
          if (run.key().equals("event://a#order-1")) {
            queuedMeanwhile.addAll(oldTriggers());
            queuedThere("again:order-1", "order-1", Map.of("of", "1"), 9);
          }
        };
    Instant published = Instant.now().plus(Duration.ofMinutes(8));
    queuedThere("run:order-1", "order-1", Map.of("of", "1"), 9);
    queuedThere("again-7:order-1", "order-1", Map.of("of", "1"), 9);
    // Another event's, by what it asks for, by its id, or by its time.
    queuedThere("again-8:order-1", "order-1", Map.of("of", "2"), 9);
    queuedThere("run:order-11", "order-11", Map.of("of", "1"), 9);
    queuedThere("again-9:order-1", "order-1", Map.of("of", "1"), 5);
    old.get(RunQueue.class)
        .add(
            new RunRequest(
                "old",
                "event://a#order-1",
                Origin.EVENT,
                Optional.empty(),
                Map.of("of", "1"),
                false),
            Optional.of(new RunQueue.FormerKey("order-1", published)));
    await().atMost(PATIENCE).until(() -> done("old").contains("event://a#order-1"));
    List<String> others = List.of("again-8:order-1", "again-9:order-1", "run:order-11");
    await().atMost(PATIENCE).until(() -> oldTriggers().equals(others));
    assertThat(queuedMeanwhile).isEqualTo(others);
  }

  /** As that version queues it, or queues it again: it will fire so many minutes from now. */
  private static void queuedThere(
      String name, String id, Map<String, String> parameters, int minutes) {
    try {
      old.get(Scheduler.class)
          .scheduleJob(
              TriggerBuilder.newTrigger()
                  .withIdentity(name, "old")
                  .forJob(new JobKey("old", "runs"))
                  .usingJobData("key", id)
                  .usingJobData("origin", "EVENT")
                  .usingJobData("parameters", JsonMapper.shared().writeValueAsString(parameters))
                  .startAt(Date.from(Instant.now().plus(Duration.ofMinutes(minutes))))
                  .build());
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> oldTriggers() {
    return admin
        .sql(
            "select trigger_name from coditect_ops.qrtz_triggers where trigger_name like"
                + " '%:order-1%' and trigger_group = 'old' order by 1")
        .query(String.class)
        .list();
  }

  private static String cron() {
    return admin
        .sql(
            "select cron_expression from coditect_ops.qrtz_cron_triggers where trigger_name ="
                + " 'hourly'")
        .query(String.class)
        .single();
  }

  private static List<String> done(String job) {
    return admin
        .sql("select key from coditect_ops.runs where job = :job and outcome = 'done'")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private static long count(String sql) {
    return admin.sql(sql).query(Long.class).single();
  }
}
