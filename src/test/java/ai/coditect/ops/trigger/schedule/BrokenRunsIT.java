package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
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
                    throw new NoClassDefFoundError("ai/coditect/Gone");
                  }
                })
            .planning(() -> fail(errorsWhilePlanning))
            .checking(() -> fail(errorsWhileChecking))
            .serveOn(database);
  }

  private static void fail(AtomicInteger times) {
    if (times.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new NoClassDefFoundError("ai/coditect/Gone");
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
            + " $$ begin raise exception 'no'; end $$",
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
                        Map.of("of", "hope"),
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
