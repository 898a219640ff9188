package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  private static final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private static final Room room = new Room();
  private static volatile Consumer<JobRun> work = run -> {};

  /** For what needs no start and no stop; each test has a job of its own. */
  private static ServingReplica worker;

  /** Asked before all others. */
  private static final class Room implements WaitingRuns, Ordered {
    private final AtomicInteger times = new AtomicInteger();
    private volatile Supplier<List<RunRequest>> waiting = List::of;

    @Override
    public List<RunRequest> requests() {
      times.incrementAndGet();
      return waiting.get();
    }

    @Override
    public int getOrder() {
      return HIGHEST_PRECEDENCE;
    }
  }

  @BeforeAll
  static void serve() {
    Version version =
        new Version().waiting(room).doing(run -> work.accept(run)).destructive("paused");
    List.of("whole", "twice", "nudged", "left", "roomy", "beside", "failing", "paused", "approved")
        .forEach(job -> version.job(job, NEVER_IN_THIS_TEST));
    worker = version.destructive("approved").serveOn(database);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void a_run_is_queued_whole_or_not_at_all() {
    RunQueue queue = worker.get(RunQueue.class);
    database.execute(
        "create function public.stop() returns trigger language plpgsql as"
            + " $$ begin raise exception 'stop'; end $$",
        "create trigger stop before insert on coditect_ops.qrtz_simple_triggers for each row"
            + " when (new.trigger_group = 'whole') execute function public.stop()");
    assertThatThrownBy(() -> queue.add(request("whole", "half")))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> queue.nudge("whole", Map.of())).isInstanceOf(RuntimeException.class);
    assertThat(
            number("select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'whole'"))
        .isZero();
  }

  @Test
  void two_replicas_fire_every_slot_once() {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    try (ServingReplica one = tick(EVERY_SECOND).serveOn(own);
        ServingReplica two = tick(EVERY_SECOND).serveOn(own)) {
      assertThat(List.of(one, two)).allMatch(ServingReplica::isActive);
      // A slot that is late on a busy machine is passed over once a newer one has begun.
      Await.until("four slots in a row", () -> isRow(slots(own), 4));
    }
    assertThat(slots(own)).doesNotHaveDuplicates().isSorted();
  }

  private static List<Instant> slots(LocalPostgres.Database of) {
    return finished(of, "tick").stream()
        .map(key -> Instant.parse(key.substring("tick@".length())))
        .toList();
  }

  private static boolean isRow(List<Instant> slots, int many) {
    return slots.stream()
        .anyMatch(
            first ->
                slots.containsAll(
                    Stream.iterate(first, slot -> slot.plusSeconds(1)).limit(many).toList()));
  }

  @Test
  void slots_that_passed_while_nobody_ran_are_made_up_by_one_run_of_the_latest() {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    tick("0 0 * * * ?").serveOn(own).close();
    own.execute(
        "update coditect_ops.qrtz_triggers set next_fire_time = "
            + Instant.now().minus(Duration.ofHours(5)).toEpochMilli()
            + " where trigger_name = 'tick'");
    Instant latest = Instant.now().truncatedTo(ChronoUnit.HOURS);
    try (ServingReplica again = tick("0 0 * * * ?").serveOn(own)) {
      assertThat(again.isActive()).isTrue();
      Await.until("a run", () -> !finished(own, "tick").isEmpty());
    }
    assertThat(finished(own, "tick")).containsExactly("tick@" + latest);
  }

  @Test
  void a_changed_schedule_takes_effect_at_the_next_start_and_an_unchanged_one_is_left_alone()
      throws Exception {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    tick("0 0 * * * ?").serveOn(own).close();
    own.execute("update coditect_ops.qrtz_triggers set description = 'mark'");
    tick("0 0 * * * ?").serveOn(own).close();
    assertThat(marks(own)).isEqualTo(1);

    try (ServingReplica changed = tick("0 30 * * * ?").serveOn(own)) {
      assertThat(marks(own)).isZero();
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
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    tick("0 0 * * * ?").serveOn(own).close();
    try (var other = new Version().job("other", "0 0 * * * ?", On.CRONJOB).serveOn(own)) {
      Scheduler scheduler = other.get(Scheduler.class);
      assertThat(scheduler.checkExists(QuartzRunQueue.jobKey("tick"))).isFalse();
      assertThat(scheduler.checkExists(new TriggerKey("tick", "schedules"))).isFalse();
      assertThat(scheduler.checkExists(QuartzRunQueue.jobKey("other"))).isTrue();
      assertThat(scheduler.checkExists(new TriggerKey("other", "schedules"))).isFalse();
    }
  }

  @Test
  void a_run_queued_twice_is_one_run() {
    RunQueue queue = worker.get(RunQueue.class);
    queue.add(request("twice", "event-1"));
    queue.add(request("twice", "event-1"));
    queue.add(request("twice", "x".repeat(200)));
    Await.until("both", () -> finished("twice").size() == 2);
    queue.add(request("twice", "event-1"));
    queue.add(request("twice", "event-2"));
    Await.until("the third", () -> finished("twice").size() == 3);
    assertThat(finished("twice")).containsExactlyInAnyOrder("event-1", "x".repeat(200), "event-2");
  }

  @Test
  void a_queued_run_survives_a_worker_that_never_got_to_it() throws Exception {
    LocalPostgres.Database own = LocalPostgres.shared().migrated();
    try (ServingReplica busy = tick(NEVER_IN_THIS_TEST).with("ops.heal-every", "1h").serveOn(own)) {
      busy.get(Scheduler.class).standby();
      busy.get(RunQueue.class).add(request("tick", "later"));
    }
    assertThat(finished(own, "tick")).isEmpty();
    try (ServingReplica next = tick(NEVER_IN_THIS_TEST).serveOn(own)) {
      assertThat(next.isActive()).isTrue();
      Await.until("the run", () -> finished(own, "tick").contains("later"));
    }
  }

  @Test
  void nudges_that_come_together_count_once_but_one_during_a_run_is_not_lost() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    work =
        run -> {
          if (run.key().startsWith("nudge-")) {
            inside.countDown();
            awaitUninterrupted(go);
          }
        };
    RunQueue queue = worker.get(RunQueue.class);
    queue.nudge("nudged", Map.of());
    inside.await();
    queue.nudge("nudged", Map.of());
    queue.nudge("nudged", Map.of());
    go.countDown();
    Await.until("both", () -> finished("nudged").size() >= 2);
    Await.until(
        "none to wait",
        () ->
            number("select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'nudged'")
                == 0);
    assertThat(finished("nudged")).hasSizeBetween(2, 3).allMatch(key -> key.startsWith("nudge-"));
  }

  @Test
  void a_run_whose_worker_died_is_taken_up() {
    leave("left", "orphan");
    Await.until("the run", () -> finished("left").contains("orphan"));
  }

  @Test
  void what_a_room_waits_for_is_run_beside_what_the_engine_waits_for() {
    leave("roomy", "orphan");
    room.waiting =
        () ->
            finished("roomy").contains("of-a-room")
                ? List.of()
                : List.of(request("roomy", "of-a-room"));
    Await.until("both", () -> finished("roomy").containsAll(List.of("orphan", "of-a-room")));
  }

  @Test
  void a_room_that_cannot_be_asked_keeps_nobody_else_waiting() {
    int before = room.times.get();
    room.waiting =
        () -> {
          throw new IllegalStateException("cannot be asked");
        };
    try {
      leave("beside", "orphan");
      Await.until("the run", () -> finished("beside").contains("orphan"));
      assertThat(room.times.get()).isGreaterThan(before);
    } finally {
      room.waiting = List::of;
    }
  }

  @Test
  void a_failing_run_is_tried_again_after_its_backoff() {
    AtomicInteger attempts = new AtomicInteger();
    work =
        run -> {
          if (run.key().equals("retried") && attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("attempt " + attempts);
          }
        };
    worker.get(RunQueue.class).add(request("failing", "retried"));
    Await.until("the last attempt", () -> finished("failing").contains("retried"));
    assertThat(attempts).hasValue(3);
    assertThat(number("select attempt from coditect_ops.runs where key = 'retried'")).isEqualTo(3);
  }

  @Test
  void what_a_pause_held_back_goes_on_by_itself_afterwards() {
    database.execute(
        "update coditect_ops.destruction set paused = true, paused_by = 'Anna', paused_at = now()");
    worker.get(RunQueue.class).add(request("paused", "held"));
    String held = "select count(*) from coditect_ops.runs where key = 'held' and ";
    Await.until(
        "it to be held back",
        () -> number(held + "outcome = 'interrupted' and finished_at is not null") == 1);
    database.execute(
        "update coditect_ops.destruction set paused = false, paused_by = null, paused_at = null");
    Await.until("it to go on", () -> finished("paused").contains("held"));
    assertThat(number(held + "attempt = 1")).isEqualTo(1);
  }

  @Test
  void an_approved_run_goes_on_by_itself_and_an_unapproved_one_waits() {
    for (String key : List.of("waits", "goes")) {
      database.execute(
          "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
              + " parameters) values ('approved', '%1$s', 'command', now(), 'gone', 'parked', now(),"
                  .formatted(key)
              + " jsonb_build_object('key', '%s'))".formatted(key));
    }
    database.execute(
        "update coditect_ops.runs set approved_by = 'Bob', approved_at = now(), retry_at = now()"
            + " where key = 'goes'");
    Await.until("the approved one", () -> finished("approved").contains("goes"));
    assertThat(
            number(
                "select count(*) from coditect_ops.runs where key = 'waits' and outcome = 'parked'"))
        .isEqualTo(1);
  }

  /** A run whose worker is dead. */
  private static void leave(String job, String key) {
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values ('%s',"
                .formatted(job)
            + " '%s', 'command', now(), 'gone', now() - interval '1 minute')".formatted(key));
  }

  private static Version tick(String cron) {
    return new Version().job("tick", cron);
  }

  private static RunRequest request(String job, String key) {
    return new RunRequest(job, key, Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private static List<String> finished(String job) {
    return finished(database, job);
  }

  private static List<String> finished(LocalPostgres.Database of, String job) {
    return JdbcClient.create(of.asSuperuser())
        .sql(
            "select key from coditect_ops.runs where job = :job and outcome = 'done' order by"
                + " started_at, key")
        .param("job", job)
        .query(String.class)
        .list();
  }

  private static long number(String sql) {
    return JdbcClient.create(database.asSuperuser()).sql(sql).query(Long.class).single();
  }

  private static long marks(LocalPostgres.Database of) {
    return JdbcClient.create(of.asSuperuser())
        .sql(
            "select count(*) from coditect_ops.qrtz_triggers where description = 'mark' and"
                + " trigger_name = 'tick'")
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
