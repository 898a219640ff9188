package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pub/Sub is away when a worker starts to serve, and comes back. */
class ServeWithoutPubSubIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();

  @Test
  void runs_go_on_their_events_wait_and_everything_comes_when_it_is_back() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project")) {
      desk.subscribe("ops-requests", "ops-worker");
      pubsub.goAway();
      try (ServingWorker worker = ServingWorker.start(database, pubsub, Map.of())) {
        worker
            .get(RunQueue.class)
            .add(
                new RunRequest(
                    "license-expiry",
                    "meanwhile",
                    Origin.EVENT,
                    Optional.empty(),
                    Map.of(),
                    false));
        await().atMost(PATIENCE).until(() -> finished("meanwhile"));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(worker.health())
                        .contains("\"status\":\"DEGRADED\"")
                        .contains("events come in"));

        pubsub.comeBack();
        desk.publishEvent(
            "ops-requests",
            "afterwards",
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{}}");
        await().atMost(PATIENCE).until(() -> finished("event://demo#afterwards"));
        await().atMost(PATIENCE).until(() -> pubsub.published("ops-outcomes").size() >= 2);
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(worker.health())
                        .contains("\"status\":\"UP\"")
                        .doesNotContain("DEGRADED"));
      }
    }
  }

  private boolean finished(String key) {
    return JdbcClient.create(database.asSuperuser())
            .sql(
                "select count(*) from coditect_ops.runs where key = :key and outcome in ('done',"
                    + " 'nothing-to-do')")
            .param("key", key)
            .query(Long.class)
            .single()
        == 1;
  }
}
