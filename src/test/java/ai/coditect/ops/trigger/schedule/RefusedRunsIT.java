package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.RunKey;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.JobExecutionContextImpl;
import org.quartz.spi.OperableTrigger;
import org.quartz.spi.TriggerFiredBundle;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was promised, and is refused before it is on record, is kept until nothing refuses it. */
class RefusedRunsIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String FIRED = "every schedule and every queued run is fired";
  private static final List<Problem> AGAINST =
      List.of(new Problem("the ledger is another database's.", "ledger", "Adopt it."));

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient admin = JdbcClient.create(database.asSuperuser());
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile List<Problem> outward = List.of();
  private volatile List<Problem> obstacles = List.of();
  private volatile Consumer<JobRun> work = run -> {};
  private ServingReplica replica;

  @BeforeEach
  void serve() {
    replica =
        new Version()
            .job("asked", NEVER_IN_THIS_TEST)
            .guardedBy(() -> told(outward))
            .withObstacles(() -> told(obstacles))
            .doing(run -> work.accept(run))
            .serveOn(database);
  }

  private List<Problem> told(List<Problem> problems) {
    if (!problems.isEmpty()) {
      refusals.incrementAndGet();
    }
    return problems;
  }

  @AfterEach
  void stop() {
    replica.close();
  }

  @Test
  void runs_that_a_guard_refuses_are_kept_shown_and_begin_once_it_does_not() {
    outward = AGAINST;
    // Whoever queues something may choose the latter three, and each of them is a promise.
    List<String> keys =
        List.of(
            RunKey.ofSender(PersonalTokens.ADDRESS),
            RunKey.ofEvent("mailto:" + PersonalTokens.ADDRESS, PersonalTokens.NAME),
            "nudge",
            "nudge-01",
            "nudge-02");
    keys.forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(replica.finding(FIRED).problems().toString())
                  .contains("job asked")
                  .contains("waits, because it is refused");
              assertThat(refusals.get()).isGreaterThan(keys.size());
            });
    outward = List.of();
    Await.until("each of them to run", () -> done().containsAll(keys));
    Await.until("the item to be fine", () -> replica.finding(FIRED).state() == State.OK);
  }

  @Test
  void a_run_that_an_obstacle_refuses_beside_one_in_flight_is_kept() {
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at) values"
                + " ('asked', 'first', 'event', now(), 'elsewhere', now() + interval '50 seconds')")
        .update();
    obstacles = AGAINST;
    replica.queue("asked", "second", Map.of());
    Await.until("a refusal", () -> refusals.get() > 1);
    // In this order: once it is alone, a run that an obstacle refuses goes on record as refused.
    obstacles = List.of();
    admin
        .sql(
            "update coditect_ops.runs set outcome = 'done', finished_at = now() where key = 'first'")
        .update();
    Await.until("the second to run", () -> done().contains("second"));
  }

  @Test
  void of_refused_nudges_of_a_job_one_is_kept() {
    outward = AGAINST;
    for (int told = 1; told <= 4; told++) {
      int before = refusals.get();
      replica.get(RunQueue.class).nudge("asked", Map.of());
      Await.until("a refusal", () -> refusals.get() > before);
    }
    Await.until("two at the most: one waits while one fires", () -> waiting() <= 2);
    outward = List.of();
    Await.until("a run of them", () -> done().stream().anyMatch(key -> key.startsWith("nudge-")));
    Await.until("none to wait", () -> waiting() == 0);
    assertThat(done()).hasSizeLessThanOrEqualTo(2);
  }

  /** What was recorded before the third is asked for may come after the last look of the first. */
  @Test
  void a_nudge_that_is_refused_while_runs_of_former_ones_are_in_flight_is_kept() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger inFlight = new AtomicInteger();
    work =
        run -> {
          inFlight.incrementAndGet();
          awaitUninterruptibly(go);
        };
    try {
      for (int told = 1; told <= 3; told++) {
        outward = AGAINST;
        replica.get(RunQueue.class).nudge("asked", Map.of("of", "nudge " + told));
        Await.until("one to wait", () -> waiting("put-off%", "WAITING") == 1);
        if (told < 3) {
          outward = List.of();
          int begun = told;
          Await.until("its run to begin", () -> inFlight.get() == begun);
        }
      }
    } finally {
      outward = List.of();
      go.countDown();
    }
    Await.until("a run of each", () -> done().size() == 3);
  }

  /** What has fired is there until it is completed, which is late where the database is away. */
  @Test
  void a_run_is_put_off_although_both_its_names_have_fired_and_are_still_there() throws Exception {
    Scheduler scheduler = replica.get(Scheduler.class);
    JobDetail job = scheduler.getJobDetail(QuartzRunQueue.jobKey("asked"));
    outward = AGAINST;
    replica.queue("asked", "second", Map.of());
    Await.until("it to be put off", () -> waiting("put-off%", "WAITING") == 1);
    OperableTrigger fired =
        scheduler.getTriggersOfJob(job.getKey()).stream()
            .filter(trigger -> trigger.getKey().getName().startsWith("put-off"))
            .map(OperableTrigger.class::cast)
            .findFirst()
            .orElseThrow();
    for (String name : QuartzRunQueue.putOffNames(fired.getJobDataMap())) {
      TriggerKey key = new TriggerKey(name, "asked");
      if (!scheduler.checkExists(key)) {
        scheduler.scheduleJob(fired.getTriggerBuilder().withIdentity(key).forJob(job).build());
      }
    }
    assertThat(
            admin
                .sql(
                    "update coditect_ops.qrtz_triggers set trigger_state = 'COMPLETE',"
                        + " next_fire_time = -1 where trigger_name like 'put-off%'")
                .update())
        .isEqualTo(2);
    Date now = new Date();
    boolean isNew =
        replica
            .get(PutOffRuns.class)
            .again(
                new JobExecutionContextImpl(
                    scheduler,
                    new TriggerFiredBundle(job, firstOf(fired), null, false, now, now, null, null),
                    context -> {}),
                PutOffRuns.REFUSED);
    assertThat(isNew).as("news, though it was put off before").isFalse();
    assertThat(waiting("put-off%", "%")).isEqualTo(3);
    outward = List.of();
    Await.until("the run", () -> done().contains("second"));
  }

  /** Its run asked for again, as if it had not been put off. */
  private static OperableTrigger firstOf(OperableTrigger putOff) {
    OperableTrigger first = (OperableTrigger) putOff.clone();
    first.getJobDataMap().remove(PutOffRuns.SLOT_AT);
    return first;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long waiting() {
    return waiting("%", "%");
  }

  private long waiting(String names, String states) {
    return admin
        .sql(
            "select count(*) from coditect_ops.qrtz_triggers where trigger_group = 'asked' and"
                + " trigger_name like :names and trigger_state like :states")
        .param("names", names)
        .param("states", states)
        .query(Long.class)
        .single();
  }

  private List<String> done() {
    return admin
        .sql("select key from coditect_ops.runs where outcome = 'done'")
        .query(String.class)
        .list();
  }
}
