package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import ai.coditect.ops.trigger.pubsub.event.RequestReader;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import com.google.common.collect.Lists;
import com.google.pubsub.v1.ModifyAckDeadlineRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.SubscriberGrpc;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ten sources with the same ids, every message doubled, all in another order, a worker that crashes
 * between commit and acknowledgement, two that go on: each wish is on record once, or in the dead
 * letters with its own reason. Sources, names, keys and parameters are somebody's, and neither a
 * log nor a reason nor a table of ours repeats any.
 */
@Timeout(150)
class ClashingEventsIT {
  private static final int SOURCES = 10;
  private static final String ERASURE = "ai.coditect.privacy.erasure.requested.v1";
  private static final String EXPORT = "ai.coditect.privacy.export.requested.v1";
  private static final String CHANGED = "ai.coditect.license.changed.v1";
  private static final String RUN = "ai.coditect.ops.run.requested.v1";
  private static final String STRANGER = "the organization has no such user";
  private static final String NOT_THEIRS = "the organization has no such license";
  private static final String NO_PARAMETER = "a parameter that the job does not have";

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient sql = JdbcClient.create(database.asSuperuser());
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final List<PubsubMessage> wishes = new ArrayList<>();

  /** By type, source and id: why it is to be rejected. */
  private final Map<String, String> wrong = new HashMap<>();

  @Test
  void each_wish_is_on_record_once_or_in_the_dead_letters_with_its_own_reason() {
    UUID ours = organization("ours");
    UUID theirs = organization("theirs");
    List<UUID> people = people(ours, 1000);
    List<UUID> licenses = licenses(ours, 300);
    for (int i = 0; i < 1000; i++) {
      boolean bad = i % 7 == 3;
      ask(ERASURE, i, data(id(i), bad ? theirs : ours, people.get(i)), bad ? STRANGER : null);
    }
    for (int i = 0; i < 1000; i++) {
      boolean bad = i % 5 == 2;
      ask(EXPORT, i, data(id(i), bad ? theirs : ours, people.get(i)), bad ? STRANGER : null);
    }
    for (int i = 0; i < 300; i++) {
      boolean bad = i % 3 == 1;
      String data =
          "{\"organizationId\":\"%s\",\"licenseId\":\"%s\"}"
              .formatted(bad ? theirs : ours, licenses.get(i));
      ask(CHANGED, i, data, bad ? NOT_THEIRS : null);
    }
    for (int i = 0; i < 30; i++) {
      boolean bad = i % 4 == 1;
      String data =
          "{\"job\":\"tick\",\"parameters\":{\"%s\":\"%s %d\"}}"
              .formatted(bad ? PersonalTokens.NAME : "note", PersonalTokens.ALL, i % 2);
      ask(RUN, i, data, bad ? NO_PARAMETER : null);
    }
    // Two people under one request id: one is on record, and the other is told of.
    for (int i = 0; i < 20; i++) {
      UUID request = id(5000 + i);
      ask(ERASURE, 5000 + 2 * i, data(request, ours, people.get(2 * i)), null);
      ask(ERASURE, 5001 + 2 * i, data(request, ours, people.get(2 * i + 1)), null);
    }

    deliver();

    assertThat(onRecord("erasure_requests", "id < '" + id(5000) + "'"))
        .containsExactlyInAnyOrderElementsOf(expected(people, 1000, i -> i % 7 != 3));
    assertThat(onRecord("export_requests", "true"))
        .containsExactlyInAnyOrderElementsOf(expected(people, 1000, i -> i % 5 != 2));
    assertThat(texts("select cast(license_id as text) from coditect_ops.license_changes"))
        .containsExactlyInAnyOrderElementsOf(
            licenses.stream()
                .filter(license -> licenses.indexOf(license) % 3 != 1)
                .map(UUID::toString)
                .toList());
    assertThat(texts("select key from coditect_ops.runs where job = 'tick'"))
        .hasSize((int) wishes.stream().filter(w -> isWell(w) && type(w).equals(RUN)).count())
        .doesNotHaveDuplicates();
    deadLettersAreRight();
    nobodyIsNamed();
    List<String> taken = onRecord("erasure_requests", "id >= '" + id(5000) + "'");
    assertThat(taken).hasSize(20);
    for (int i = 0; i < 20; i++) {
      String one = id(5000 + i) + " " + people.get(2 * i);
      String other = id(5000 + i) + " " + people.get(2 * i + 1);
      assertThat(taken.contains(one)).isNotEqualTo(taken.contains(other));
      assertThat(dead(ERASURE, 5000 + 2 * i).isEmpty()).isEqualTo(taken.contains(one));
      assertThat(dead(ERASURE, 5001 + 2 * i).isEmpty()).isEqualTo(taken.contains(other));
    }
  }

