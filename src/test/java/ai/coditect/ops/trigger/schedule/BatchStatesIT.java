package ai.coditect.ops.trigger.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.trigger.schedule.ServingReplica.Version;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every state in which a dead worker leaves a run in the tables of Batch, entered by force while a
 * worker serves, all at once: the run goes on by itself.
 */
class BatchStatesIT {
  private static final List<String> STATUSES =
      List.of("STARTING", "STARTED", "STOPPING", "STOPPED", "UNKNOWN", "ABANDONED", "FAILED");
  private static final String GONE = "nothing but the instance";
  private static final String COMPLETE = "complete, and still running in the ledger";
  private static final String UNREADABLE = "a bookmark that cannot be read";

  private static final List<String> worked = new CopyOnWriteArrayList<>();
  private static volatile boolean breaking = true;
  private static JdbcClient admin;
  private static ServingReplica replica;

  @BeforeAll
  static void serve() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    admin = JdbcClient.create(database.asSuperuser());
    replica =
        new Version()
            .job("asked", "0 0 0 1 1 ?")
            .tryingOnce()
            .doing(
                run -> {
                  if (breaking && !run.key().equals(COMPLETE)) {
                    throw new IllegalStateException("broken on purpose by " + PersonalTokens.ALL);
                  }
                  worked.add(run.key());
                })
            .serveOn(database);
    List<String> keys =
        Stream.concat(STATUSES.stream(), Stream.of(GONE, COMPLETE, UNREADABLE)).toList();
    keys.forEach(key -> replica.queue("asked", key, Map.of("of", key)));
    Await.until("each to have ended", () -> ended() == keys.size());
    breaking = false;
    STATUSES.forEach(
        status ->
            database.execute(
                "update coditect_ops.batch_job_execution set end_time = null, status = '%1$s'%2$s"
                    .formatted(status, ofRun(status)),
                "update coditect_ops.batch_step_execution set end_time = null, status = '%1$s'%2$s"
                    .formatted(status, ofRun(status))));
    database.execute(
        "create temporary table doomed as select job_execution_id from"
            + " coditect_ops.batch_job_execution"
            + ofRun(GONE),
        "delete from coditect_ops.batch_step_execution_context where step_execution_id in (select"
            + " step_execution_id from coditect_ops.batch_step_execution"
            + ofRun(GONE)
            + ")",
        "delete from coditect_ops.batch_step_execution" + ofRun(GONE),
        "delete from coditect_ops.batch_job_execution_context" + ofRun(GONE),
        "delete from coditect_ops.batch_job_execution_params using doomed where"
            + " batch_job_execution_params.job_execution_id = doomed.job_execution_id",
        "delete from coditect_ops.batch_job_execution using doomed where"
            + " batch_job_execution.job_execution_id = doomed.job_execution_id",
        "update coditect_ops.batch_step_execution_context set short_context = '~"
            + PersonalTokens.ALL
            + "' where"
            + " step_execution_id in (select step_execution_id from coditect_ops.batch_step_execution"
            + ofRun(UNREADABLE)
            + ")",
        // And now the worker that was at them is dead.
        "update coditect_ops.runs set outcome = 'running', worker = 'gone', finished_at = null,"
            + " retry_at = null, heartbeat_at = now() - interval '1 minute'");
  }

  /** Which executions are of the run of this key. */
  private static String ofRun(String key) {
    return " where job_execution_id in (select p.job_execution_id from"
        + " coditect_ops.batch_job_execution_params p join coditect_ops.runs r on"
        + " cast(r.id as text) = p.parameter_value where r.key = '"
        + key
        + "')";
  }

  @AfterAll
  static void stop() {
    replica.close();
  }

  static List<String> statuses() {
    return STATUSES;
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void a_run_goes_on_whatever_status_its_executions_were_left_in(String status) {
    awaitDone(status);
    assertThat(worked).containsOnlyOnce(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {GONE, COMPLETE})
  void a_run_goes_on_that_has_an_instance_alone_or_one_that_is_complete(String key) {
    awaitDone(key);
    assertThat(worked).containsOnlyOnce(key);
  }

  @Test
  void a_run_whose_bookmark_cannot_be_read_ends_and_says_so() {
    Await.until("its end", () -> outcome(UNREADABLE).equals("failed"));
    assertThat(worked).doesNotContain(UNREADABLE);
  }

  @Test
  void nothing_else_is_delayed() {
    replica.queue("asked", "behind", Map.of("of", "behind"));
    awaitDone("behind");
  }

  private static void awaitDone(String key) {
    Await.until(key + " to be done", () -> outcome(key).equals("done"));
  }

  private static String outcome(String key) {
    return admin
        .sql("select outcome from coditect_ops.runs where key = :key")
        .param("key", key)
        .query(String.class)
        .optional()
        .orElse("");
  }

  private static long ended() {
    return admin
        .sql("select count(*) from coditect_ops.runs where finished_at is not null")
        .query(Long.class)
        .single();
  }
}
