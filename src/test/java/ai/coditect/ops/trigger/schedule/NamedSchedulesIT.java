package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A job with several schedules: each is a rhythm of its own. */
class NamedSchedulesIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String EVERY_SECOND = "* * * * * ?";
  private static final String QUICK = "proof/quick";

  private LocalPostgres.Database database;
  private JdbcClient admin;

  @BeforeEach
  void freshDatabase() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
  }

  private static Version both() {
    return new Version()
        .rhythm("proof", "quick", EVERY_SECOND)
        .rhythm("proof", "deep", EVERY_SECOND);
  }

  @Test
  void one_that_takes_long_keeps_its_own_next_slot_waiting_and_no_other_schedule() {
    CountDownLatch deepMayEnd = new CountDownLatch(1);
    Version version =
        both()
            .doing(
                run -> {
                  if (run.parameter("level").orElseThrow().equals("deep")) {
                    ScheduleWait.uninterrupted(deepMayEnd);
                  }
                });
    try (ServingReplica replica = version.serveOn(database)) {
      await().atMost(Await.PATIENCE).until(() -> count("deep", "running") == 1);
      long quick = count("quick", "done");
      await().atMost(Await.PATIENCE).until(() -> count("quick", "done") >= quick + 3);
      assertThat(count("deep", "running")).isEqualTo(1);
      assertThat(count("deep", "done")).isZero();
      // Its key has the schedule's name, and its parameters are the file's.
      assertThat(keys("quick")).allSatisfy(key -> assertThat(key).matches(QUICK + "@20\\S+Z"));
      deepMayEnd.countDown();
      await().atMost(Await.PATIENCE).until(() -> count("deep", "done") >= 2);
      assertThat(replica.get(KnownJobs.class).isScheduled("proof/deep")).isTrue();
    } finally {
      deepMayEnd.countDown();
    }
  }

  @Test
  void two_replicas_run_each_slot_once() {
    try (ServingReplica one = both().serveOn(database);
        ServingReplica other = both().serveOn(database)) {
      assertThat(List.of(one, other)).allMatch(ServingReplica::isActive);
      await()
          .atMost(Await.PATIENCE)
          .until(() -> count("quick", "done") >= 4 && count("deep", "done") >= 4);
    }
    List<String> keys = keys("quick");
    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
    assertThat(triggers()).containsExactly("proof/deep", QUICK);
  }

  @Test
  void a_schedule_that_is_renamed_or_removed_loses_its_trigger_and_what_waits_for_it() {
    try (ServingReplica before = both().serveOn(database)) {
      await().atMost(Await.PATIENCE).until(() -> count("deep", "done") >= 1);
      assertThat(before.itemFinding(QUICK + " is not overdue").state()).isEqualTo(State.OK);
    }
    Version renamed = new Version().rhythm("proof", "fast", NEVER_IN_THIS_TEST);
    // A slot that was put off before, of a schedule that nobody has any more.
    putOffSlot("deep");
    try (ServingReplica after = renamed.serveOn(database)) {
      assertThat(triggers()).containsExactly("proof/fast");
      assertThat(expected()).containsExactly("proof/fast");
      await().atMost(Await.PATIENCE).until(() -> putOff() == 0);
      assertThat(after.itemFinding("proof/fast is not overdue").state()).isEqualTo(State.OK);
    }
    try (ServingReplica single = new Version().job("proof", NEVER_IN_THIS_TEST).serveOn(database)) {
      assertThat(triggers()).containsExactly("proof");
      assertThat(single.get(KnownJobs.class).isScheduled("proof/fast")).isFalse();
    }
    assertThat(keys("quick")).allSatisfy(key -> assertThat(key).startsWith(QUICK));
  }

  @Test
  void a_replica_that_does_not_know_a_schedule_leaves_it_to_the_one_that_does() {
    try (ServingReplica upgraded = both().serveOn(database);
        ServingReplica before =
            new Version().rhythm("proof", "quick", EVERY_SECOND).serveOn(database)) {
      assertThat(List.of(upgraded, before)).allMatch(ServingReplica::isActive);
      assertThat(triggers()).containsExactly("proof/deep", QUICK);
      long done = count("deep", "done");
      await().atMost(Await.PATIENCE).until(() -> count("deep", "done") > done + 2);
    }
  }

  @Test
  void a_success_of_one_says_nothing_about_another() {
    Version version =
        new Version()
            .rhythm("proof", "quick", NEVER_IN_THIS_TEST)
            .rhythm("proof", "deep", NEVER_IN_THIS_TEST);
    try (ServingReplica replica = version.serveOn(database)) {
      admin
          .sql(
              "update coditect_ops.expected_successes set known_since = now() - interval '61 minutes'")
          .update();
      assertThat(state(replica, "quick")).isEqualTo(State.FAILED);
      succeeded("quick", "30 minutes");
      assertThat(state(replica, "quick")).isEqualTo(State.OK);
      assertThat(state(replica, "deep")).isEqualTo(State.FAILED);
      assertThat(replica.itemFinding("proof/deep is not overdue").problems().toString())
          .contains("no success yet", "silent for 1h 1m", "may be silent for 1h");
      succeeded("deep", "61 minutes");
      assertThat(state(replica, "deep")).isEqualTo(State.FAILED);
      // Whoever asked for it: what counts is what was asked.
      succeeded("deep", "59 minutes");
      assertThat(state(replica, "deep")).isEqualTo(State.OK);
    }
  }

  private static State state(ServingReplica replica, String schedule) {
    return replica.itemFinding("proof/" + schedule + " is not overdue").state();
  }

  private void succeeded(String level, String ago) {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, parameters,"
                + " started_at, finished_at) values ('proof', gen_random_uuid()::text, 'command',"
                + " now(), 'w', 'done', jsonb_build_object('level', cast(:level as text)),"
                + " now() - cast(:ago as interval), now() - cast(:ago as interval))")
        .param("level", level)
        .param("ago", ago)
        .update();
  }

  private void putOffSlot(String schedule) {
    admin
        .sql(
            "insert into coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
                + " job_group, next_fire_time, prev_fire_time, priority, trigger_state, trigger_type,"
                + " start_time, end_time, misfire_instr, job_data, description) values ('coditect-ops',"
                + " 'put-off-slot/' || :schedule, 'proof', 'proof', 'runs', 1000, -1, 5, 'WAITING',"
                + " 'SIMPLE', 1000, 0, 1, convert_to('slot-at=2026-01-01T00:00:00Z' || chr(10) ||"
                + " 'schedule=' || :schedule, 'UTF8'), 'put off: by a test')")
        .param("schedule", schedule)
        .update();
    admin
        .sql(
            "insert into coditect_ops.qrtz_simple_triggers values ('coditect-ops',"
                + " 'put-off-slot/' || :schedule, 'proof', 0, 0, 0)")
        .param("schedule", schedule)
        .update();
  }

  private long putOff() {
    return admin
        .sql("select count(*) from coditect_ops.qrtz_triggers where trigger_name like 'put-off%'")
        .query(Long.class)
        .single();
  }

  private List<String> triggers() {
    return admin
        .sql(
            "select trigger_name from coditect_ops.qrtz_triggers where trigger_group = 'schedules'"
                + " order by 1")
        .query(String.class)
        .list();
  }

  private List<String> expected() {
    return admin
        .sql("select label from coditect_ops.expected_successes order by 1")
        .query(String.class)
        .list();
  }

  private long count(String level, String outcome) {
    return admin
        .sql(
            "select count(*) from coditect_ops.runs where parameters ->> 'level' = :level and outcome"
                + " = :outcome")
        .param("level", level)
        .param("outcome", outcome)
        .query(Long.class)
        .single();
  }

  private List<String> keys(String level) {
    return admin
        .sql("select key from coditect_ops.runs where parameters ->> 'level' = :level")
        .param("level", level)
        .query(String.class)
        .list();
  }

  /** Waits as a bite does that takes long. */
  private static final class ScheduleWait {
    static void uninterrupted(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