  @AfterEach
  void end() {
    pubsub.close();
  }

  private void deliver() {
    try (PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test");
        ConfigurableApplicationContext worker = EventWorker.serve(database, pubsub.endpoint())) {
      await().ignoreExceptions().until(() -> pubsub.unacknowledged("ops-worker") == 0);
      SubscriptionListener one = worker.getBean(SubscriptionListener.class);
      one.stop();
      List<PubsubMessage> messages = new ArrayList<>(wishes);
      messages.addAll(wishes);
      Collections.shuffle(messages, new Random(11));
      Lists.partition(messages, 1000)
          .forEach(some -> client.topics().publish(client.topic("ops-requests"), some));
      crashAfterTheCommit(client, intake(worker));
      SubscriptionListener two =
          new SubscriptionListener(
              worker.getBean(PubSubTemplate.class),
              worker.getBean(PubSubAdmin.class),
              true,
              worker.getBean(PubSubSettings.class),
              intake(worker),
              new IntakeTroubles("ops-worker", Clock.systemUTC(), Duration.ofSeconds(90)),
              new IntakeMeters(new SimpleMeterRegistry(), Clock.systemUTC()));
      one.start();
      two.start();
      try {
        await()
            .atMost(Await.PATIENCE)
            .until(
                () ->
                    pubsub.unacknowledged("ops-worker") == 0
                        && texts(
                                "select trigger_name from coditect_ops.qrtz_triggers"
                                    + " where trigger_group = 'tick'")
                            .isEmpty());
      } finally {
        two.stop();
      }
    }
  }

  /** Takes a thousand in, in one batch, and dies before it acknowledges any. */
  private void crashAfterTheCommit(PubSubConnection client, MessageIntake intake) {
    var subscriber = SubscriberGrpc.newBlockingStub(client.channel());
    String name = client.subscription("ops-worker");
    List<ReceivedMessage> held =
        subscriber
            .pull(PullRequest.newBuilder().setSubscription(name).setMaxMessages(1000).build())
            .getReceivedMessagesList();
    assertThat(held).hasSizeGreaterThan(500);
    assertThat(
            intake.take(held.stream().map(ReceivedMessage::getMessage).toList()).stream()
                .filter(MessageIntake.Verdict.Failed.class::isInstance))
        .isEmpty();
    assertThat(onRecord("erasure_requests", "true")).isNotEmpty();
    subscriber.modifyAckDeadline(
        ModifyAckDeadlineRequest.newBuilder()
            .setSubscription(name)
            .addAllAckIds(held.stream().map(ReceivedMessage::getAckId).toList())
            .setAckDeadlineSeconds(0)
            .build());
  }

  /** One more worker's way in; in one JVM Quartz serves only one. */
  private static MessageIntake intake(ConfigurableApplicationContext worker) {
    return new MessageIntake(
        new MessageReader(
            new EventSchemas(Optional.empty()),
            new RequestReader(worker.getBean(JobCatalog.class), Clock.systemUTC()),
            worker.getBeanProvider(EventIntake.class).stream().toList(),
            List.of()),
        worker.getBean(RunQueue.class),
        new RejectedEventStore(worker.getBean(JdbcClient.class), worker.getBean(Clock.class)),
        new TransactionTemplate(worker.getBean(PlatformTransactionManager.class)),
        "ops-worker");
  }

