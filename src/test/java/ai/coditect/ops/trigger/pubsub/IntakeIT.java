package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.Check;
import ai.coditect.ops.job.Check.Finding.State;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

class IntakeIT {
  private static final String LICENSE = "00000000-0000-4000-8000-000000000002";
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test");
  private LocalPostgres.Database database;
  private JdbcClient sql;
  private ConfigurableApplicationContext worker;

  @BeforeEach
  void start() {
    IntakeFixture.NUDGES.clear();
    database = IntakeFixture.database();
    sql = JdbcClient.create(database.asSuperuser());
    worker = IntakeFixture.serve(database, pubsub.endpoint());
    await().ignoreExceptions().until(() -> pubsub.unacknowledged("ops-worker") == 0);
    publish(changed("first", UUID.randomUUID().toString()));
    await().until(() -> recorded() == 1);
  }

  @AfterEach
  void stop() {
    worker.close();
    client.close();
    pubsub.close();
  }

  @Test
  void each_form_of_a_good_message_becomes_durable_and_is_acknowledged() {
    publish(
        event("r-1", "ai.coditect.ops.run.requested.v1", "{\"job\":\"license-expiry\"}"),
        PubsubMessage.newBuilder()
            .putAttributes("contentType", "application/cloudevents+json")
            .setData(
                ByteString.copyFromUtf8(
                    "{\"specversion\":\"1.0\",\"id\":\"r-2\",\"source\":\"s\",\"type\":\"ai.coditect.ops.run.requested.v1\","
                        + "\"time\":\"0001-01-01T00:00:00Z\",\"data\":{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\""
                        + LICENSE
                        + "\"}}}"))
            .build(),
        PubsubMessage.newBuilder()
            .putAttributes("job", "license-expiry")
            .putAttributes("scheduled", "2026-03-01T02:00:00Z")
            .build(),
        event("c-1", "ai.coditect.license.changed.v1", license(UUID.randomUUID().toString()))
            .toBuilder()
            .putAttributes("ce-time", "9999-12-31T23:59:59Z")
            .build());
    settled();
    assertThat(
            sql.sql(
                    "select key || ' ' || origin || ' ' || parameters from public.queued order by key")
                .query(String.class)
                .list())
        .containsExactly(
            "license-expiry@2026-03-01T02:00:00Z SCHEDULE {}",
            "r-1 EVENT {}",
            "r-2 EVENT {organization=" + LICENSE + "}");
    assertThat(recorded()).isEqualTo(2);
    assertThat(IntakeFixture.NUDGES).contains("license-expiry{}");
    assertThat(rejections()).isEmpty();
  }

