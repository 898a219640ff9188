package ai.coditect.ops.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The last replica of a version beside a database that the next one has migrated. */
class WorkerBehindDatabaseIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void what_it_may_not_run_is_left_to_the_new_version_and_not_refused_for_good() {
    database.execute("grant delete on coditect_ops.rejected_events to coditect_system");
    try (InProcessWorker worker = InProcessWorker.start(database, Map.of())) {
      RunResult strange = run(worker, "before");
      assertThat(strange.outcome()).isEqualTo(Ending.REFUSED);

      database.execute(
          "insert into coditect_ops.flyway_ops_history select installed_rank + 1, '900', 'later',"
              + " 'SQL', 'V900__later.sql', 1, installed_by, now(), 1, true"
              + " from coditect_ops.flyway_ops_history order by installed_rank desc limit 1");
      RunResult behind = run(worker, "after");
      assertThat(behind.outcome()).isEqualTo(Ending.FAILED);
      assertThat(behind.outcome().exitCode()).isEqualTo(1);
      assertThat(behind.run()).isEmpty();
      assertThat(behind.problems().get(0).what()).contains("older than its database");
      assertThat(
              JdbcClient.create(database.asSuperuser())
                  .sql("select key from coditect_ops.runs")
                  .query(String.class)
                  .list())
          .containsExactly("before");

      // A grant less, and it fits: that the database is newer is no reason by itself.
      database.execute("revoke delete on coditect_ops.rejected_events from coditect_system");
      assertThat(run(worker, "after").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    }
  }

  private static RunResult run(InProcessWorker worker, String key) {
    return worker.run("license-expiry", key, Instant.parse("2026-11-01T00:00:00Z"), Map.of());
  }
}
