package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.trigger.command.Typed;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that answers and takes nothing, as a replica and a server after a failover. */
@ResourceLock(Resources.SYSTEM_ERR)
class ReadOnlyDatabaseIT {
  private static final String PROJECT = "demo-project";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final JdbcClient admin = JdbcClient.create(database.asSuperuser());

  @AfterEach
  void stop() {
    pubsub.close();
  }

  @Test
  void a_worker_that_starts_says_so_and_ends_for_another_try() {
    database.readOnly(true);
    Map<String, String> environment = new HashMap<>(database.environment());
    environment.put("GOOGLE_CLOUD_PROJECT", PROJECT);
    environment.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    Typed serve = Typed.whole(environment, "serve");
    assertThat(serve.exitCode()).isEqualTo(1);
    assertThat(serve.err())
        .contains("takes no writes now (SQLSTATE 25006)")
        .contains("Let DB_HOST name the primary")
        .doesNotContain("\tat ");
  }

  @Test
  void a_worker_that_serves_says_so_and_takes_up_what_came_meanwhile() {
    try (Spoken log = new Spoken();
        PubSubConnection client = new PubSubConnection(pubsub.endpoint(), PROJECT);
        ServingWorker worker = ServingWorker.start(database, pubsub, Map.of())) {
      pubsub.awaitSubscription("ops-worker");
      database.readOnly(true);
      Await.until("health to say so", () -> worker.health().contains("25006"));
      assertThat(worker.health())
          .contains("the database takes writes")
          .contains("Let DB_HOST or DB_INSTANCE name the primary");
      Publisher publisher = client.publisher("ops-requests", false);
      publisher.publish(
          PubsubMessage.newBuilder()
              .putAttributes("job", "license-expiry")
              .putAttributes("key", "meanwhile")
              .setData(ByteString.copyFromUtf8("{}"))
              .build());
      publisher.publishAllOutstanding();
      database.readOnly(false);
      Await.until("what came meanwhile to run", () -> isDone("meanwhile"));
      worker
          .get(RunQueue.class)
          .add(
              new RunRequest(
                  "license-expiry", "after", Origin.EVENT, Optional.empty(), Map.of(), false));
      Await.until("what comes after to run", () -> isDone("after"));
      Await.until("health to be fine", () -> !worker.health().contains("takes writes"));
      assertThat(log.text()).contains("item=the database takes writes");
    }
  }

  private boolean isDone(String key) {
    return admin
        .sql(
            "select exists (select from coditect_ops.runs where key = ? and outcome ="
                + " 'nothing-to-do')")
        .param(key)
        .query(Boolean.class)
        .single();
  }
}
