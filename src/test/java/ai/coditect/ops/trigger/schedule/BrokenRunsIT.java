package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Queued runs that cannot begin, whose thread meets an Error, or that fail for good. */
class BrokenRunsIT {
  private static final String NEVER_IN_THIS_TEST = "0 0 0 1 1 ?";
  private static final String FIRED = "every schedule and every queued run is fired";

  private static final Set<String> breaking = ConcurrentHashMap.newKeySet();
  private static final Set<String> breakingOnce = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger errorsWhilePlanning = new AtomicInteger();
  private static final AtomicInteger errorsWhileChecking = new AtomicInteger();

  private static LocalPostgres.Database database;
  private static JdbcClient admin;
  private static ServingReplica replica;

  @BeforeAll
  static void serve() {
    database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    replica =
        new Version()
            .job("asked", NEVER_IN_THIS_TEST)
            .job("other", NEVER_IN_THIS_TEST)
            .doing(
                run -> {
                  if (breaking.contains(run.key()) || breakingOnce.remove(run.key())) {
                    throw new NoClassDefFoundError(PersonalTokens.ALL);
                  }
                })
            .planning(() -> fail(errorsWhilePlanning))
            .checking(() -> fail(errorsWhileChecking))
            .serveOn(database);
  }

  private static void fail(AtomicInteger times) {
    if (times.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new NoClassDefFoundError(PersonalTokens.ALL);
    }
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  @Test
  void runs_that_cannot_begin_are_shown_keep_no_thread_and_begin_once_they_can() {
    database.execute(
        "create function public.no_runs() returns trigger language plpgsql as"
            + " $$ begin raise exception '"
            + PersonalTokens.ALL
            + "'; end $$",
        "create trigger no_runs before insert on coditect_ops.runs for each row"
            + " when (new.key like 'stopped-%') execute function public.no_runs()");
    // More than the scheduler has threads.
    List<String> keys = IntStream.range(0, 5).mapToObj(n -> "stopped-" + n).toList();
    keys.forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    replica.queue("other", "behind", Map.of());
    Await.until("what is behind them", () -> outcome("other", "behind").equals("done"));
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () -> {
              Finding finding = replica.finding(FIRED);
              assertThat(finding.state()).isEqualTo(State.FAILED);
              assertThat(finding.problems().toString())
                  .contains("job asked")
                  .contains("cannot begin, though the database answers")
                  .contains("run could not begin");
            });
    database.execute("drop trigger no_runs on coditect_ops.runs");
    Await.until(
        "each of them to run",
        () -> keys.stream().allMatch(key -> outcome("asked", key).equals("done")));
    Await.until("the item to be fine", () -> replica.finding(FIRED).state() == State.OK);
  }

