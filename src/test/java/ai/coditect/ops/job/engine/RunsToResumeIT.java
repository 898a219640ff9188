package ai.coditect.ops.job.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class RunsToResumeIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void more_unreadable_runs_than_a_look_takes_keep_no_other_from_being_found() {
    waiting("'u' || n", "jsonb_build_array(jsonb_build_array(n))", "2 hours", 120);
    waiting("'due'", "jsonb_build_object('a', 'b')", "1 hour", 1);
    RunLedgerStore ledger =
        new RunLedgerStore(
            JdbcClient.create(database.as(LocalPostgres.WORKER)),
            JsonMapper.builder().build(),
            Duration.ofMinutes(1),
            "here");

    assertThat(ledger.toResume(List.of("old"))).isEmpty();
    assertThat(ledger.toResume(List.of("old"))).extracting(RunRequest::key).containsExactly("due");
    assertThat(ledger.toResume(List.of("old"))).extracting(RunRequest::key).containsExactly("due");
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
