package ai.coditect.ops.trigger.schedule;

import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every state in which Quartz parks a trigger, entered by force while a worker serves. All of them
 * are entered at once, so that each is also beside all others.
 */
class ParkedTriggersIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String EVERY_SECOND = "* * * * * ?";
  private static final String TRIGGER = "update coditect_ops.qrtz_triggers ";
  private static final String CRON = "update coditect_ops.qrtz_cron_triggers ";
  private static final Duration PATIENCE = Await.PATIENCE;

  private static LocalPostgres.Database database;
  private static JdbcClient admin;
  private static ServingReplica replica;

  /** From here on a schedule has to have fired. */
  private static Instant parkedAt;

  @BeforeAll
  static void serve() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    Version version =
        new Version()
            .job("asked", NEVER_IN_THIS_TEST)
            .job("ticking", EVERY_SECOND)
            .job("other", NEVER_IN_THIS_TEST);
    STATES_OF_A_SCHEDULE.keySet().forEach(job -> version.job(job, EVERY_SECOND));
    replica = version.serveOn(database);
    // Quartz itself takes seven seconds for it.
    admin
        .sql(
            "insert into coditect_ops.qrtz_scheduler_state values ('coditect-ops', 'ahead',"
                + " extract(epoch from now() + interval '1 day') * 1000, 300)")
        .update();
    STATES_OF_A_QUEUED_RUN.forEach(
        (state, force) ->
            parked(
                state,
                "update coditect_ops.qrtz_triggers set "
                    + force
                    + " where trigger_name = 'run:"
                    + state
                    + "'"));
    STATES_OF_A_SCHEDULE.forEach((job, force) -> admin.sql(force.formatted(which(job))).update());
    parkedAt = Instant.now().plusSeconds(1);
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  /** The key of a queued run, and what of its trigger is changed. */
  private static final Map<String, String> STATES_OF_A_QUEUED_RUN =
      Map.ofEntries(
          Map.entry("error", "trigger_state = 'ERROR'"),
          Map.entry("acquired by nobody", "trigger_state = 'ACQUIRED'"),
          Map.entry("blocked by nobody", "trigger_state = 'BLOCKED'"),
          Map.entry("complete, and never run", "trigger_state = 'COMPLETE'"),
          Map.entry("executing nowhere", "trigger_state = 'EXECUTING'"),
          Map.entry("a state that nobody knows", "trigger_state = 'WHATEVER'"),
          Map.entry("no next instant", "trigger_state = 'WAITING', next_fire_time = null"),
          Map.entry("next instant -1", "trigger_state = 'WAITING', next_fire_time = -1"),
          Map.entry(
              "next instant in a year",
              "trigger_state = 'WAITING', next_fire_time = next_fire_time + 31536000000"),
          Map.entry("a calendar that is gone", "trigger_state = 'ERROR', calendar_name = 'x'"),
          Map.entry("of another type", "trigger_state = 'WAITING', trigger_type = 'BLOB'"));

  static Set<String> statesOfAQueuedRun() {
    return STATES_OF_A_QUEUED_RUN.keySet();
  }

  @ParameterizedTest
  @MethodSource("statesOfAQueuedRun")
  void a_queued_run_that_is_parked_runs(String state) {
    awaitDone("asked", state);
  }

  @Test
  void what_a_worker_fires_that_is_on_no_record_is_taken_over() {
    parked(
        "orphan",
        "insert into coditect_ops.qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group,"
            + " instance_name, fired_time, sched_time, priority, state, job_name, job_group,"
            + " is_nonconcurrent, requests_recovery) select sched_name, 'entry', trigger_name,"
            + " trigger_group, 'gone', 1000, 1000, 5, 'ACQUIRED', job_name, job_group, false, true"
            + " from coditect_ops.qrtz_triggers where trigger_name = 'run:orphan'",
        "update coditect_ops.qrtz_triggers set trigger_state = 'ACQUIRED' where trigger_name = 'run:orphan'");
    awaitDone("asked", "orphan");
  }

  @Test
  void what_this_worker_is_said_to_fire_and_does_not_is_taken_over() throws Exception {
    String worker = replica.get(Scheduler.class).getSchedulerInstanceId();
    parked(
        "lost",
        "insert into coditect_ops.qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group,"
            + " instance_name, fired_time, sched_time, priority, state, job_name, job_group,"
            + " is_nonconcurrent, requests_recovery) select sched_name, 'mine', trigger_name,"
            + " trigger_group, '"
            + worker
            + "', 1000, 1000, 5, 'EXECUTING', job_name, job_group, false, true"
            + " from coditect_ops.qrtz_triggers where trigger_name = 'run:lost'",
        "update coditect_ops.qrtz_triggers set trigger_state = 'COMPLETE' where trigger_name = 'run:lost'");
    awaitDone("asked", "lost");
  }

  @Test
  void a_dead_worker_that_was_alive_in_the_future_is_missed() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "select count(*) from coditect_ops.qrtz_scheduler_state where instance_name = 'ahead'")
                    == 0);
  }

  /** The job, and the statement that parks its schedule. */
  private static final Map<String, String> STATES_OF_A_SCHEDULE =
      Map.of(
          "error", TRIGGER + "set trigger_state = 'ERROR'%s",
          "acquired-by-nobody", TRIGGER + "set trigger_state = 'ACQUIRED'%s",
          "complete", TRIGGER + "set trigger_state = 'COMPLETE'%s",
          "no-next-instant", TRIGGER + "set next_fire_time = null%s",
          "next-instant-in-a-year", TRIGGER + "set next_fire_time = next_fire_time + 31536000000%s",
          "ended", TRIGGER + "set end_time = 1000%s",
          "another-rhythm", CRON + "set cron_expression = '0 0 0 1 1 ?'%s",
          "no-rhythm-at-all", CRON + "set cron_expression = 'often'%s",
          "half-of-it-gone", "delete from coditect_ops.qrtz_cron_triggers%s",
          "all-of-it-gone",
              "with half as (delete from coditect_ops.qrtz_cron_triggers%1$s)"
                  + " delete from coditect_ops.qrtz_triggers%1$s");

  static Set<String> statesOfASchedule() {
    return STATES_OF_A_SCHEDULE.keySet();
  }

  @ParameterizedTest
  @MethodSource("statesOfASchedule")
  void a_schedule_that_is_parked_fires(String job) {
    awaitTick(job, parkedAt);
  }

  @Test
  void the_scan_itself_and_the_jobs_of_quartz_are_set_right() {
    admin
        .sql(
            "update coditect_ops.qrtz_triggers set trigger_state = 'ERROR', next_fire_time = null"
                + " where trigger_group = 'engine'")
        .update();
    admin
        .sql(
            "update coditect_ops.qrtz_job_details set job_class_name = 'ai.coditect.ops.Gone',"
                + " is_durable = false, requests_recovery = false")
        .update();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "select count(*) from coditect_ops.qrtz_job_details where job_class_name like '%Gone'")
                    == 0);
    admin
        .sql(
            // With parameters of its own: what other methods queued may be in flight.
            "insert into coditect_ops.runs"
                + " (job, key, parameters, origin, as_of, worker, heartbeat_at) values ('asked',"
                + " 'abandoned', '{\"of\": \"abandoned\"}', 'command', now(), 'gone',"
                + " now() - interval '1 minute')")
        .update();
    awaitDone("asked", "abandoned");
    awaitTick("ticking", Instant.now());
  }

  @Test
  void what_stands_in_error_while_nobody_serves_runs_once_somebody_does() {
    LocalPostgres.Database left = LocalPostgres.shared().migrated();
    JdbcClient asked = JdbcClient.create(left.asSuperuser());
    Version version = new Version().job("asked", NEVER_IN_THIS_TEST).job("ticking", EVERY_SECOND);
    try (ServingReplica before = version.serveOn(left)) {
      parked(left, before, "left");
    }
    left.execute("update coditect_ops.qrtz_triggers set trigger_state = 'ERROR'");
    Instant stopped = Instant.now();
    ServingReplica after = version.serveOn(left);
    try {
      awaitDone(asked, "asked", "left");
      awaitTick(asked, "ticking", stopped);
    } finally {
      after.close();
    }
  }

  @Test
  void a_scheduler_that_stands_by_is_started_again() throws Exception {
    replica.get(Scheduler.class).standby();
    awaitTick("ticking", Instant.now().plusSeconds(1));
  }

  @Test
  void healing_goes_on_after_an_error() {
    Scheduler scheduler = replica.get(Scheduler.class);
    AtomicInteger asked = new AtomicInteger();
    Scheduler erringOnce =
        (Scheduler)
            Proxy.newProxyInstance(
                Scheduler.class.getClassLoader(),
                new Class<?>[] {Scheduler.class},
                (proxy, method, arguments) -> {
                  if (asked.incrementAndGet() == 1) {
                    throw new NoClassDefFoundError("org/quartz/Gone");
                  }
                  return method.invoke(scheduler, arguments);
                });
    HealingLoop loop =
        new HealingLoop(
            new QuartzHealing(
                erringOnce,
                new QuartzStore(replica.get(JdbcClient.class), "coditect-ops"),
                replica.get(ScheduleSync.class),
                replica.get(KnownJobs.class),
                new TransactionTemplate(replica.get(PlatformTransactionManager.class)),
                Duration.ofSeconds(1),
                new SimpleMeterRegistry()),
            replica.get(KnownJobs.class),
            Duration.ofMillis(20));
    loop.start();
    try {
      await().atMost(PATIENCE).until(() -> asked.get() > 3);
    } finally {
      loop.stop();
    }
  }

  /** Queues a run as events do, and parks it before a scheduler sees it. */
  private static void parked(String key, String... statements) {
    parked(database, replica, key, statements);
  }

  private static void parked(
      LocalPostgres.Database database, ServingReplica replica, String key, String... statements) {
    // Nothing is fired between the two, whoever looks.
    database.execute(
        "create or replace function public.hide() returns trigger language plpgsql as"
            + " $$ begin new.trigger_state := 'PAUSED'; return new; end $$",
        "create trigger hide before insert on coditect_ops.qrtz_triggers for each row"
            + " when (new.trigger_name = 'run:"
            + key
            + "') execute function public.hide()");
    replica.queue("asked", key, Map.of("of", key));
    database.execute("drop trigger hide on coditect_ops.qrtz_triggers");
    database.execute(statements);
  }

  private static void awaitDone(String job, String key) {
    awaitDone(admin, job, key);
  }

  private static void awaitDone(JdbcClient admin, String job, String key) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                        .sql(
                            "select count(*) from coditect_ops.runs where job = :job and key = :key"
                                + " and outcome = 'done'")
                        .param("job", job)
                        .param("key", key)
                        .query(Long.class)
                        .single()
                    == 1);
  }

  /** Which trigger is the schedule of this job. */
  private static String which(String job) {
    return " where trigger_group = 'schedules' and trigger_name = '" + job + "'";
  }

  private static void awaitTick(String job, Instant after) {
    awaitTick(admin, job, after);
  }

  private static void awaitTick(JdbcClient admin, String job, Instant after) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                admin
                    .sql("select key from coditect_ops.runs where job = :job")
                    .param("job", job)
                    .query(String.class)
                    .list()
                    .stream()
                    .map(key -> Instant.parse(key.substring(job.length() + 1)))
                    .anyMatch(slot -> slot.isAfter(after)));
  }

  private static long count(String sql) {
    return admin.sql(sql).query(Long.class).single();
  }
}
