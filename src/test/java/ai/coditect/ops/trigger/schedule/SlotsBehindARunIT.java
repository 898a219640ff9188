package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.SlotKey;
import ai.coditect.ops.job.file.Schedule.Missed;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import ai.coditect.ops.trigger.schedule.WaitingSlots.FiredSlot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A run that takes longer than the interval of its schedule. */
class SlotsBehindARunIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String EVERY_SECOND = "* * * * * ?";
  private static final int SOME = 2;

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient admin = JdbcClient.create(database.asSuperuser());

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void of_the_slots_that_pass_meanwhile_the_newest_runs_afterwards_twice_in_a_row() {
    Semaphore mayEnd = new Semaphore(0);
    Version version =
        new Version().job("slow", EVERY_SECOND).doing(run -> mayEnd.acquireUninterruptibly());
    try (Spoken spoken = new Spoken();
        ServingReplica one = version.with(ITS_LINES, "INFO").serveOn(database);
        ServingReplica other = version.serveOn(database)) {
      assertThat(List.of(one, other)).allMatch(ServingReplica::isActive);
      for (int run = 1; run <= 2; run++) {
        int begun = run;
        Await.until("a run is under way", () -> keys("slow").size() == begun);
        Instant under = slots("slow").get(run - 1);
        Await.until("slots pass meanwhile", () -> isWaiting(under.plusSeconds(SOME + 1)));
        assertThat(waiting()).isLessThanOrEqualTo(1);
        mayEnd.release();
      }
      Await.until("the third", () -> keys("slow").size() == 3);
      mayEnd.release(1_000);
      // By the one that waited, or by one whose time came when the run ended.
      Await.until(
          "it is said how many were passed over",
          () -> said(spoken) >= 2 * SOME,
          () -> keys("slow").size() < 20,
          spoken::printed);
    } finally {
      mayEnd.release(1_000);
    }
    List<Instant> slots = slots("slow");
    assertThat(slots).doesNotHaveDuplicates().isSorted();
    for (int run = 1; run <= 2; run++) {
      long between = Duration.between(slots.get(run - 1), slots.get(run)).toSeconds() - 1;
      assertThat(between).isGreaterThanOrEqualTo(SOME);
    }
  }

  private boolean isWaiting(Instant slotOrLater) {
    return waitingSlots().stream()
        .anyMatch(key -> !SlotKey.of("slow", key).orElseThrow().at().isBefore(slotOrLater));
  }

  private static final String ITS_LINES = "logging.level." + WaitingSlots.class.getName();
  private static final Pattern SLOTS = Pattern.compile(" job=slow .*slots=(\\d+)");

  /** How many slots are said to have been passed over. */
  private static long said(Spoken spoken) {
    return spoken
        .printed()
        .lines()
        .map(SLOTS::matcher)
        .filter(Matcher::find)
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }

  @Test
  void a_worker_that_dies_in_the_middle_leaves_its_run_to_be_ended_first_and_no_slot_behind_it() {
    AtomicBoolean first = new AtomicBoolean(true);
    Version version = new Version().job("slow", EVERY_SECOND).doing(run -> first.set(false));
    Instant dead = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20);
    // It was at one slot, and asked for a later one, when it died; a third waited.
    run(dead, "running");
    fired("slow", dead.plusSeconds(3));
    try (ServingReplica replica = version.serveOn(database)) {
      Await.until("the dead worker's run is ended", () -> !first.get());
      Await.until("two more", () -> done("slow").size() >= 3);
      assertThat(replica.isActive()).isTrue();
      Await.until("nothing of the dead worker", () -> number(ITS_TRIGGERS) == 0);
    }
    List<Instant> slots = slots("slow");
    assertThat(slots).doesNotHaveDuplicates().isSorted().startsWith(dead);
    assertThat(slots.get(1)).as("the newest, not what it asked for").isAfter(dead.plusSeconds(15));
  }

  @Test
  void whichever_way_they_come_the_newest_waits_and_each_other_is_counted_once() {
    try (ServingReplica replica =
        new Version().job("still", NEVER_IN_THIS_TEST).serveOn(database)) {
      WaitingSlots slots = replica.get(WaitingSlots.class);
      Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
      for (int after : new int[] {-50, -40, -45, -40, -30}) {
        keep(slots, now.plusSeconds(after), Missed.RUN_ONCE, 0);
      }
      assertThat(waitingSlots()).containsExactly("still@" + now.minusSeconds(30));
      assertThat(passedOver()).isEqualTo(3);
      // One that stood for others hands them on.
      keep(slots, now.minusSeconds(20), Missed.RUN_ONCE, 4);
      assertThat(passedOver()).isEqualTo(8);
      keep(slots, now.minusSeconds(25), Missed.RUN_ONCE, 2);
      assertThat(waitingSlots()).containsExactly("still@" + now.minusSeconds(20));
      assertThat(passedOver()).isEqualTo(11);
      // Of another schedule whose name ends alike, and of none that skips, is the place taken.
      keep(slots, "still/till", now.minusSeconds(10), Missed.RUN_ONCE, 0);
      keep(slots, now.minusSeconds(10), Missed.SKIP, 0);
      assertThat(waitingSlots())
          .containsExactlyInAnyOrder(
              "still/till@" + now.minusSeconds(10), "still@" + now.minusSeconds(20));
      keep(slots, Instant.now(), Missed.SKIP, 0);
      assertThat(waiting()).isEqualTo(2);
      // Once a newer one has begun an older one does not wait, unless it has begun itself.
      run("still", now.minusSeconds(60), "failed");
      run("still", now, "done");
      keep(slots, now.minusSeconds(15), Missed.RUN_ONCE, 0);
      keep(slots, now.minusSeconds(60), Missed.RUN_ONCE, 0);
      assertThat(waiting()).isEqualTo(2);
      assertThat(
              number(
                  "select count(*) from coditect_ops.qrtz_triggers where trigger_name ="
                      + " 'again:still@"
                      + now.minusSeconds(60)
                      + "'"))
          .isEqualTo(1);
    }
  }

  private static void keep(WaitingSlots slots, Instant at, Missed missed, int passed) {
    keep(slots, "still", at, missed, passed);
  }

  /** It asks again long after this test. */
  private static void keep(
      WaitingSlots slots, String schedule, Instant at, Missed missed, int passed) {
    RunRequest request =
        new RunRequest(
            "still",
            RunRequest.slotKey(schedule, at),
            Origin.SCHEDULE,
            Optional.empty(),
            Map.of(),
            false);
    slots.keep(
        new FiredSlot(request, new SlotKey(schedule, at), missed, passed),
        Instant.now().plus(Duration.ofMinutes(8)));
  }

  private void run(Instant slot, String outcome) {
    run("slow", slot, outcome);
  }

  /** Of a worker that has gone silent. */
  private void run(String job, Instant slot, String outcome) {
    database.execute(
        ("insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, started_at,"
                + " finished_at, heartbeat_at) values ('%1$s', '%1$s@%2$s', 'schedule', '%2$s', 'gone',"
                + " '%3$s', '%2$s', %4$s, now() - interval '10 seconds')")
            .formatted(job, slot, outcome, outcome.equals("running") ? "null" : "now()"));
  }

  private static final String ITS_TRIGGERS =
      "select count(*) from coditect_ops.qrtz_fired_triggers where instance_name = 'dead'";

  /** A slot that waited, as a worker was firing it when it died. */
  private void fired(String job, Instant slot) {
    String name = "slot-00000000-0000-0000-0000-000000000000:" + job;
    database.execute(
        ("insert into coditect_ops.qrtz_job_details (sched_name, job_name, job_group, job_class_name,"
                + " is_durable, is_nonconcurrent, is_update_data, requests_recovery) values"
                + " ('coditect-ops', '%s', 'runs', 'ai.coditect.ops.trigger.schedule.RunTrigger', true,"
                + " false, false, true)")
            .formatted(job),
        ("insert into coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
                + " job_group, next_fire_time, prev_fire_time, priority, trigger_state, trigger_type,"
                + " start_time, end_time, misfire_instr, job_data) values ('coditect-ops', '%1$s', '%2$s',"
                + " '%2$s', 'runs', null, 1000, 5, 'COMPLETE', 'SIMPLE', 1000, 0, 1, convert_to('bare-key='"
                + " || chr(10) || 'key=%2$s@%3$s' || chr(10) || 'origin=SCHEDULE' || chr(10) ||"
                + " 'parameters={}' || chr(10) || 'passed-over=1', 'UTF8'))")
            .formatted(name, job, slot.toString().replace(":", "\\:")),
        ("insert into coditect_ops.qrtz_simple_triggers values ('coditect-ops', '%s', '%s', 0, 0, 1)")
            .formatted(name, job),
        ("insert into coditect_ops.qrtz_fired_triggers (sched_name, entry_id, trigger_name,"
                + " trigger_group, instance_name, fired_time, sched_time, priority, state, job_name,"
                + " job_group, is_nonconcurrent, requests_recovery) values ('coditect-ops', 'dead1', '%s',"
                + " '%2$s', 'dead', 1000, 1000, 5, 'EXECUTING', '%2$s', 'runs', false, true)")
            .formatted(name, job),
        "insert into coditect_ops.qrtz_scheduler_state values ('coditect-ops', 'dead', 1000, 300)");
  }

  /** For how many slots the one that waits stands. */
  private long passedOver() {
    return number(
        "select coalesce(sum(cast(substring(convert_from(job_data, 'UTF8') from"
            + " 'passed-over=(\\d+)') as int)), 0) from coditect_ops.qrtz_triggers where"
            + " trigger_name like 'slot-%'");
  }

  private long waiting() {
    return number(
        "select count(*) from coditect_ops.qrtz_triggers where trigger_name like 'slot-%' and"
            + " trigger_state <> 'COMPLETE'");
  }

  private List<String> waitingSlots() {
    return admin
        .sql(
            "select replace(substring(convert_from(job_data, 'UTF8') from '[\\n^]key=(\\S+)'), '\\',"
                + " '') from coditect_ops.qrtz_triggers where trigger_name like 'slot-%'")
        .query(String.class)
        .list();
  }

  private List<String> keys(String job) {
    return admin
        .sql("select key from coditect_ops.runs where job = :job order by started_at, key")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private List<String> done(String job) {
    return admin
        .sql("select key from coditect_ops.runs where job = :job and outcome = 'done'")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private List<Instant> slots(String job) {
    return keys(job).stream().map(key -> SlotKey.of(job, key).orElseThrow().at()).toList();
  }

  private long number(String sql) {
    return admin.sql(sql).query(Long.class).single();
  }
}