  /** Whatever keeps a trigger from becoming a run, the database answers. */
  @Test
  void runs_whose_triggers_cannot_be_seen_to_keep_no_thread() {
    database.execute(
        "create function public.no_removal() returns trigger language plpgsql as"
            + " $$ begin raise exception '"
            + PersonalTokens.ALL
            + "'; end $$",
        "create trigger no_removal before delete on coditect_ops.qrtz_triggers for each row"
            + " when (old.trigger_name like 'again-7:twin-%') execute function public.no_removal()");
    // More than the scheduler has threads.
    List<String> ids = IntStream.range(0, 4).mapToObj(n -> "twin-" + n).toList();
    for (String id : ids) {
      queue("again-7:" + id, id, Optional.empty(), Duration.ofMinutes(9));
      queue("run:event://a#" + id, "event://a#" + id, Optional.of(id), Duration.ZERO);
    }
    replica.queue("other", "behind twins", Map.of());
    Await.until("what is behind them", () -> outcome("other", "behind twins").equals("done"));
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(replica.finding(FIRED).problems().toString())
                    .contains(":event://a#twin-")
                    .contains("cannot begin, though the database answers"));
    database.execute("drop trigger no_removal on coditect_ops.qrtz_triggers");
    Await.until(
        "each of them to run",
        () -> ids.stream().allMatch(id -> outcome("asked", "event://a#" + id).equals("done")));
  }

  /**
   * A run of an event, as one of two versions queues it.
   *
   * @param bare the event's id alone, as the later version notes it beside the key
   */
  private static void queue(String name, String key, Optional<String> bare, Duration until) {
    Instant at = Instant.now().plus(until);
    TriggerBuilder<Trigger> trigger =
        TriggerBuilder.newTrigger()
            .withIdentity(name, "asked")
            .forJob(new JobKey("asked", "runs"))
            .usingJobData("key", key)
            .usingJobData("origin", "EVENT")
            .usingJobData("parameters", "{\"of\":\"" + PersonalTokens.ALL + "\"}")
            .startAt(Date.from(at));
    bare.ifPresent(
        id ->
            trigger
                .usingJobData("bare-key", id)
                .usingJobData("since", at.minus(Duration.ofHours(1)).toString()));
    try {
      replica.get(Scheduler.class).scheduleJob(trigger.build());
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Three would take every thread of every scheduler, were they tried. */
  @Test
  void due_runs_without_parameters_keep_no_thread_and_are_shown() {
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
            + " retry_at, parameters) select 'asked', 'null ' || n, 'event', now(), 'gone', 'failed',"
            + " now(), now(), case n % 2 when 0 then 'null' else jsonb_build_object('n' || n, null, '"
            + PersonalTokens.ALL
            + "', null) end from generate_series(1, 8) n");
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        replica.finding("every run that is due is taken up").problems().toString())
                    .contains("8 runs wait")
                    .contains("job asked, key null 1"));
    replica.queue("other", "behind null", Map.of());
    Await.until("what is behind them", () -> outcome("other", "behind null").equals("done"));
    assertThat(
            admin
                .sql(
                    "select count(*) from coditect_ops.qrtz_triggers where trigger_name like"
                        + " '%:null %'")
                .query(Long.class)
                .single())
        .isZero();
    database.execute("delete from coditect_ops.runs where key like 'null %'");
  }

  @Test
  void a_run_whose_bite_ends_by_an_error_fails_and_is_tried_again() {
    breakingOnce.add("error in a bite");
    replica.queue("asked", "error in a bite", Map.of("of", "bite"));
    Await.until("the next attempt", () -> outcome("asked", "error in a bite").equals("done"));
    assertEndedOnce("error in a bite");
  }

  @Test
  void a_run_whose_thread_ends_by_an_error_between_bites_fails_and_is_tried_again() {
    errorsWhilePlanning.set(1);
    replica.queue("asked", "error between", Map.of("of", "between"));
    Await.until("the next attempt", () -> outcome("asked", "error between").equals("done"));
    assertThat(errorsWhilePlanning).hasValue(0);
    assertEndedOnce("error between");
  }

  /** By its failure: nobody found it dead. */
  private static void assertEndedOnce(String key) {
    assertThat(
            admin
                .sql("select attempt from coditect_ops.runs where key = :key")
                .param("key", key)
                .query(Integer.class)
                .single())
        .isEqualTo(2);
  }

  @Test
  void a_queued_run_whose_thread_meets_an_error_before_it_begins_is_kept() {
    errorsWhileChecking.set(2);
    replica.queue("other", "error before", Map.of());
    Await.until("the run", () -> outcome("other", "error before").equals("done"));
    assertThat(errorsWhileChecking).hasValue(0);
  }

  @Test
  void a_run_that_failed_for_good_stays_on_record_and_goes_on_under_its_key_by_hand() {
    breaking.add("hopeless");
    replica.queue("asked", "hopeless", Map.of("of", "hope"));
    Await.until(
        "its last attempt",
        () ->
            admin
                    .sql(
                        "select count(*) from coditect_ops.runs where key = 'hopeless' and outcome ="
                            + " 'failed' and attempt = 5 and retry_at is null")
                    .query(Long.class)
                    .single()
                == 1);
    breaking.remove("hopeless");
    assertThat(
            replica
                .get(JobRunner.class)
                .run(
                    new RunRequest(
                        "asked",
                        "hopeless",
                        Origin.COMMAND,
                        Optional.empty(),
                        ServingReplica.planted(Map.of("of", "hope")),
                        false))
                .outcome())
        .isEqualTo(Ending.DONE);
  }

  private static String outcome(String job, String key) {
    return admin
        .sql("select outcome from coditect_ops.runs where job = :job and key = :key")
        .param("job", job)
        .param("key", key)
        .query(String.class)
        .optional()
        .orElse("");
  }
}
