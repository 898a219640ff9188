package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
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

/**
 * Two versions side by side, one of which does not know a job or a class: nobody loses anything.
 */
class RollingUpgradeIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final Duration PATIENCE = Await.PATIENCE;
  private static final String FIRED = "every schedule and every queued run is fired";
  private static final String TAKEN_UP = "every run that is due is taken up";

  private LocalPostgres.Database database;
  private JdbcClient admin;

  @BeforeEach
  void freshDatabase() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
  }

  private static Version before() {
    return new Version().job("old", NEVER_IN_THIS_TEST);
  }

  private static Version after() {
    return before().job("newer", "* * * * * ?");
  }

  @Test
  void runs_of_a_job_that_one_replica_does_not_know_are_run_by_the_other() {
    // Healing would soon take a trigger out of these states, so whatever enters one is kept.
    database.execute(
        "create table public.parked (trigger_name text, trigger_state text)",
        "create function public.keep() returns trigger language plpgsql security definer as $$ begin"
            + " insert into public.parked values (new.trigger_name, new.trigger_state); return new;"
            + " end $$",
        "create trigger keep after insert or update on coditect_ops.qrtz_triggers for each row when"
            + " (new.trigger_state in ('ERROR', 'PAUSED', 'PAUSED_BLOCKED')) execute function"
            + " public.keep()");
    ServingReplica old = before().serveOn(database);
    ServingReplica upgraded = after().serveOn(database);
    List<String> keys = IntStream.range(0, 20).mapToObj(each -> "key-" + each).toList();
    keys.forEach(key -> upgraded.queue("newer", key, Map.of()));
    await().atMost(PATIENCE).until(() -> done("newer").containsAll(keys));

    // A replica of the version before starts anew, and takes neither job nor schedule away.
    ServingReplica another = before().serveOn(database);
    long slots = slots();
    await().atMost(PATIENCE).until(() -> slots() > slots + 1);
    assertThat(
            admin
                .sql("select trigger_name || ' ' || trigger_state from public.parked")
                .query(String.class)
                .list())
        .isEmpty();
    // Quartz keeps one data source a scheduler name and JVM, the last one's: that is closed last.
    old.close();
    upgraded.close();
    another.close();
  }

  @Test
  void after_a_rollback_the_queued_runs_wait_are_shown_and_run_after_the_next_upgrade() {
    try (ServingReplica upgraded = after().serveOn(database)) {
      assertThat(upgraded.finding(FIRED).state()).isEqualTo(State.OK);
    }
    admin
        .sql("update coditect_ops.qrtz_job_details set job_class_name = 'ai.coditect.ops.Later'")
        .update();
    queueUnknown("promised");
    try (ServingReplica rolledBack = before().serveOn(database)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Finding finding = rolledBack.finding(FIRED);
                assertThat(finding.state()).isEqualTo(State.FAILED);
                assertThat(finding.problems().toString())
                    .contains("job newer")
                    .contains("does not have the class");
              });
      // Its own are not delayed by it.
      rolledBack.queue("old", "own", Map.of());
      await().atMost(PATIENCE).until(() -> done("old").contains("own"));
      assertThat(done("newer")).doesNotContain("promised");
    }
    try (ServingReplica upgraded = after().serveOn(database)) {
      await().atMost(PATIENCE).until(() -> done("newer").contains("promised"));
      await().atMost(PATIENCE).until(() -> upgraded.finding(FIRED).state() == State.OK);
    }
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
    try (ServingReplica old = before().serveOn(database)) {
      JobOfAnotherVersion job = new JobOfAnotherVersion(old.get(PutOffRuns.class));
      Thread.currentThread().interrupt();
      JobExecutionException thrown =
          catchThrowableOfType(JobExecutionException.class, () -> job.execute(away));
      assertThat(Thread.interrupted()).isFalse();
      assertThat(thrown.refireImmediately()).isTrue();
    }
  }

  @Test
  void a_run_whose_parameters_this_version_does_not_know_waits_and_is_shown() {
    try (ServingReplica old = before().serveOn(database)) {
      old.queue("old", "with-news", Map.of("new", "1"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(old.finding(FIRED).problems().toString())
                      .contains("parameters do not fit the job file"));
      // One waits while one fires.
      assertThat(
              count("select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'old'"))
          .isBetween(1L, 2L);
    }
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void a_due_run_whose_parameters_this_version_does_not_know_is_put_off_and_told_once() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " retry_at, started_at, parameters) values ('old', 'rolled-back', 'event', now(),"
                + " 'gone', 'failed', now(), now(), now() - interval '1 hour', '{\"new\": \"1\"}')")
        .update();
    try (Spoken log = new Spoken();
        ServingReplica old = before().serveOn(database)) {
      for (int due = 0; due < 5; due++) {
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
                        + " trigger_name like 'put-off%'"))
            .isLessThanOrEqualTo(2);
        // As it is a minute later, or under an obstacle that the ledger does not know.
        admin
            .sql("update coditect_ops.runs set retry_at = now() where key = 'rolled-back'")
            .update();
      }
      old.queue("old", "own", Map.of());
      await().atMost(PATIENCE).until(() -> done("old").contains("own"));
      assertThat(old.finding(FIRED).problems().toString())
          .contains("A queued run waits")
          .contains("parameters do not fit the job file");
      assertThat(log.text().split("run cannot begin: ", -1)).hasSize(2);
    }
  }

  @Test
  void waiting_runs_of_a_job_that_nobody_knows_keep_no_other_waiting_and_are_shown() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
                + " retry_at, started_at, parameters) select 'retired', 'r' || n, 'event', now(),"
                + " 'gone', 'failed', now(), now(), now() - interval '1 hour', jsonb_build_object('n',"
                + " n) from generate_series(1, 150) n")
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
                + " 'gone', 'failed', now(), now(), now() - interval '1 hour', '[[1]]')")
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
    try (ServingReplica old = before().serveOn(database)) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  done("old").containsAll(List.of("due", "far", "interrupted", "ahead", "silent")));
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
      GuideStatements.execute(database, "A retired job", "retired");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(old.finding(TAKEN_UP).problems().toString())
                      .doesNotContain("retired"));
    }
    assertThat(count("select count(*) from coditect_ops.qrtz_triggers where job_name = 'retired'"))
        .isZero();
  }

  @Test
  void a_changed_schedule_is_the_new_version_s_once_the_old_one_is_gone() {
    ServingReplica old = new Version().job("old", "0 0 * * * ?").serveOn(database);
    ServingReplica upgraded = new Version().job("old", "0 30 * * * ?").serveOn(database);
    assertThat(cron()).isEqualTo("0 30 * * * ?");
    // What a replica of the version before writes at its start, while another of them serves.
    admin
        .sql("update coditect_ops.qrtz_cron_triggers set cron_expression = '0 0 * * * ?'")
        .update();
    await()
        .atMost(PATIENCE)
        .until(() -> count("select count(*) from coditect_ops.known_jobs") == 2);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .until(() -> cron().equals("0 0 * * * ?"));
    old.close();
    await().atMost(PATIENCE).until(() -> cron().equals("0 30 * * * ?"));
    upgraded.close();
  }

  @Test
  void a_worker_that_was_last_seen_in_the_future_holds_no_schedule_for_long() {
    try (ServingReplica replica = new Version().job("old", "0 0 * * * ?").serveOn(database)) {
      assertThat(replica.isActive()).isTrue();
      admin
          .sql(
              "insert into coditect_ops.known_jobs (worker, job, schedule, seen_at) values ('gone',"
                  + " 'old', 'another', now() + interval '1 year')")
          .update();
      admin
          .sql("update coditect_ops.qrtz_cron_triggers set cron_expression = '0 30 * * * ?'")
          .update();
      await().atMost(PATIENCE).until(() -> cron().equals("0 0 * * * ?"));
    }
  }

  /**
   * A version that names events by their id alone would not see that another has run one. What it
   * has queued for that event is taken back before a run of it begins here, and again at its end.
   */
  @Test
  void an_event_that_both_versions_queued_is_run_once() {
    AtomicReference<ServingReplica> replica = new AtomicReference<>();
    List<String> queuedMeanwhile = new CopyOnWriteArrayList<>();
    try (ServingReplica upgraded =
        before()
            .doing(
                run -> {
                  if (run.key().equals("event://a#order-1")) {
                    queuedMeanwhile.addAll(oldTriggers());
                    queuedThere(replica.get(), "again:order-1", "order-1", Map.of("of", "1"), 9);
                  }
                })
            .serveOn(database)) {
      replica.set(upgraded);
      Instant published = Instant.now().plus(Duration.ofMinutes(8));
      queuedThere(upgraded, "run:order-1", "order-1", Map.of("of", "1"), 9);
      queuedThere(upgraded, "again-7:order-1", "order-1", Map.of("of", "1"), 9);
      // Another event's, by what it asks for, by its id, or by its time.
      queuedThere(upgraded, "again-8:order-1", "order-1", Map.of("of", "2"), 9);
      queuedThere(upgraded, "run:order-11", "order-11", Map.of("of", "1"), 9);
      queuedThere(upgraded, "again-9:order-1", "order-1", Map.of("of", "1"), 5);
      upgraded
          .get(RunQueue.class)
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
  }

  /** As that version queues it, or queues it again: it will fire so many minutes from now. */
  private static void queuedThere(
      ServingReplica replica, String name, String id, Map<String, String> parameters, int minutes) {
    try {
      replica
          .get(Scheduler.class)
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

  private List<String> oldTriggers() {
    return admin
        .sql(
            "select trigger_name from coditect_ops.qrtz_triggers where trigger_name like"
                + " '%:order-1%' and trigger_group = 'old' order by 1")
        .query(String.class)
        .list();
  }

  /** Queues a run as a version does that knows the job. */
  private void queueUnknown(String key) {
    for (String statement :
        List.of(
            "insert into coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
                + " job_group, next_fire_time, prev_fire_time, priority, trigger_state, trigger_type,"
                + " start_time, end_time, misfire_instr, job_data) values ('coditect-ops', 'run:"
                + key
                + "', 'newer', 'newer', 'runs', 1000, -1, 5, 'WAITING', 'SIMPLE', 1000, 0, 1,"
                + " convert_to('key="
                + key
                + '\n'
                + "origin=EVENT"
                + '\n'
                + "parameters={}', 'UTF8'))",
            "insert into coditect_ops.qrtz_simple_triggers values ('coditect-ops', 'run:"
                + key
                + "', 'newer', 0, 0, 0)")) {
      admin.sql(statement).update();
    }
  }

  private String cron() {
    return admin
        .sql(
            "select cron_expression from coditect_ops.qrtz_cron_triggers where trigger_name = 'old'")
        .query(String.class)
        .single();
  }

  private List<String> done(String job) {
    return admin
        .sql("select key from coditect_ops.runs where job = :job and outcome = 'done'")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private long slots() {
    return count("select count(*) from coditect_ops.runs where key like 'newer@%'");
  }

  private long count(String sql) {
    return admin.sql(sql).query(Long.class).single();
  }
}
