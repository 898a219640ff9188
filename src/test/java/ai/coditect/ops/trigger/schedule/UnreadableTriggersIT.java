package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Triggers that cannot be read stand first in the queue of a worker that heals nothing by itself:
 * what is behind them is done before anything is healed.
 */
class UnreadableTriggersIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String TRIGGER = "update coditect_ops.qrtz_triggers set ";
  private static final String NO_LINE =
      "convert_to('" + PersonalTokens.ALL + "\nkey=\\u00zz " + PersonalTokens.ALL + "', 'UTF8')";

  private static LocalPostgres.Database database;
  private static JdbcClient admin;
  private static ServingReplica replica;

  /** What keeps each from being read, and where it is mended. */
  private static final Map<String, String> MENDED =
      Map.of(
          "half",
          "delete from coditect_ops.qrtz_simple_triggers where trigger_name = 'run:half'",
          "of no type",
          TRIGGER + "trigger_type = 'WHATEVER' where trigger_name = 'run:of no type'",
          "of another type",
          TRIGGER + "trigger_type = 'BLOB' where trigger_name = 'run:of another type'",
          "at no time",
          TRIGGER
              + "next_fire_time = -1, misfire_instr = -1 where trigger_name = 'run:at no time'");

  @BeforeAll
  static void serve() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    // A schedule and the scan for runs lack their second row when the worker starts.
    database.execute(
        "insert into coditect_ops.qrtz_job_details values"
            + " ('coditect-ops', 'ticking', 'runs', null, 'x', true, false, false, true, null),"
            + " ('coditect-ops', 'resume-runs', 'engine', null, 'x', true, true, false, false, null)",
        "insert into coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
            + " job_group, next_fire_time, priority, trigger_state, trigger_type, start_time) values"
            + " ('coditect-ops', 'ticking', 'schedules', 'ticking', 'runs', 1, 5, 'WAITING', 'CRON', 1),"
            + " ('coditect-ops', 'resume-runs', 'engine', 'resume-runs', 'engine', 1, 5, 'WAITING',"
            + " 'SIMPLE', 1)");
    replica =
        new Version()
            .job("ticking", "* * * * * ?")
            .job("asked", NEVER_IN_THIS_TEST)
            .job("other", NEVER_IN_THIS_TEST)
            .with("ops.heal-every", "1h")
            .serveOn(database);
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  @Test
  void a_worker_starts_beside_a_schedule_and_a_scan_that_cannot_be_read_and_fires_both() {
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
            + " ('other', 'abandoned', 'command', now(), 'gone', now() - interval '1 minute')");
    awaitDone("abandoned");
    Await.until("a slot", () -> done().stream().anyMatch(key -> key.startsWith("ticking@")));
  }

  @Test
  void what_cannot_be_read_keeps_nothing_waiting_and_goes_on_once_it_is_mended() throws Exception {
    Scheduler scheduler = replica.get(Scheduler.class);
    scheduler.standby();
    MENDED.keySet().forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    // More than Quartz looks at in one turn where something is late, and all of them are.
    List<String> garbled = IntStream.range(0, 25).mapToObj(n -> "garbled " + n).toList();
    garbled.forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    replica.queue("other", "late", Map.of("of", "late"));
    database.execute(
        TRIGGER + "job_data = " + NO_LINE + " where trigger_name like 'run:garbled %'",
        TRIGGER + "next_fire_time = 1000 where trigger_name like 'run:garbled %'",
        TRIGGER + "next_fire_time = 2000 where trigger_name = 'run:late'",
        "update coditect_ops.qrtz_job_details set job_data = " + NO_LINE);
    database.execute(MENDED.values().toArray(String[]::new));
    replica.queue("other", "behind", Map.of("of", "behind"));
    scheduler.start();

    awaitDone("behind");
    awaitDone("late");
    assertThat(done()).doesNotContainAnyElementsOf(garbled);
    Await.until("all to be set aside", () -> setAside() == garbled.size() + MENDED.size());

    replica.get(QuartzHealing.class).turn();
    MENDED.keySet().forEach(UnreadableTriggersIT::awaitDone);
    assertThat(setAside()).isEqualTo(garbled.size());
    GuideStatements.execute(database, "A trigger that is set aside", "run:garbled 7");
    assertThat(setAside()).isEqualTo(garbled.size() - 1);
    // Somebody makes the others readable, or a version comes that can read them.
    database.execute(
        TRIGGER
            + "job_data = convert_to(E'origin=EVENT\\nparameters={}\\nkey=' || right(trigger_name, -4),"
            + " 'UTF8') where trigger_name = 'run:garbled 8'");
    replica.get(QuartzHealing.class).turn();
    awaitDone("garbled 8");
  }

  /** Quartz recovers all of a dead worker in one transaction. */
  @Test
  void a_dead_worker_is_recovered_though_what_it_fired_cannot_be_read() throws Exception {
    Scheduler scheduler = replica.get(Scheduler.class);
    scheduler.standby();
    List.of("fired", "fired in vain")
        .forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    database.execute(
        TRIGGER + "job_data = " + NO_LINE + " where trigger_name = 'run:fired in vain'",
        "insert into coditect_ops.qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group,"
            + " instance_name, fired_time, sched_time, priority, state, job_name, job_group,"
            + " is_nonconcurrent, requests_recovery) select sched_name, trigger_name, trigger_name,"
            + " trigger_group, 'gone', 1000, 1000, 5, 'EXECUTING', job_name, job_group, false, true"
            + " from coditect_ops.qrtz_triggers where trigger_name like 'run:fired%'",
        TRIGGER + "trigger_state = 'COMPLETE' where trigger_name like 'run:fired%'",
        "insert into coditect_ops.qrtz_scheduler_state values ('coditect-ops', 'gone', 1000, 300)");
    scheduler.start();

    awaitDone("fired");
    Await.until(
        "the other to be shown",
        () ->
            replica
                .finding("every schedule and every queued run is fired")
                .problems()
                .toString()
                .contains("this version cannot read its request"));
    assertThat(done()).doesNotContain("fired in vain");
  }

  private static long setAside() {
    return admin
        .sql(
            "select count(*) from coditect_ops.qrtz_triggers where trigger_state = 'PAUSED' and"
                + " description = 'cannot be read'")
        .query(Long.class)
        .single();
  }

  private static void awaitDone(String key) {
    Await.until(key + " to be done", () -> done().contains(key));
  }

  private static List<String> done() {
    return admin
        .sql("select key from coditect_ops.runs where outcome = 'done'")
        .query(String.class)
        .list();
  }
}
