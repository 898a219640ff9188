package ai.coditect.ops.erasure;

import ai.coditect.ops.job.Changes;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.JobRun.Partition;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.Stage;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.InProcessWorker;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs the purge's stages as the worker's login without the engine and its guards: a test's own
 * tables need grants that a deployment's list of privileges does not have.
 */
record StageDriver(InProcessWorker worker) {

  Changes run(Instant asOf, int bite) {
    UUID run = UUID.randomUUID();
    Map<String, String> finished = new LinkedHashMap<>();
    Changes changed = Changes.NONE;
    GdprPurgeSettings settings =
        GdprPurgeSettings.class.cast(
            worker.get(JobCatalog.class).find(GdprPurgeJob.NAME).orElseThrow().settings());
    for (Stage<GdprPurgeSettings> stage : worker.get(GdprPurgeJob.class).stages()) {
      Optional<String> bookmark = Optional.empty();
      Outcome outcome;
      do {
        JobRun jobRun =
            new JobRun(
                run,
                GdprPurgeJob.NAME,
                "k",
                asOf,
                Map.of(),
                bite,
                Partition.WHOLE,
                bookmark,
                Map.copyOf(finished),
                false);
        outcome = take(stage, jobRun, settings);
        changed = changed.plus(outcome.changed());
        if (outcome instanceof Outcome.More more) {
          bookmark = Optional.of(more.bookmark());
        } else if (outcome instanceof Outcome.Done done) {
          finished.put(stage.name(), done.bookmark());
        } else {
          throw new IllegalStateException(outcome.toString());
        }
      } while (outcome instanceof Outcome.More);
    }
    return changed;
  }

  private Outcome take(Stage<GdprPurgeSettings> stage, JobRun run, GdprPurgeSettings settings) {
    return new TransactionTemplate(worker.get(PlatformTransactionManager.class))
        .execute(
            status -> {
              worker
                  .get(JdbcClient.class)
                  .sql("select set_config('ops.run_id', ?, true)")
                  .param(run.id().toString())
                  .query(row -> {});
              return stage.bite().take(run, settings);
            });
  }
}
