package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Prints how many events a second are decoded, validated, committed and acknowledged. */
@Tag("campaign")
class IntakeRateIT {
  private static final int EVENTS = 50_000;

  @Test
  void intake_rate() {
    LocalPostgres.Database database = IntakeFixture.database();
    JdbcClient sql = JdbcClient.create(database.asSuperuser());
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test")) {
      IntakeFixture.serve(database, pubsub.endpoint()).close();
      for (int round = 1; round <= 3; round++) {
        for (int i = 0; i < EVENTS / 500; i++) {
          List<PubsubMessage> batch = new ArrayList<>();
          for (int j = 0; j < 500; j++) {
            batch.add(message(round + "-" + i + "-" + j));
          }
          client.topics().publish(client.topic("ops-requests"), batch);
        }
        try (ConfigurableApplicationContext worker =
            IntakeFixture.serve(database, pubsub.endpoint())) {
          assertThat(worker.isRunning()).isTrue();
          await()
              .atMost(Await.PATIENCE)
              .pollInterval(Duration.ofMillis(5))
              .until(() -> pubsub.leased("ops-worker") > 0);
          long start = System.nanoTime();
          await()
              .atMost(Await.PATIENCE)
              .pollInterval(Duration.ofMillis(10))
              .until(() -> pubsub.unacknowledged("ops-worker") == 0);
          System.out.printf(
              "RATE intake round %d: %.0f events/s%n",
              round, EVENTS / ((System.nanoTime() - start) / 1e9));
        }
      }
      assertThat(
              sql.sql("select count(*) from coditect_ops.license_changes")
                  .query(Integer.class)
                  .single())
          .isEqualTo(3 * EVENTS);
    }
  }

  private static PubsubMessage message(String id) {
    return PubsubMessage.newBuilder()
        .putAttributes("ce-specversion", "1.0")
        .putAttributes("ce-id", id)
        .putAttributes("ce-source", "//test")
        .putAttributes("ce-type", "ai.coditect.license.changed.v1")
        .setData(
            ByteString.copyFromUtf8(
                "{\"organizationId\":\"00000000-0000-4000-8000-000000000001\",\"licenseId\":\"00000000-0000-4000-8000-000000000002\"}"))
        .build();
  }
}
