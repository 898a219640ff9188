package ai.coditect.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import io.grpc.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run of the job comes to, by whether Cloud Monitoring takes the figures. */
class MetricsReportRunIT {
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void a_run_that_could_not_write_has_not_succeeded() {
    try (LocalMonitoring monitoring = LocalMonitoring.start(Clock.systemUTC());
        InProcessWorker worker = worker(monitoring)) {
      monitoring.faults().refuseAll(Status.PERMISSION_DENIED);
      RunResult refused = run(worker, "refused");
      assertThat(refused.outcome()).isEqualTo(Ending.FAILED);
      assertThat(refused.problems().toString()).contains("Figures not written");
      monitoring.faults().none();
      // What waits is written too, and a series takes no two points within five seconds.
      RunResult again = run(worker, "again", Instant.now().plusSeconds(10));
      assertThat(again.outcome()).as(again.toString()).isEqualTo(Ending.DONE);
    }
  }

  @Test
  void without_a_project_a_run_says_that_figures_have_nowhere_to_go() {
    try (InProcessWorker worker = InProcessWorker.start(database, Map.of())) {
      RunResult result = run(worker, "nowhere");
      assertThat(result.outcome()).isEqualTo(Ending.INVALID);
      assertThat(result.problems().toString()).contains("nowhere to go");
    }
  }

  private static RunResult run(InProcessWorker worker, String key) {
    return run(worker, key, Instant.now());
  }

  private static RunResult run(InProcessWorker worker, String key, Instant asOf) {
    return worker.run("metrics-report", key, asOf, Map.of());
  }

  private InProcessWorker worker(LocalMonitoring monitoring) {
    Map<String, String> environment = new HashMap<>();
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("OPS_MONITORING_ENDPOINT", monitoring.endpoint());
    return InProcessWorker.start(database, environment);
  }
}
