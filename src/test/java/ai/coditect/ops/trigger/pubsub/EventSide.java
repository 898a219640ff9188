package ai.coditect.ops.trigger.pubsub;

import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubConnection;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A worker's event side over real sockets and a real database, one for each test. Each event says
 * beside what it asks who somebody is, and nothing that the worker prints repeats it.
 */
abstract class EventSide {
  static final String LICENSE = "00000000-0000-4000-8000-000000000002";
  final LocalPubSub pubsub = LocalPubSub.start();
  final PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test");
  LocalPostgres.Database database;
  JdbcClient sql;
  ConfigurableApplicationContext worker;

  @BeforeEach
  void start() {
    IntakeFixture.NUDGES.clear();
    database = IntakeFixture.database();
    sql = JdbcClient.create(database.asSuperuser());
    worker = IntakeFixture.serve(database, pubsub.endpoint());
    await()
        .atMost(Await.PATIENCE)
        .ignoreExceptions()
        .until(() -> pubsub.unacknowledged("ops-worker") == 0);
    publish(changed("first", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 1);
  }

  @AfterEach
  void stop() {
    worker.close();
    client.close();
    pubsub.close();
    PersonalTokens.noneHeard();
  }

  void publish(PubsubMessage... messages) {
    client.topics().publish(client.topic("ops-requests"), List.of(messages));
  }

  static PubsubMessage changed(String id, String organization) {
    return event(id, "ai.coditect.license.changed.v1", license(organization));
  }

  static String license(String organization) {
    return "{\"organizationId\":\"" + organization + "\",\"licenseId\":\"" + LICENSE + "\"}";
  }

  static PubsubMessage event(String id, String type, String data) {
    return PubsubMessage.newBuilder()
        .putAttributes("ce-specversion", "1.0")
        .putAttributes("ce-id", id)
        .putAttributes("ce-source", "//test")
        .putAttributes("ce-type", type)
        .putAttributes("ce-subject", PersonalTokens.ALL)
        .setData(ByteString.copyFromUtf8(data))
        .build();
  }

  void settled() {
    await().atMost(Await.PATIENCE).until(() -> pubsub.unacknowledged("ops-worker") == 0);
  }

  long recorded() {
    return sql.sql("select count(*) from coditect_ops.license_changes").query(Long.class).single();
  }

  List<String> rejections() {
    return sql.sql("select reason from coditect_ops.rejected_events").query(String.class).list();
  }
}
