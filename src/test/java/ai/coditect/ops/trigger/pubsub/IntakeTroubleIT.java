package ai.coditect.ops.trigger.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.job.EventIntake;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.PersonalTokens;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import ai.coditect.ops.trigger.pubsub.event.RequestReader;
import com.google.cloud.spring.pubsub.PubSubAdmin;
import com.google.cloud.spring.pubsub.core.PubSubTemplate;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.DetachSubscriptionRequest;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class IntakeTroubleIT extends EventSide {
  private static final String WHOSE = "{\"of\":\"" + PersonalTokens.ALL + "\"}";

  @Test
  void a_rejection_whose_dead_letter_fails_comes_again_and_is_still_one_row() {
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p && p.getTopic().endsWith("-dead")
                ? Status.PERMISSION_DENIED
                : null);
    publish(event("b-1", "ai.coditect.nothing.v1", WHOSE));
    await().atMost(Await.PATIENCE).until(() -> rejections().size() == 1);
    await().atMost(Await.PATIENCE).until(() -> pubsub.leaseChanges("ops-worker").contains(0));
    // The check of topics finds nothing missing there.
    awaitShown(
        "not taken by the dead-letter topic",
        "PERMISSION_DENIED",
        "gcloud pubsub topics add-iam-policy-binding ops-requests-dead",
        "--role=roles/pubsub.publisher");
    assertThat(intakeFinding().problems().toString()).doesNotContain("Run \"check\"");
    pubsub.refuseNothing();
    settled();
    assertThat(rejections()).hasSize(1);
    assertThat(pubsub.published("ops-requests-dead")).hasSize(1);
  }

  @Test
  void a_dead_letter_topic_that_never_answers_holds_up_nobody() {
    CountDownLatch answering = new CountDownLatch(1);
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p && p.getTopic().endsWith("-dead")
                ? awaited(answering)
                : null);
    // So many that waiting for each would take longer than anybody waits here.
    for (int n = 0; n < 30; n++) {
      publish(event("unheard-" + n, "ai.coditect.nothing.v1", WHOSE));
    }
    await().atMost(Await.PATIENCE).until(() -> rejections().size() == 30);
    publish(changed("behind", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
    assertThat(pubsub.published("ops-requests-dead")).isEmpty();
    awaitShown("not taken by the dead-letter topic: it does not answer");
    answering.countDown();
    settled();
    await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
    assertThat(rejections()).hasSize(30);
  }

  private static @Nullable Status awaited(CountDownLatch latch) {
    try {
      latch.await();
      return null;
    } catch (InterruptedException e) {
      return Status.UNAVAILABLE;
    }
  }

  @Test
  void events_that_are_rejected_at_pubsubs_limits_are_on_record_and_in_the_dead_letters() {
    PubsubMessage.Builder full = event("full", "ai.coditect.nothing.v1", WHOSE).toBuilder();
    for (int n = full.getAttributesCount(); n < 100; n++) {
      full.putAttributes("of-its-sender-" + n, "v".repeat(1024));
    }
    PubsubMessage.Builder large = event("large", "ai.coditect.nothing.v1", "").toBuilder();
    large.setData(ByteString.copyFrom(new byte[9_998_000]));
    publish(full.build());
    publish(large.build());
    await().atMost(Await.PATIENCE).until(() -> rejections().size() == 2);
    settled();
    assertThat(pubsub.published("ops-requests-dead"))
        .hasSize(2)
        .allSatisfy(
            letter ->
                assertThat(letter.getAttributesMap())
                    .containsKeys("ops-reject-reason", "ops-reject-dropped", "ce-id"));
    publish(changed("behind", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
  }

  @Test
  void a_dead_letter_that_the_topic_refuses_for_a_reason_of_its_own_is_sent_bare() {
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p
                    && p.getTopic().endsWith("-dead")
                    && p.getMessages(0).containsAttributes("ce-id")
                ? Status.INVALID_ARGUMENT
                : null);
    publish(event("odd", "ai.coditect.nothing.v1", WHOSE));
    settled();
    assertThat(rejections()).hasSize(1);
    assertThat(pubsub.published("ops-requests-dead"))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.getAttributesMap())
                    .containsOnlyKeys("ops-reject-reason", "ops-reject-dropped"));
  }

  @Test
  void an_event_that_breaks_the_intake_comes_again_and_holds_up_nobody() {
    publish(changed("x-1", IntakeFixture.BREAKING));
    for (int i = 0; i < 50; i++) {
      publish(changed("ok-" + i, UUID.randomUUID().toString()));
    }
    await().atMost(Await.PATIENCE).until(() -> recorded() == 51);
    await().atMost(Await.PATIENCE).until(() -> pubsub.leaseChanges("ops-worker").contains(0));
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
    await().atMost(Await.PATIENCE).until(() -> pubsub.leaseChanges("ops-worker").contains(0));
    other.execute("alter database " + database.name() + " allow_connections true");
    settled();
    assertThat(recorded()).isEqualTo(21);
    assertThat(pubsub.published("ops-requests-dead")).isEmpty();
  }

  @Test
  void a_database_that_was_away_is_seen_to_be_back_though_no_event_comes_any_more() {
    LocalPostgres.Database other = LocalPostgres.shared().empty();
    other.execute(
        "alter database " + database.name() + " allow_connections false",
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
            + database.name()
            + "'");
    publish(changed("elsewhere", UUID.randomUUID().toString()));
    awaitShown("Events cannot be recorded since");
    // As if another worker had taken it; this one makes the subscription anew, without it.
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    await()
        .atMost(Await.PATIENCE)
        .ignoreExceptions()
        .until(() -> pubsub.unacknowledged("ops-worker") == 0);
    awaitShown("Events cannot be recorded since");
    other.execute("alter database " + database.name() + " allow_connections true");
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(() -> assertThat(intakeFinding().problems()).isEmpty());
    assertThat(recorded()).isEqualTo(1);
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
        .atMost(Await.PATIENCE)
        .until(
            () ->
                client
                    .subscriptions()
                    .listSubscriptions("projects/test")
                    .iterateAll()
                    .iterator()
                    .hasNext());
    await()
        .atMost(Await.PATIENCE)
        .ignoreExceptions()
        .until(() -> pubsub.unacknowledged("ops-worker") == 0);
    publish(changed("after", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
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
            "subscription ops-dead: gcloud pubsub subscriptions create ops-dead --topic=ops-requests-dead --expiration-period=never");
    assertThat(new PubSubCheck("", "", worker.getBean(PubSubSettings.class)).examine().state())
        .isEqualTo(State.NOT_APPLICABLE);
  }

  @Test
  void a_dead_letter_topic_that_is_missing_is_shown_and_healed_once_it_is_there() {
    client.topics().deleteTopic(client.topic("ops-requests-dead"));
    publish(event("unknown", "ai.coditect.nothing.v1", WHOSE));
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(intakeFinding().problems().toString())
                    .contains("not taken by the dead-letter topic", "Run \"check\"")
                    .doesNotContain("add-iam-policy-binding"));
    // What is right is not held up by what is wrong.
    publish(changed("meanwhile", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
    client.topics().createTopic(client.topic("ops-requests-dead"));
    settled();
    await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
    assertThat(pubsub.published("ops-requests-dead")).isNotEmpty();
  }

  @Test
  void a_service_that_is_away_is_shown_and_events_come_when_it_is_back() {
    pubsub.goAway();
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(() -> assertThat(intakeFinding().state()).isEqualTo(State.FAILED));
    pubsub.comeBack();
    publish(changed("after", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
    await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
  }

  @Test
  void a_subscription_that_is_detached_is_shown_with_the_commands_that_make_it_anew() {
    client.topics().detachSubscription(detach());
    awaitShown(
        "It is detached from its topic",
        "gcloud pubsub subscriptions delete ops-worker",
        "gcloud pubsub subscriptions create ops-worker --topic=ops-requests");
    assertThat(worker.getBean(PubSubCheck.class).examine().problems().toString())
        .contains("It is detached from its topic");
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    awaitEventsAgain();
  }

  @Test
  void a_subscription_whose_topic_was_deleted_is_shown_though_a_topic_of_that_name_is_back() {
    client.topics().deleteTopic(client.topic("ops-requests"));
    awaitShown("Its topic was deleted");
    client.topics().createTopic(client.topic("ops-requests"));
    awaitShown("a new topic of that name does not bring it back");
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    awaitEventsAgain();
  }

  @Test
  void a_subscription_that_pushes_is_shown_with_the_command_that_ends_it() {
    client
        .subscriptions()
        .modifyPushConfig(
            client.subscription("ops-worker"),
            PushConfig.newBuilder().setPushEndpoint("https://elsewhere.example/push").build());
    awaitShown(
        "It pushes its messages elsewhere",
        "gcloud pubsub subscriptions modify-push-config ops-worker --push-endpoint=");
    client
        .subscriptions()
        .modifyPushConfig(client.subscription("ops-worker"), PushConfig.getDefaultInstance());
    awaitEventsAgain();
  }

  @Test
  void a_subscription_of_another_topic_is_shown() {
    client.topics().createTopic(client.topic("other-requests"));
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    client
        .subscriptions()
        .createSubscription(
            client.subscription("ops-worker"),
            client.topic("other-requests"),
            PushConfig.getDefaultInstance(),
            60);
    awaitShown("It is one of another topic");
  }

  @Test
  void an_error_in_the_intake_costs_its_event_a_turn_and_nobody_else_anything() {
    publish(changed("error", IntakeFixture.ERRING));
    for (int i = 0; i < 20; i++) {
      publish(changed("beside-" + i, UUID.randomUUID().toString()));
    }
    await().atMost(Await.PATIENCE).until(() -> recorded() == 21);
    // What is recorded is acknowledged a moment later.
    await().atMost(Await.PATIENCE).until(() -> pubsub.unacknowledged("ops-worker") == 1);
    publish(changed("later", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 22);
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(intakeFinding().problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.what())
                              .startsWith("An event cannot be recorded since")
                              .contains("NoClassDefFoundError");
                          assertThat(problem.where()).startsWith("message ");
                        }));
  }

  @Test
  void what_a_trigger_raises_about_one_event_is_shown_and_holds_up_nobody() {
    String raising = UUID.randomUUID().toString();
    database.execute(
        "create function public.raise_it() returns trigger language plpgsql as $$ begin raise"
            + " exception '"
            + PersonalTokens.ALL
            + "'; end $$",
        "create trigger raise_it before insert on coditect_ops.license_changes for each row when"
            + " (new.organization_id = '"
            + raising
            + "') execute function public.raise_it()");
    publish(
        changed("raising", raising),
        changed("ok-1", UUID.randomUUID().toString()),
        changed("ok-2", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 3);
    awaitShown("An event cannot be recorded since");
    assertThat(rejections()).isEmpty();
    database.execute("drop trigger raise_it on coditect_ops.license_changes");
    settled();
    assertThat(recorded()).isEqualTo(4);
    await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void events_that_cannot_be_recorded_are_shown_with_the_reason_which_is_said_once() {
    try (Spoken log = new Spoken()) {
      database.execute("revoke insert on coditect_ops.license_changes from coditect_system");
      publish(changed("kept", UUID.randomUUID().toString()));
      awaitShown("Events cannot be recorded since", "42501");
      database.execute("grant insert on coditect_ops.license_changes to coditect_system");
      settled();
      await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
      assertThat(recorded()).isEqualTo(2);
      assertThat(log.text().split("events not recorded", -1)).hasSize(2);
      assertThat(log.text()).doesNotContain("\tat ");
    }
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void an_event_that_breaks_the_intake_by_itself_shows_not_that_others_can_be_recorded_again() {
    try (Spoken log = new Spoken()) {
      database.execute("revoke insert on coditect_ops.license_changes from coditect_system");
      publish(changed("kept", UUID.randomUUID().toString()));
      awaitShown("Events cannot be recorded since", "42501");
      // Of the one before it the whole turn is over when the next one is told.
      for (int broken = 1; broken <= 2; broken++) {
        publish(changed("error-" + broken, IntakeFixture.ERRING));
        int told = broken;
        Await.until("it to be told", () -> times(log, "event not recorded;") == told);
      }
      assertThat(times(log, "events can be recorded again")).isZero();
      database.execute("grant insert on coditect_ops.license_changes to coditect_system");
      Await.until("the all-clear", () -> times(log, "events can be recorded again") == 1);
      assertThat(times(log, "events not recorded;")).isEqualTo(1);
    }
  }

  private static int times(Spoken log, String words) {
    return log.text().split(words, -1).length - 1;
  }

  private DetachSubscriptionRequest detach() {
    return DetachSubscriptionRequest.newBuilder()
        .setSubscription(client.subscription("ops-worker"))
        .build();
  }

  private void awaitShown(String... words) {
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(() -> assertThat(intakeFinding().problems().toString()).contains(words));
  }

  private void awaitEventsAgain() {
    await()
        .atMost(Await.PATIENCE)
        .ignoreExceptions()
        .until(() -> pubsub.unacknowledged("ops-worker") == 0);
    publish(changed("again", UUID.randomUUID().toString()));
    await().atMost(Await.PATIENCE).until(() -> recorded() == 2);
    await().atMost(Await.PATIENCE).until(() -> intakeFinding().state() == State.OK);
  }

  private Check.Finding intakeFinding() {
    Check.Finding finding = worker.getBean(IntakeCheck.class).examine();
    PersonalTokens.none("the item", finding.toString());
    return finding;
  }

  @Test
  void a_subscription_that_does_not_exist_yet_is_waited_for_whatever_looking_throws() {
    SubscriptionListener listener =
        new SubscriptionListener(
            worker.getBean(PubSubTemplate.class),
            new ErringOnceAdmin(client),
            false,
            new PubSubSettings(
                "ops-requests",
                "made-later",
                "ops-requests-dead",
                "ops-dead",
                "ops-outcomes",
                "ops-partitions",
                500,
                2_000_000,
                2000,
                Duration.ofMillis(5),
                Duration.ofSeconds(8),
                Duration.ofMillis(50),
                Duration.ofMillis(100)),
            intake(List.of()),
            new IntakeTroubles("made-later", Clock.systemUTC(), Duration.ofSeconds(90)),
            new IntakeMeters(new SimpleMeterRegistry(), Clock.systemUTC()));
    AtomicInteger asked = new AtomicInteger();
    pubsub.refuse(
        request -> {
          if (request.toString().contains("made-later")) {
            asked.incrementAndGet();
          }
          return null;
        });
    listener.start();
    try {
      Await.until("the listener to ask again", () -> asked.get() > 1);
      worker.getBean(PubSubAdmin.class).createSubscription("made-later", "ops-requests");
      publish(event("late", "ai.coditect.nothing.v1", WHOSE));
      await().atMost(Await.PATIENCE).until(() -> pubsub.unacknowledged("made-later") == 0);
      assertThat(
              sql.sql(
                      "select subscription from coditect_ops.rejected_events where event_id = 'late' order by 1")
                  .query(String.class)
                  .list())
          .contains("made-later");
    } finally {
      listener.stop();
    }
    assertThat(pubsub.leased("made-later")).isZero();
  }

  /** Its first answer is an Error. */
  private static final class ErringOnceAdmin extends PubSubAdmin {
    private final AtomicBoolean erred = new AtomicBoolean();

    ErringOnceAdmin(PubSubConnection client) {
      super(() -> "test", client.topics(), client.subscriptions());
    }

    @Override
    public @Nullable Subscription getSubscription(String name) {
      if (erred.compareAndSet(false, true)) {
        throw new NoClassDefFoundError("com/google/Gone");
      }
      return super.getSubscription(name);
    }
  }

  private MessageIntake intake(List<EventIntake> intakes) {
    return new MessageIntake(
        new MessageReader(
            new EventSchemas(Optional.empty()),
            new RequestReader(worker.getBean(JobCatalog.class), Clock.systemUTC()),
            intakes,
            List.of()),
        worker.getBean(RunQueue.class),
        new RejectedEventStore(worker.getBean(JdbcClient.class), worker.getBean(Clock.class)),
        new TransactionTemplate(worker.getBean(PlatformTransactionManager.class)),
        "made-later");
  }
}
