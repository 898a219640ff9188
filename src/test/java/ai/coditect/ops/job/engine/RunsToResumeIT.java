package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class RunsToResumeIT {
  private static final Map<String, Duration> OLD = Map.of("old", Duration.ofMinutes(20));

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void more_unreadable_runs_than_a_look_takes_keep_no_other_from_being_found() {
    waiting("'u' || n", "jsonb_build_array(jsonb_build_array(n))", "2 hours", 120);
    waiting("'null'", "'null'", "2 hours", 1);
    waiting("'null value'", "jsonb_build_object('a', null)", "2 hours", 1);
    waiting("'due'", "jsonb_build_object('a', 'b')", "1 hour", 1);
    RunLedgerStore ledger = ledger();

    assertThat(ledger.toResume(OLD)).isEmpty();
    assertThat(ledger.toResume(OLD)).extracting(RunRequest::key).containsExactly("due");
    assertThat(ledger.toResume(OLD)).extracting(RunRequest::key).containsExactly("due");
  }

  @Test
  void a_run_whose_worker_is_gone_is_found_before_older_ones_that_have_to_wait_for_it() {
    waiting("'failed before'", "'{}'", "2 hours", 1);
    silent("its worker is gone");

    assertThat(ledger().toResume(OLD))
        .extracting(RunRequest::key)
        .containsExactly("its worker is gone");
  }

  @Test
  void a_run_that_goes_on_by_hand_first_ends_the_one_whose_worker_is_gone() {
    waiting("'failed before'", "'{}'", "2 hours", 1);
    silent("its worker is gone");
    try (EngineUnderTest engine = engine()) {
      assertThat(resumed(engine, "failed before", Map.of()).outcome()).isEqualTo(Ending.DONE);
    }
    assertThat(
            JdbcClient.create(database.asSuperuser())
                .sql(
                    "select key from coditect_ops.runs where outcome = 'done' order by finished_at")
                .query(String.class)
                .list())
        .containsExactly("its worker is gone", "failed before");
  }

  @Test
  void a_run_goes_on_whose_counts_and_problems_cannot_be_read() {
    waiting("'text'", "jsonb_build_object('of', 'a')", "2 hours", 1);
    waiting("'null'", "jsonb_build_object('of', 'b')", "2 hours", 1);
    waiting("'no count'", "jsonb_build_object('of', 'c')", "2 hours", 1);
    database.execute(
        "update coditect_ops.runs set changed = '{\"a\": \"x\"}', problems = '[1]' where key = 'text'",
        "update coditect_ops.runs set changed = 'null', problems = '[null]' where key = 'null'",
        "update coditect_ops.runs set changed = '{\"a\": null}', problems = 'null' where key = 'no count'");
    try (EngineUnderTest engine = engine()) {
      assertThat(resumed(engine, "text", Map.of("of", "a")).outcome()).isEqualTo(Ending.DONE);
      assertThat(resumed(engine, "null", Map.of("of", "b")).outcome()).isEqualTo(Ending.DONE);
      assertThat(resumed(engine, "no count", Map.of("of", "c")).outcome()).isEqualTo(Ending.DONE);
    }
  }

  private EngineUnderTest engine() {
    return EngineUnderTest.on(
        database,
        jdbc ->
            List.of(
                new StagedJob("old")
                    .stage("work", run -> StagedJob.done(1))
                    .with(false, 1, Optional.empty())));
  }

  private static RunResult resumed(
      EngineUnderTest engine, String key, Map<String, String> parameters) {
    return engine
        .get(EngineJobRunner.class)
        .run(new RunRequest("old", key, Origin.COMMAND, Optional.empty(), parameters, false));
  }

  private RunLedgerStore ledger() {
    return new RunLedgerStore(
        JdbcClient.create(database.as(LocalPostgres.WORKER)),
        JsonMapper.builder().build(),
        Duration.ofMinutes(1),
        "here");
  }

  private void silent(String key) {
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, heartbeat_at, started_at)"
            + " values ('old', '"
            + key
            + "', 'event', now(), 'gone', now() - interval '2 hours', now() - interval '1 hour')");
  }

  private void waiting(String key, String parameters, String ago, int runs) {
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
            + " retry_at, started_at, parameters) select 'old', "
            + key
            + ", 'event', now(), 'gone', 'failed', now(), now(), now() - interval '"
            + ago
            + "', "
            + parameters
            + " from generate_series(1, "
            + runs
            + ") n");
  }
}
