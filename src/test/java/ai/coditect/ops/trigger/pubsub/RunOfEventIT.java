package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubConnection;
import com.google.pubsub.v1.PubsubMessage;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.TriggerBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which runs messages become, over a real subscription, a real Quartz and the real ledger. */
class RunOfEventIT {
  private static final String REQUESTED = "ai.coditect.ops.run.requested.v1";
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient SQL = JdbcClient.create(DATABASE.asSuperuser());
  private static LocalPubSub pubsub;
  private static PubSubConnection client;
  private static ConfigurableApplicationContext worker;

  @BeforeAll
  static void serve() {
    pubsub = LocalPubSub.start();
    client = new PubSubConnection(pubsub.endpoint(), "test");
    worker = EventWorker.serve(DATABASE, pubsub.endpoint());
    await().ignoreExceptions().until(() -> pubsub.unacknowledged("ops-worker") == 0);
  }

  @AfterAll
  static void end() {
    worker.close();
    client.close();
    pubsub.close();
    PersonalTokens.noneHeard();
  }

  @Test
  void each_source_has_ids_of_its_own_and_a_slot_a_typed_key_and_a_message_have_theirs() {
    String slot = "tick@2026-03-01T02:00:00Z";
    publish(
        asks("//a", slot, "one"),
        asks("//b", slot, "one"),
        asks("//b", slot, "one"),
        asks("mailto:someone@example.org", slot, "one"),
        call("scheduled", "2026-03-01T02:00:00Z", "param-note", "one"),
        call("key", "event-1", "param-note", "one"),
        call("key", "tick@2026-03-01T03:00:00Z", "param-note", "one"));

    assertThat(runs("one", 5))
        .hasSize(5)
        .contains("event-1", slot)
        .filteredOn(key -> key.startsWith("event:"))
        .hasSize(3)
        // Neither of them is written out, lest it were an address.
        .allSatisfy(key -> assertThat(key).matches("event:[0-9a-f]{64}"));
    assertThat(dead("the attribute key has the form of the keys that slots")).hasSize(1);
  }

  @Test
  void what_asks_for_something_else_under_a_name_that_is_taken_is_rejected() {
    publish(asks("//a", "order-2", "two"));
    assertThat(runs("two", 1)).containsExactly("event://a#order-2");

    publish(
        asks("//a", "order-2", "two"),
        asks("//a", "order-2", "three"),
        call("key", "k-2", "param-note", "two"));
    assertThat(runs("two", 2)).containsExactly("event://a#order-2", "k-2");
    // Of two that arrive together, either may be the first.
    publish(call("key", "k-2", "param-note", "four"));

    assertThat(runs("two", 2)).containsExactly("event://a#order-2", "k-2");
    assertThat(runs("three", 0)).isEmpty();
    assertThat(runs("four", 0)).isEmpty();
    assertThat(dead("on record for a run of this job with other parameters"))
        .extracting(message -> message.getAttributesOrDefault("ce-id", "k-2"))
        .containsExactlyInAnyOrder("order-2", "k-2");
    assertThat(
            SQL.sql(
                    "select event_source from coditect_ops.rejected_events where event_id = 'order-2'")
                .query(String.class)
                .single())
        .isEqualTo("//a");
  }

  @Test
  void what_the_version_before_recorded_under_the_bare_id_has_no_second_effect() {
    SubscriptionListener listener = worker.getBean(SubscriptionListener.class);
    listener.stop();
    try {
      publish(asks("//a", "order-3", "five"));
      recordedByTheVersionBefore("order-3", "five", "now()");
      recordedByTheVersionBefore("order-4", "six", "now() - interval '10 minutes'");
      recordedByTheVersionBefore("order-5", "seven", "now()");
      // Not what that run was about, whatever its id.
      publish(asks("//a", "order-5", "eight"));
    } finally {
      listener.start();
    }
    // From another source and long after the run of the same id.
    publish(asks("//b", "order-4", "six"));

    assertThat(runs("six", 2)).containsExactlyInAnyOrder("order-4", "event://b#order-4");
    assertThat(runs("eight", 1)).containsExactly("event://a#order-5");
    assertThat(runs("five", 1)).containsExactly("order-3");
  }

  @Test
  void what_the_version_before_queues_beside_this_one_has_no_second_effect() throws Exception {
    publish(asks("//a", "order-6#1", "nine"));
    assertThat(runs("nine", 1)).containsExactly("event://a#order-6#1");

    queuedByTheVersionBefore("order-6#1", "nine");
    queuedByTheVersionBefore("order-7", "ten");

    assertThat(runs("ten", 1)).containsExactly("order-7");
    assertThat(runs("nine", 1)).containsExactly("event://a#order-6#1");
  }

  private static void recordedByTheVersionBefore(String id, String note, String startedAt) {
    SQL.sql(
            "insert into coditect_ops.runs (job, key, origin, parameters, as_of, outcome, worker,"
                + " started_by, destructive, started_at, finished_at) values ('tick', ?, 'event',"
                + " jsonb_build_object('note', ?), now(), 'done', 'old', 'event', false, "
                + startedAt
                + ", now())")
        .params(id, note)
        .update();
  }

  private static void queuedByTheVersionBefore(String id, String note) throws Exception {
    worker
        .getBean(Scheduler.class)
        .scheduleJob(
            TriggerBuilder.newTrigger()
                .withIdentity("run:" + id, "tick")
                .forJob(new JobKey("tick", "runs"))
                .usingJobData("key", id)
                .usingJobData("origin", "EVENT")
                .usingJobData("parameters", "{\"note\":\"" + note + "\"}")
                .startAt(new Date())
                .build());
  }

  private static PubsubMessage asks(String source, String id, String note) {
    return EventSide.event(
            id, REQUESTED, "{\"job\":\"tick\",\"parameters\":{\"note\":\"" + note + "\"}}")
        .toBuilder()
        .putAttributes("ce-source", source)
        .build();
  }

  private static PubsubMessage call(String... attributes) {
    PubsubMessage.Builder message = PubsubMessage.newBuilder().putAttributes("job", "tick");
    for (int i = 0; i < attributes.length; i += 2) {
      message.putAttributes(attributes[i], attributes[i + 1]);
    }
    return message.build();
  }

  private static void publish(PubsubMessage... messages) {
    client.topics().publish(client.topic("ops-requests"), List.of(messages));
  }

  /** The keys of the runs with this note, once nothing is under way any more. */
  private static List<String> runs(String note, int atLeast) {
    await()
        .atMost(Await.PATIENCE)
        .until(
            () ->
                pubsub.unacknowledged("ops-worker") == 0
                    && count("qrtz_triggers where trigger_group = 'tick'") == 0
                    && count("runs where outcome = 'running'") == 0
                    && count("runs where parameters ->> 'note' = '" + note + "'") >= atLeast);
    return SQL.sql("select key from coditect_ops.runs where parameters ->> 'note' = ? order by 1")
        .param(note)
        .query(String.class)
        .list();
  }

  private static long count(String what) {
    return SQL.sql("select count(*) from coditect_ops." + what).query(Long.class).single();
  }

  private static List<PubsubMessage> dead(String reason) {
    return pubsub.published("ops-requests-dead").stream()
        .filter(message -> message.getAttributesOrThrow("ops-reject-reason").contains(reason))
        .toList();
  }
}