  @Test
  void doubles_and_another_order_change_nothing() {
    List<PubsubMessage> messages = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      PubsubMessage message = changed("d-" + i, UUID.randomUUID().toString());
      messages.addAll(List.of(message, message, message));
    }
    Collections.shuffle(messages, new Random(7));
    publish(messages.toArray(PubsubMessage[]::new));
    settled();
    assertThat(recorded()).isEqualTo(201);
    assertThat(rejections()).isEmpty();
  }

  @Test
  void every_bad_message_is_rejected_with_its_reason_and_dead_lettered_while_the_good_go_on() {
    Map<String, PubsubMessage> bad = new HashMap<>();
    bad.put("not valid JSON", event("b-1", "ai.coditect.license.changed.v1", "{\"a\":"));
    bad.put(
        "breaks the rule type",
        event("b-2", "ai.coditect.license.changed.v1", license("7").replace("\"7\"", "7")));
    bad.put("its type is not known", event("b-3", "ai.coditect.nothing.v1", "{}"));
    bad.put(
        "takes no events of its type",
        event(
            "b-4",
            "ai.coditect.license.expired.v1",
            license(LICENSE)
                .replace(
                    "}",
                    ",\"expiresAt\":\"2026-01-01T00:00:00Z\",\"processedAt\":\"2026-01-01T00:00:00Z\"}")));
    bad.put(
        "job that does not exist; there are: license-expiry",
        event("b-5", "ai.coditect.ops.run.requested.v1", "{\"job\":\"licence-expiry\"}"));
    bad.put(
        "parameter organization is not a UUID",
        event(
            "b-6",
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\"x\"}}"));
    bad.put(
        "the job has: organization",
        event(
            "b-7",
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{\"org\":\"x\"}}"));
    bad.put(
        "source is missing",
        event("b-8", "ai.coditect.license.changed.v1", "{}").toBuilder()
            .removeAttributes("ce-source")
            .build());
    bad.put(
        "neither a CloudEvent",
        PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("hello")).build());
    bad.put(
        "larger than 1000000 bytes",
        event("b-9", "ai.coditect.license.changed.v1", "x".repeat(9_900_000)));
    bad.put("does not own the license", changed("b-10", IntakeFixture.REFUSED));
    bad.put("SQLSTATE 22000", changed("b-11", IntakeFixture.UNSTORABLE));
    List<PubsubMessage> messages = new ArrayList<>();
    bad.values()
        .forEach(
            message -> {
              messages.add(message);
              messages.add(changed("g-" + messages.size(), UUID.randomUUID().toString()));
            });
    messages.forEach(this::publish);
    settled();
    assertThat(recorded()).isEqualTo(1 + bad.size());
    List<String> reasons = rejections();
    assertThat(reasons).hasSize(bad.size());
    bad.keySet().forEach(reason -> assertThat(reasons).anyMatch(r -> r.contains(reason)));
    assertThat(pubsub.published("ops-requests-dead"))
        .hasSize(bad.size())
        .allSatisfy(m -> assertThat(reasons).contains(m.getAttributesOrThrow("ops-reject-reason")));
    assertThat(
            sql.sql(
                    "select body_bytes || ' ' || length(body_sha256) from coditect_ops.rejected_events where event_id = 'b-9'")
                .query(String.class)
                .single())
        .isEqualTo("9900000 64");
  }

  @Test
  void a_rejection_whose_dead_letter_fails_comes_again_and_is_still_one_row() {
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p && p.getTopic().endsWith("-dead")
                ? Status.PERMISSION_DENIED
                : null);
    publish(event("b-1", "ai.coditect.nothing.v1", "{}"));
    await().until(() -> rejections().size() == 1);
    await().until(() -> pubsub.leaseChanges("ops-worker").contains(0));
    pubsub.refuseNothing();
    settled();
    assertThat(rejections()).hasSize(1);
    assertThat(pubsub.published("ops-requests-dead")).hasSize(1);
  }

  @Test
  void an_event_that_breaks_the_intake_comes_again_and_holds_up_nobody() {
    publish(changed("x-1", IntakeFixture.BREAKING));
    for (int i = 0; i < 50; i++) {
      publish(changed("ok-" + i, UUID.randomUUID().toString()));
    }
    await().until(() -> recorded() == 51);
    await().until(() -> pubsub.leaseChanges("ops-worker").contains(0));
    assertThat(rejections()).isEmpty();
    assertThat(pubsub.unacknowledged("ops-worker")).isPositive();
  }

  @Test
  void nothing_is_lost_while_the_database_is_away() {
    LocalPostgres.Database other = LocalPostgres.shared().empty();
    other.execute(
        "alter database " + database.name() + " allow_connections false",
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + database.name()
            + "'");
    for (int i = 0; i < 20; i++) {
      publish(changed("away-" + i, UUID.randomUUID().toString()));
    }
    await().until(() -> pubsub.leaseChanges("ops-worker").contains(0));
    other.execute("alter database " + database.name() + " allow_connections true");
    settled();
    assertThat(recorded()).isEqualTo(21);
    assertThat(pubsub.published("ops-requests-dead")).isEmpty();
  }

  @Test
  void a_worker_that_stops_leaves_nothing_half_done_and_the_next_one_finishes() {
    for (int i = 0; i < 300; i++) {
      publish(changed("s-" + i, UUID.randomUUID().toString()));
    }
    worker.close();
    worker = IntakeFixture.serve(database, pubsub.endpoint());
    settled();
    assertThat(recorded()).isEqualTo(301);
  }

  @Test
  void a_subscription_that_vanishes_is_taken_up_again() {
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                client
                    .subscriptions()
                    .listSubscriptions("projects/test")
                    .iterateAll()
                    .iterator()
                    .hasNext());
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> pubsub.unacknowledged("ops-worker") == 0);
    publish(changed("after", UUID.randomUUID().toString()));
    await().until(() -> recorded() == 2);
  }

  @Test
  void the_check_names_what_is_missing_and_its_cure() {
    Check check = worker.getBean(PubSubCheck.class);
    assertThat(check.examine().state()).isEqualTo(State.OK);
    client.topics().deleteTopic(client.topic("ops-outcomes"));
    client.subscriptions().deleteSubscription(client.subscription("ops-dead"));
    Check.Finding finding = check.examine();
    assertThat(finding.state()).isEqualTo(State.FAILED);
    assertThat(finding.problems())
        .extracting(problem -> problem.where() + ": " + problem.cure())
        .containsExactly(
            "topic ops-outcomes: gcloud pubsub topics create ops-outcomes",
            "subscription ops-dead: gcloud pubsub subscriptions create ops-dead --topic=ops-requests-dead");
    assertThat(new PubSubCheck("", "", worker.getBean(PubSubSettings.class)).examine().state())
        .isEqualTo(State.NOT_APPLICABLE);
  }

  private void publish(PubsubMessage... messages) {
    client.topics().publish(client.topic("ops-requests"), List.of(messages));
  }

  private static PubsubMessage changed(String id, String organization) {
    return event(id, "ai.coditect.license.changed.v1", license(organization));
  }

  private static String license(String organization) {
    return "{\"organizationId\":\"" + organization + "\",\"licenseId\":\"" + LICENSE + "\"}";
  }

  private static PubsubMessage event(String id, String type, String data) {
    return PubsubMessage.newBuilder()
        .putAttributes("ce-specversion", "1.0")
        .putAttributes("ce-id", id)
        .putAttributes("ce-source", "//test")
        .putAttributes("ce-type", type)
        .setData(ByteString.copyFromUtf8(data))
        .build();
  }

  private void settled() {
    await().atMost(Duration.ofSeconds(40)).until(() -> pubsub.unacknowledged("ops-worker") == 0);
  }

  private long recorded() {
    return sql.sql("select count(*) from coditect_ops.license_changes").query(Long.class).single();
  }

  private List<String> rejections() {
    return sql.sql("select reason from coditect_ops.rejected_events").query(String.class).list();
  }
}
