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
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
import org.quartz.spi.ClassLoadHelper;
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

  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final JdbcClient admin = JdbcClient.create(database.asSuperuser());
  private static volatile Consumer<JobRun> work = run -> {};

  /** For what a worker of the older version meets alone. */
  private static ServingReplica old;

  @BeforeAll
  static void serve() {
    old =
        before()
            .job("hourly", "0 0 * * * ?")
            .doing(run -> work.accept(run))
            .with("ops.takeover", "1s")
            .serveOn(database);
  }

  @AfterAll
  static void stop() {
    old.close();
  }

  private static Version before() {
    return new Version().job("old", NEVER_IN_THIS_TEST);
  }

  private static Version after() {
    return before().job("newer", "* * * * * ?");
  }

  /** By its job file, and by the class of its Quartz job. */
  @Test
  void what_one_replica_does_not_know_is_run_by_the_other_and_after_a_rollback_of_both_is_kept() {
    Pair pair = new Pair(LocalPostgres.shared().migrated());
    try (ServingReplica one = before().serveOn(pair.database)) {
      try (ServingReplica upgraded = pair.upgraded()) {
        pair.queueUntilTheOlderMeetsOne(upgraded, "does not know the job");
        pair.database.execute(
            "update coditect_ops.qrtz_job_details set job_class_name = '"
                + LaterClasses.LATER
                + "' where job_name = 'newer'");
        pair.queueUntilTheOlderMeetsOne(upgraded, "does not have the class");
        // A replica of the version before starts anew, and takes neither job nor schedule away.
        try (ServingReplica another = before().serveOn(pair.database)) {
          assertThat(another.isActive()).isTrue();
          long slots = pair.slots();
          Await.until("two more slots", () -> pair.slots() > slots + 1);
        }
        pair.queueAsUpgraded("promised");
        assertThat(pair.everParked()).isEmpty();
        assertThat(pair.classOfNewer()).isEqualTo(LaterClasses.LATER);
      }
      try (ServingReplica rolledBack = before().serveOn(pair.database)) {
        pair.database.execute(
            "update coditect_ops.qrtz_triggers set next_fire_time = 1000 where trigger_name ="
                + " 'run:promised'");
        Await.until(
            "it to be shown",
            () ->
                Stream.of(one, rolledBack)
                    .map(each -> each.finding(FIRED).problems().toString())
                    .allMatch(
                        found ->
                            found.contains("job newer")
                                && found.contains("does not have the class")));
        // Its own are not delayed by it.
        rolledBack.queue("old", "own", Map.of());
        Await.until("its own", () -> pair.done("old").contains("own"));
        assertThat(pair.done("newer")).doesNotContain("promised");
      }
      try (ServingReplica upgraded = pair.upgraded()) {
        Await.until("what was promised", () -> pair.done("newer").contains("promised"));
        Await.until("nothing to wait", () -> upgraded.finding(FIRED).state() == State.OK);
      }
    }
  }

  /** What the later version calls the class of its job, and finds there. */
  public static final class LaterClasses implements ClassLoadHelper {
    static final String LATER = "ai.coditect.ops.trigger.schedule.LaterTrigger";

    private final ClassLoadHelper plain = new JobClassLoading();

    @Override
    public void initialize() {
      plain.initialize();
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      return plain.loadClass(name);
    }

    @Override
    public <T> Class<? extends T> loadClass(String name, Class<T> kind)
        throws ClassNotFoundException {
      return plain.loadClass(name.equals(LATER) ? RunTrigger.class.getName() : name, kind);
    }

    @Override
    public URL getResource(String name) {
      return plain.getResource(name);
    }

    @Override
    public InputStream getResourceAsStream(String name) {
      return plain.getResourceAsStream(name);
    }

    @Override
    public ClassLoader getClassLoader() {
      return plain.getClassLoader();
    }
  }

  /** The database of two versions, and what each trigger went through. */
  private record Pair(LocalPostgres.Database database, JdbcClient admin) {
    Pair(LocalPostgres.Database database) {
      this(database, JdbcClient.create(database.asSuperuser()));
      // Healing would soon take a trigger out of a state, so whatever enters one is kept.
      database.execute(
          "create table public.entered (state text, description text)",
          "create function public.keep() returns trigger language plpgsql security definer as $$ begin"
              + " insert into public.entered values (new.trigger_state, new.description); return new;"
              + " end $$",
          "create trigger keep after insert or update on coditect_ops.qrtz_triggers for each row"
              + " execute function public.keep()");
    }

    ServingReplica upgraded() {
      return after()
          .with(
              "spring.quartz.properties.org.quartz.scheduler.classLoadHelper.class",
              LaterClasses.class.getName())
          .serveOn(database);
    }

    void queueUntilTheOlderMeetsOne(ServingReplica upgraded, String why) {
      List<String> keys = new ArrayList<>();
      Await.until(
          "the older version to meet a run of which it " + why,
          () -> {
            keys.add(why.replace(' ', '-') + "-" + keys.size());
            upgraded.queue("newer", keys.get(keys.size() - 1), Map.of("of", "" + keys.size()));
            return count(
                    "select count(*) from public.entered where description like '%" + why + "%'")
                > 0;
          });
      Await.until("all of them to run", () -> done("newer").containsAll(keys));
    }

    /** Queues a run for later, as a version does that knows the job. */
    void queueAsUpgraded(String key) {
      database.execute(
          "with half as (insert into coditect_ops.qrtz_triggers (sched_name, trigger_name,"
              + " trigger_group, job_name, job_group, next_fire_time, prev_fire_time, priority,"
              + " trigger_state, trigger_type, start_time, end_time, misfire_instr, job_data) values"
              + " ('coditect-ops', 'run:"
              + key
              + "', 'newer', 'newer', 'runs', extract(epoch from now() + interval '5 minutes') * 1000,"
              + " -1, 5, 'WAITING', 'SIMPLE', 1000, 0, 1, convert_to('key="
              + key
              + "\norigin=EVENT\nparameters={}', 'UTF8')) returning trigger_name, trigger_group)"
              + " insert into coditect_ops.qrtz_simple_triggers select 'coditect-ops', trigger_name,"
              + " trigger_group, 0, 0, 0 from half");
    }

    List<String> everParked() {
      return admin
          .sql("select description from public.entered where state in ('ERROR', 'PAUSED')")
          .query(String.class)
          .list();
    }

    String classOfNewer() {
      return admin
          .sql("select job_class_name from coditect_ops.qrtz_job_details where job_name = 'newer'")
          .query(String.class)
          .single();
    }

    long slots() {
      return count("select count(*) from coditect_ops.runs where key like 'newer@%'");
    }

    List<String> done(String job) {
      return RollingUpgradeIT.done(admin, job);
    }

    private long count(String sql) {
      return admin.sql(sql).query(Long.class).single();
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
              + " 'gone', 'failed', now(), now(), now() - interval '1 hour', '{\"new\": \"1\"}')");
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
    GuideStatements.execute(database, "A retired job", "retired");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(old.finding(TAKEN_UP).problems().toString()).doesNotContain("retired"));
    assertThat(count("select count(*) from coditect_ops.qrtz_triggers where job_name = 'retired'"))
        .isZero();
  }

  @Test
  void a_changed_schedule_is_the_new_version_s_once_the_old_one_is_gone() {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    try (ServingReplica upgraded =
        new Version().job("moved", "0 30 * * * ?").with("ops.heal-every", "1h").serveOn(own)) {
      QuartzHealing healing = upgraded.get(QuartzHealing.class);
      try (ServingReplica before = new Version().job("moved", "0 0 * * * ?").serveOn(own)) {
        assertThat(before.isActive()).isTrue();
        // What a replica of the version before writes at its start holds while one of them serves.
        healing.turn();
        assertThat(cron(own, "moved")).isEqualTo("0 0 * * * ?");
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
      healing.turn();
      assertThat(cron(own, "moved")).isEqualTo("0 30 * * * ?");
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_worker_that_was_last_seen_in_the_future_holds_no_schedule_for_long() {
    database.execute(
        "insert into coditect_ops.known_jobs (worker, job, schedule, seen_at) values ('gone',"
            + " 'hourly', 'another', now() + interval '1 year')",
        "update coditect_ops.qrtz_cron_triggers set cron_expression = '0 30 * * * ?' where"
            + " trigger_name = 'hourly'");
    await().atMost(PATIENCE).until(() -> cron(database, "hourly").equals("0 0 * * * ?"));
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

  private static String cron(LocalPostgres.Database of, String schedule) {
    return JdbcClient.create(of.asSuperuser())
        .sql(
            "select cron_expression from coditect_ops.qrtz_cron_triggers where trigger_name = :name")
        .param("name", schedule)
        .query(String.class)
        .single();
  }

  private static List<String> done(String job) {
    return done(admin, job);
  }

  private static List<String> done(JdbcClient jdbc, String job) {
    return jdbc.sql("select key from coditect_ops.runs where job = :job and outcome = 'done'")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private static long count(String sql) {
    return admin.sql(sql).query(Long.class).single();
  }
}
