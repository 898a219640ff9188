package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.local.InProcessWorker;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A one-shot opens no more sessions than its job's file states, and needs them: counted at the
 * server's side of the network.
 */
class StatedConnectionsIT {

  @Test
  void a_run_keeps_to_the_connections_that_its_job_states() {
    keepsToWhatIsStated(InterruptedJob.LICENSE_EXPIRY);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ERASURES_REPLAY")
  @Tag("campaign")
  void each_run_keeps_to_the_connections_that_its_job_states(InterruptedJob job) {
    keepsToWhatIsStated(job);
  }

  private static void keepsToWhatIsStated(InterruptedJob job) {
    int stated = stated(job);
    try (SceneWithServices site = job.site()) {
      // It says that it is alive so often that this meets every other statement.
      site.scene().environment().put("OPS_TAKEOVER", "1s");
      Scene.assertExit(site.scene().here(job.command()), 0);
      assertThat(site.scene().gate().most()).isBetween(stated - 1, stated);
    }
  }

  /** With more than is stated it would not take more. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ERASURES_REPLAY")
  @Tag("campaign")
  void no_run_would_take_more_than_its_job_states(InterruptedJob job) {
    try (SceneWithServices site = job.site()) {
      Map<String, String> environment = new HashMap<>(site.scene().environment());
      environment.put("OPS_TAKEOVER", "1s");
      try (InProcessWorker worker = InProcessWorker.start(site.database(), environment)) {
        RunResult result = worker.run(job.job(), "k", Instant.now(), job.parameters());
        assertThat(result.problems()).isEmpty();
      }
      // A pool keeps one more than is wanted, for whoever comes next.
      assertThat(site.scene().gate().most()).isLessThanOrEqualTo(stated(job) + 1);
    }
  }

  private static int stated(InterruptedJob job) {
    return JobFiles.in(Optional.empty()).read(Clock.systemUTC()).stream()
        .filter(file -> file.name().equals(job.job()))
        .map(JobFile::run)
        .mapToInt(JobFile.Run::connections)
        .findFirst()
        .orElseThrow();
  }
}
