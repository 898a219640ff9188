package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.WaitingRuns;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.job.file.Schedule.On;
import ai.coditect.ops.job.silence.SilenceStore;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ScheduleIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String EVERY_SECOND = "* * * * * ?";

  private LocalPostgres.Database database;
  private JdbcClient admin;
  private final Consumer<JobRun> nothing = run -> {};

  @BeforeEach
  void freshDatabase() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
  }

  @Test
  void a_run_is_queued_whole_or_not_at_all() {
    try (var replica = replica(NEVER_IN_THIS_TEST, nothing)) {
      RunQueue queue = replica.get(RunQueue.class);
      admin
          .sql(
              "create function public.stop() returns trigger language plpgsql as"
                  + " $$ begin raise exception 'stop'; end $$")
          .update();
      admin
          .sql(
              "create trigger stop before insert on coditect_ops.qrtz_simple_triggers"
                  + " for each row execute function public.stop()")
          .update();
      RunRequest request =
          new RunRequest("tick", "half", Origin.EVENT, Optional.empty(), Map.of(), false);

      assertThatThrownBy(() -> queue.add(request)).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> queue.nudge("tick", Map.of())).isInstanceOf(RuntimeException.class);

      assertThat(
              admin
                  .sql(
                      "select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'tick'")
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }

  @Test
  void two_replicas_fire_every_slot_once() {
    var one = replica(EVERY_SECOND, nothing);
    var two = replica(EVERY_SECOND, nothing);
    try {
      // A slot that finds the run before it under way is queued again, and later ones may pass it.
      Await.until("six slots without a gap", () -> slots().containsAll(firstSlots(6)));
    } finally {
      // Quartz keeps one data source a scheduler name and JVM, the last one's: it must outlive the
      // other.
      one.close();
      two.close();
    }
    assertThat(slots()).doesNotHaveDuplicates();
  }

  private List<Instant> slots() {
    return finished().stream()
        .map(key -> Instant.parse(key.substring("tick@".length())))
        .sorted()
        .toList();
  }

  private List<Instant> firstSlots(int many) {
    List<Instant> slots = slots();
    return slots.isEmpty()
        ? List.of(Instant.MIN)
        : Stream.iterate(slots.get(0), slot -> slot.plusSeconds(1)).limit(many).toList();
  }

  @Test
  void slots_that_passed_while_nobody_ran_are_made_up_by_one_run_of_the_latest() {
    replica("0 0 * * * ?", nothing).close();
    long hours = 5;
    admin
        .sql(
            "update coditect_ops.qrtz_triggers set next_fire_time = :missed where trigger_name = 'tick'")
        .param("missed", Instant.now().minus(Duration.ofHours(hours)).toEpochMilli())
        .update();
    Instant latest = Instant.now().truncatedTo(ChronoUnit.HOURS);
    try (var again = replica("0 0 * * * ?", nothing)) {
      assertThat(again.isActive()).isTrue();
      await().atMost(Await.PATIENCE).until(() -> !finished().isEmpty());
    }

    assertThat(finished()).containsExactly("tick@" + latest);
  }

  @Test
  void a_changed_schedule_takes_effect_at_the_next_start_and_an_unchanged_one_is_left_alone()
      throws Exception {
    replica("0 0 * * * ?", nothing).close();
    admin.sql("update coditect_ops.qrtz_triggers set description = 'mark'").update();
    replica("0 0 * * * ?", nothing).close();
    assertThat(marks()).isEqualTo(1);

    try (var changed = replica("0 30 * * * ?", nothing)) {
      assertThat(marks()).isZero();
      assertThat(
              changed
                  .get(Scheduler.class)
                  .getTrigger(new TriggerKey("tick", "schedules"))
                  .getNextFireTime()
                  .toInstant()
                  .atZone(ZoneOffset.UTC)
                  .getMinute())
          .isEqualTo(30);
    }
  }

  /** Between its look and its write another replica was faster. */
  @Test
  void replicas_that_start_at_the_same_moment_share_the_schedules() throws Exception {
    try (ServingReplica worker = replica(NEVER_IN_THIS_TEST, nothing)) {
      Scheduler scheduler = worker.get(Scheduler.class);
      Scheduler late =
          (Scheduler)
              Proxy.newProxyInstance(
                  Scheduler.class.getClassLoader(),
                  new Class<?>[] {Scheduler.class},
                  new FirstLooksSeeNothing(scheduler));
      new ScheduleSync(
              late,
              worker.get(JobCatalog.class),
              new TransactionTemplate(worker.get(PlatformTransactionManager.class)),
              worker.get(KnownJobs.class),
              new QuartzStore(worker.get(JdbcClient.class), scheduler.getSchedulerName()),
              new SilenceStore(worker.get(JdbcClient.class)),
              Clock.systemUTC(),
              Duration.ofSeconds(5))
          .apply();
      assertThat(scheduler.getTriggerKeys(GroupMatcher.anyTriggerGroup())).isNotEmpty();
    }
  }

  private static final class FirstLooksSeeNothing implements InvocationHandler {
    private final Scheduler scheduler;
    private final Set<String> looked = new HashSet<>();

    FirstLooksSeeNothing(Scheduler scheduler) {
      this.scheduler = scheduler;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("getTrigger") && looked.add(arguments[0].toString())) {
        return null;
      }
      if (method.getName().equals("checkExists")) {
        return false;
      }
      try {
        return method.invoke(scheduler, arguments);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Test
  void a_removed_job_disappears_and_a_cronjobs_schedule_is_not_ours_to_fire() throws Exception {
    replica("0 0 * * * ?", nothing).close();
    try (var other = new Version().job("other", "0 0 * * * ?", On.CRONJOB).serveOn(database)) {
      Scheduler scheduler = other.get(Scheduler.class);
      assertThat(scheduler.checkExists(QuartzRunQueue.jobKey("tick"))).isFalse();
      assertThat(scheduler.checkExists(new TriggerKey("tick", "schedules"))).isFalse();
      assertThat(scheduler.checkExists(QuartzRunQueue.jobKey("other"))).isTrue();
      assertThat(scheduler.checkExists(new TriggerKey("other", "schedules"))).isFalse();
    }
  }

  @Test
  void a_run_queued_twice_is_one_run() {
    try (var worker = replica(NEVER_IN_THIS_TEST, nothing)) {
      RunQueue queue = worker.get(RunQueue.class);
      queue.add(request("event-1"));
      queue.add(request("event-1"));
      queue.add(request("x".repeat(200)));
      await().atMost(Await.PATIENCE).until(() -> finished().size() == 2);
      queue.add(request("event-1"));
      queue.add(request("event-2"));
      await().atMost(Await.PATIENCE).until(() -> finished().size() == 3);
    }
    assertThat(finished()).containsExactlyInAnyOrder("event-1", "x".repeat(200), "event-2");
  }

  @Test
  void a_queued_run_survives_a_worker_that_never_got_to_it() throws Exception {
    try (var worker = replica(NEVER_IN_THIS_TEST, nothing)) {
      worker.get(Scheduler.class).standby();
      worker.get(RunQueue.class).add(request("later"));
    }
    assertThat(finished()).isEmpty();
    try (var next = replica(NEVER_IN_THIS_TEST, nothing)) {
      assertThat(next.isActive()).isTrue();
      await().atMost(Await.PATIENCE).until(() -> finished().contains("later"));
    }
  }

  @Test
  void nudges_that_come_together_count_once_but_one_during_a_run_is_not_lost() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (var worker =
        replica(
            NEVER_IN_THIS_TEST,
            run -> {
              inside.countDown();
              awaitUninterrupted(go);
            })) {
      RunQueue queue = worker.get(RunQueue.class);
      queue.nudge("tick", Map.of());
      inside.await();
      queue.nudge("tick", Map.of());
      queue.nudge("tick", Map.of());
      go.countDown();
      await().atMost(Await.PATIENCE).until(() -> finished().size() >= 2);
    }
    assertThat(finished()).hasSizeBetween(2, 3).allMatch(key -> key.startsWith("nudge-"));
  }

  @Test
  void a_run_whose_worker_died_is_taken_up() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
                + " ('tick', 'orphan', 'command', now(), 'gone', now() - interval '1 minute')")
        .update();
    try (var worker = replica(NEVER_IN_THIS_TEST, nothing)) {
      assertThat(worker.isActive()).isTrue();
      await().atMost(Await.PATIENCE).until(() -> finished().contains("orphan"));
    }
  }

  @Test
  void what_a_room_waits_for_is_run_beside_what_the_engine_waits_for() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
                + " ('tick', 'orphan', 'command', now(), 'gone', now() - interval '1 minute')")
        .update();
    WaitingRuns ofARoom =
        () -> finished().contains("of-a-room") ? List.of() : List.of(request("of-a-room"));
    try (var worker = version(NEVER_IN_THIS_TEST).waiting(ofARoom).serveOn(database)) {
      assertThat(worker.isActive()).isTrue();
      await()
          .atMost(Await.PATIENCE)
          .until(() -> finished().containsAll(List.of("orphan", "of-a-room")));
    }
  }

  /** Asked before all others. */
  private record Failing() implements WaitingRuns, Ordered {
    @Override
    public List<RunRequest> requests() {
      throw new IllegalStateException("cannot be asked");
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }
  }

  @Test
  void a_room_that_cannot_be_asked_keeps_nobody_else_waiting() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
                + " ('tick', 'orphan', 'command', now(), 'gone', now() - interval '1 minute')")
        .update();
    try (var worker = version(NEVER_IN_THIS_TEST).waiting(new Failing()).serveOn(database)) {
      assertThat(worker.isActive()).isTrue();
      await().atMost(Await.PATIENCE).until(() -> finished().contains("orphan"));
    }
  }

  @Test
  void a_failing_run_is_tried_again_after_its_backoff() {
    int[] attempts = {0};
    try (var worker =
        replica(
            NEVER_IN_THIS_TEST,
            run -> {
              if (++attempts[0] < 3) {
                throw new IllegalStateException("attempt " + attempts[0]);
              }
            })) {
      worker.get(RunQueue.class).add(request("retried"));
      await().atMost(Await.PATIENCE).until(() -> finished().contains("retried"));
    }
    assertThat(attempts[0]).isEqualTo(3);
    assertThat(admin.sql("select attempt from coditect_ops.runs").query(Integer.class).single())
        .isEqualTo(3);
  }

  @Test
  void what_a_pause_held_back_goes_on_by_itself_afterwards() {
    admin
        .sql(
            "update coditect_ops.destruction set paused = true, paused_by = 'Anna', paused_at ="
                + " now()")
        .update();
    try (var worker = destructive()) {
      worker.get(RunQueue.class).add(request("held"));
      await()
          .atMost(Await.PATIENCE)
          .until(() -> count("outcome = 'interrupted' and finished_at is not null") == 1);
      admin
          .sql(
              "update coditect_ops.destruction set paused = false, paused_by = null, paused_at = null")
          .update();
      await().atMost(Await.PATIENCE).until(() -> finished().contains("held"));
    }
    assertThat(count("attempt = 1")).isEqualTo(1);
  }

  @Test
  void an_approved_run_goes_on_by_itself_and_an_unapproved_one_waits() {
    for (String key : List.of("waits", "goes")) {
      admin
          .sql(
              "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome,"
                  + " finished_at, parameters) values ('tick', :key, 'command', now(), 'gone',"
                  + " 'parked', now(), jsonb_build_object('key', cast(:key as text)))")
          .param("key", key)
          .update();
    }
    admin
        .sql(
            "update coditect_ops.runs set approved_by = 'Bob', approved_at = now(), retry_at = now()"
                + " where key = 'goes'")
        .update();
    try (var worker = destructive()) {
      assertThat(worker.isActive()).isTrue();
      await().atMost(Await.PATIENCE).until(() -> finished().contains("goes"));
    }
    assertThat(count("key = 'waits' and outcome = 'parked'")).isEqualTo(1);
  }

  private long count(String which) {
    return admin
        .sql("select count(*) from coditect_ops.runs where " + which)
        .query(Long.class)
        .single();
  }

  private ServingReplica replica(String cron, Consumer<JobRun> work) {
    return version(cron).doing(work).serveOn(database);
  }

  private ServingReplica destructive() {
    return version(NEVER_IN_THIS_TEST).destructive().serveOn(database);
  }

  private static Version version(String cron) {
    return new Version().job("tick", cron);
  }

  private static RunRequest request(String key) {
    return new RunRequest("tick", key, Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private List<String> finished() {
    return admin
        .sql("select key from coditect_ops.runs where outcome = 'done' order by started_at, key")
        .query(String.class)
        .list();
  }

  private long marks() {
    return admin
        .sql(
            "select count(*) from coditect_ops.qrtz_triggers where description = 'mark' and trigger_name = 'tick'")
        .query(Long.class)
        .single();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