  /** Each of the wrong ones twice, as it came, with its own reason; and nothing else. */
  private void deadLettersAreRight() {
    Map<String, List<String>> reasons =
        pubsub.published("ops-requests-dead").stream()
            .collect(
                Collectors.groupingBy(
                    ClashingEventsIT::name,
                    Collectors.mapping(
                        message -> message.getAttributesOrThrow("ops-reject-reason"),
                        Collectors.toList())));
    wrong.forEach(
        (name, reason) ->
            assertThat(reasons.get(name))
                .as(name)
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(told -> assertThat(told).contains(reason)));
    reasons.forEach(
        (name, told) -> {
          if (!wrong.containsKey(name)) {
            assertThat(told).as(name).allSatisfy(t -> assertThat(t).contains("somebody else"));
          }
        });
    assertThat(
            sql.sql("select count(*) from coditect_ops.rejected_events")
                .query(Integer.class)
                .single())
        .isEqualTo(2 * (wrong.size() + 20));
  }

  private void nobodyIsNamed() {
    PersonalTokens.noneHeard();
    for (PubsubMessage letter : pubsub.published("ops-requests-dead")) {
      PersonalTokens.none("a reason", letter.getAttributesOrThrow("ops-reject-reason"));
    }
    for (String table : List.of("rejected_events", "license_changes", "outbox")) {
      PersonalTokens.none(
          table, texts("select t::text from coditect_ops." + table + " t").toString());
    }
    PersonalTokens.none(
        "keys of runs", texts("select key from coditect_ops.runs order by 1").toString());
  }

  /** The number gives source and id: those of ten neighbours differ in their source alone. */
  private void ask(String type, int number, String data, @Nullable String reason) {
    PubsubMessage wish =
        EventSide.event("order-" + number / SOURCES, type, data).toBuilder()
            .putAttributes("ce-source", source(number))
            .build();
    wishes.add(wish);
    if (reason != null) {
      wrong.put(name(wish), reason);
    }
  }

  private static String source(int number) {
    return "mailto:zoe." + number % SOURCES + "@tokens.example";
  }

  private List<PubsubMessage> dead(String type, int number) {
    String name = type + " " + source(number) + " order-" + number / SOURCES;
    return pubsub.published("ops-requests-dead").stream()
        .filter(message -> name(message).equals(name))
        .toList();
  }

  private boolean isWell(PubsubMessage wish) {
    return !wrong.containsKey(name(wish));
  }

  private static String type(PubsubMessage message) {
    return message.getAttributesOrThrow("ce-type");
  }

  private static String name(PubsubMessage message) {
    return type(message)
        + " "
        + message.getAttributesOrThrow("ce-source")
        + " "
        + message.getAttributesOrThrow("ce-id");
  }

  private static String data(UUID request, UUID organization, UUID user) {
    return """
        {"requestId":"%s","organizationId":"%s","userId":"%s","requestedAt":"2026-10-01T08:00:00Z"}
        """
        .formatted(request, organization, user);
  }

  private List<String> onRecord(String table, String which) {
    return texts("select id || ' ' || user_id from coditect_ops." + table + " where " + which);
  }

  private static List<String> expected(
      List<UUID> people, int many, java.util.function.IntPredicate well) {
    return java.util.stream.IntStream.range(0, many)
        .filter(well)
        .mapToObj(i -> id(i) + " " + people.get(i))
        .toList();
  }

  private List<String> texts(String select) {
    return sql.sql(select).query(String.class).list();
  }

  private UUID organization(String slug) {
    return sql.sql(
            "insert into coditect_shared.organizations (name, slug, plan) values (?, ?, 'PRO')"
                + " returning id")
        .params(slug, slug)
        .query(UUID.class)
        .single();
  }

  private List<UUID> people(UUID organization, int many) {
    return sql.sql(
            "insert into coditect_shared.users (organization_id, email, username, full_name, role)"
                + " select ?, 'p' || n || '@example.org', 'tokenberg-' || n, 'Tokenberg', 'MEMBER'"
                + " from generate_series(1, ?) n returning id")
        .params(organization, many)
        .query(UUID.class)
        .list();
  }

  private List<UUID> licenses(UUID organization, int many) {
    // Perpetual ones: the trigger notes nothing of them, so what stands on the list came by events.
    return sql.sql(
            "insert into coditect_shared.licenses (organization_id, license_key)"
                + " select ?, 'key-of-tokenberg-' || n from generate_series(1, ?) n returning id")
        .params(organization, many)
        .query(UUID.class)
        .list();
  }

  private static UUID id(int number) {
    return new UUID(0x4000L, 0x8000000000000000L + number);
  }
}
