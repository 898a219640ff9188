package ai.coditect.ops.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.problem.Check.Finding;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.zaxxer.hikari.HikariDataSource;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class RelayIT {
  private static final Instant DUE = Instant.parse("2026-03-01T00:00:00.000001Z");
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test");
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final JdbcClient sql = JdbcClient.create(database.asSuperuser());
  private final List<AutoCloseable> open = new ArrayList<>();
  private OutboxStore outbox;
  private TransactionTemplate transaction;

  @BeforeEach
  void prepare() {
    client.topics().createTopic(client.topic("ops-outcomes"));
    HikariDataSource source = source();
    outbox = new OutboxStore(JdbcClient.create(source));
    transaction = new TransactionTemplate(new JdbcTransactionManager(source));
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    client.close();
    pubsub.close();
  }

  @Test
  void an_event_goes_out_as_a_cloud_event_and_is_removed() throws Exception {
    UUID run = UUID.randomUUID();
    outbox.add("e-1", "ai.coditect.ops.run.finished.v1", "", DUE, run, "{\"a\": \"\\u00e9\"}");
    assertThat(relay().turn()).isEqualTo(1);
    assertThat(waiting()).isZero();
    PubsubMessage message = pubsub.published("ops-outcomes").get(0);
    assertThat(message.getAttributesMap())
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-id", "e-1")
        .containsEntry("ce-source", "//ops.coditect.ai/worker")
        .containsEntry("ce-type", "ai.coditect.ops.run.finished.v1")
        .containsEntry("ce-time", "2026-03-01T00:00:00.000001Z")
        .containsEntry("contentType", "application/json")
        .containsEntry("content-type", "application/json")
        .containsEntry("Content-Type", "application/json");
    assertThat(message.getData().toStringUtf8()).isEqualTo("{\"a\": \"é\"}");
    assertThat(message.getOrderingKey()).isEmpty();
  }

  @Test
  void an_event_of_a_transaction_that_rolls_back_never_goes_out() throws Exception {
    transaction.executeWithoutResult(
        status -> {
          outbox.add("e-1", "t", "", DUE, null, "{}");
          status.setRollbackOnly();
        });
    assertThat(relay().turn()).isZero();
    assertThat(pubsub.published("ops-outcomes")).isEmpty();
  }

  @Test
  void three_relays_at_once_send_each_event_once_and_in_order_for_its_key() throws Exception {
    fill(5_000, 50);
    for (int i = 0; i < 3; i++) {
      loop();
    }
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertThat(ids()).hasSize(5_000).doesNotHaveDuplicates();
    assertOrderOfEachKey(50, 100);
  }

  @Test
  void a_standby_takes_over_when_the_leader_is_gone() throws Exception {
    RelayLoop leader = loop();
    loop();
    fill(100, 5);
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    leader.stop();
    fill(100, 5);
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertThat(ids()).hasSize(200);
  }

  @Test
  void while_another_relay_leads_nothing_is_published() throws Exception {
    fill(1, 1);
    Relay standby = relay();
    transaction.executeWithoutResult(
        status -> {
          assertThat(outbox.takeLeadership()).isTrue();
          assertThat(standby.turn()).isZero();
        });
    assertThat(standby.turn()).isEqualTo(1);
  }

  @Test
  void a_refused_key_waits_in_order_while_the_others_go_on() throws Exception {
    fill(50, 5);
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p && p.getMessages(0).getOrderingKey().equals("key-3")
                ? Status.PERMISSION_DENIED
                : null);
    loop();
    await().atMost(Await.PATIENCE).until(() -> waiting() == 10);
    fill(50, 5);
    await().atMost(Await.PATIENCE).until(() -> waiting() == 20);
    assertThat(pubsub.published("ops-outcomes"))
        .hasSize(80)
        .noneMatch(message -> message.getOrderingKey().equals("key-3"));
    pubsub.refuseNothing();
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertOrderOfEachKey(5, 20);
  }

  @Test
  void nothing_is_lost_while_the_server_is_away() throws Exception {
    loop();
    pubsub.goAway();
    fill(200, 10);
    // Long enough that one turn has failed.
    await().atMost(Await.PATIENCE).until(() -> failedTurns() > 0);
    assertThat(waiting()).isEqualTo(200);
    pubsub.comeBack();
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertThat(ids()).hasSize(200).doesNotHaveDuplicates();
    assertOrderOfEachKey(10, 20);
  }

  @Test
  void a_crash_between_publishing_and_removing_doubles_with_the_same_id_and_keeps_the_order()
      throws Exception {
    fill(40, 4);
    // The connection dies at the first delete, after the topic has taken everything.
    database.execute(
        "create sequence public.deletes",
        "grant usage on sequence public.deletes to coditect_system",
        """
        create function public.crash() returns trigger language plpgsql as $$ begin
          if nextval('public.deletes') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;
          return null;
        end $$
        """,
        "create trigger crash before delete on coditect_ops.outbox for each statement execute function public.crash()");
    loop();
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertThat(ids()).hasSize(80);
    assertThat(ids().stream().distinct()).hasSize(40);
    assertOrderOfEachKey(4, 10);
  }

  @Test
  void an_event_too_large_for_a_message_holds_up_nobody_and_is_shown_by_the_check()
      throws Exception {
    OutboxCheck check = check(Clock.systemUTC());
    fill(2, 1);
    outbox.add("giant", "t", "key-0", DUE, null, "\"" + "x".repeat(9_500_000) + "\"");
    outbox.add("large", "t", "key-0", DUE, null, "\"" + "x".repeat(8_900_000) + "\"");
    outbox.add("after", "t", "key-0", DUE, null, "{}");
    assertThat(check.examine().problems()).hasSize(1);
    loop();
    await().atMost(Await.PATIENCE).until(() -> waiting() == 1);
    assertThat(ids()).endsWith("large", "after").doesNotContain("giant");
    Finding finding = check.examine();
    assertThat(finding.state()).isEqualTo(Finding.State.FAILED);
    assertThat(finding.problems().get(0).where()).contains("giant");
    assertThat(check(Clock.offset(Clock.systemUTC(), Duration.ofHours(1))).examine().problems())
        .hasSize(1);
  }

  @Test
  void a_batch_is_bounded_by_its_bytes_and_an_event_that_is_larger_is_one_by_itself()
      throws Exception {
    for (int i = 0; i < 7; i++) {
      outbox.add("mega-" + i, "t", "key-" + i, DUE, null, "\"" + "x".repeat(1_000_000) + "\"");
    }
    outbox.add("large", "t", "key-0", DUE, null, "\"" + "x".repeat(8_900_000) + "\"");
    fill(3, 1);
    List<Integer> batches = new ArrayList<>();
    while (waiting() > 0) {
      OutboxStore.Batch next = outbox.next(Set.of());
      long bytes = next.events().stream().mapToLong(event -> event.data().length()).sum();
      long last = next.events().get(next.events().size() - 1).data().length();
      assertThat(bytes - last).isLessThan(OutboxStore.BATCH_BYTES);
      batches.add(next.events().size());
      outbox.remove(next.events());
    }
    assertThat(batches).containsExactly(4, 4, 3);
  }

  private OutboxCheck check(Clock clock) {
    return new OutboxCheck(outbox, clock, Duration.ofSeconds(45));
  }

  private int failedTurns() {
    // A request that is refused at the socket shows in how long the rows have waited.
    return sql.sql(
            "select count(*) from coditect_ops.outbox where recorded_at < now() - interval '6 s'")
        .query(Integer.class)
        .single();
  }

  private void fill(int rows, int keys) {
    sql.sql(
            """
            insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
            select 'e-' || nextval('coditect_ops.outbox_sequence_seq'), 'ai.coditect.license.expired.v1',
              'key-' || i % :keys, now(), jsonb_build_object('number', i)
            from generate_series(0, :rows - 1) i order by i
            """)
        .param("rows", rows)
        .param("keys", keys)
        .update();
  }

  private long waiting() {
    return sql.sql("select count(*) from coditect_ops.outbox").query(Long.class).single();
  }

  @Test
  void an_event_that_the_topic_refuses_for_ever_is_left_behind_and_holds_nobody_up()
      throws Exception {
    fill(50, 1);
    outbox.add("poison", "t", "key-0", DUE, null, "{}");
    fill(50, 1);
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p
                    && p.getMessagesList().stream()
                        .anyMatch(each -> each.getAttributesOrThrow("ce-id").equals("poison"))
                ? Status.INVALID_ARGUMENT
                : null);
    loop();
    await().atMost(Duration.ofSeconds(20)).until(() -> ids().size() == 100 && waiting() == 1);
    OutboxStore.Stuck stuck = outbox.stuck();
    assertThat(stuck.refused()).isEqualTo(1);
    assertThat(stuck.oneRefused()).isEqualTo("poison");
    assertThat(stuck.waiting()).isZero();
    assertThat(check(Clock.systemUTC()).examine().problems().toString())
        .contains("refused by the topic")
        .contains("poison");
  }

  /** Its key waits longer each time, and never for the others' sake. */
  @Test
  void an_event_that_is_refused_alone_is_left_behind_with_the_next_event_of_any_other_key()
      throws Exception {
    outbox.add("poison", "t", "its own", DUE, null, "{}");
    pubsub.refuse(
        request ->
            request instanceof PublishRequest p
                    && p.getMessages(0).getAttributesOrThrow("ce-id").equals("poison")
                ? Status.INVALID_ARGUMENT
                : null);
    // No pause ends under it.
    Relay relay = relay(Clock.fixed(DUE, ZoneOffset.UTC));
    assertThat(relay.turn()).isZero();
    assertThat(relay.turn()).isZero();
    assertThat(outbox.stuck().refused()).isZero();
    fill(1, 1);
    assertThat(relay.turn()).isEqualTo(1);
    assertThat(outbox.stuck().oneRefused()).isEqualTo("poison");
    assertThat(waiting()).isEqualTo(1);
    outbox.add("after it", "t", "its own", DUE, null, "{}");
    assertThat(relay.turn()).isEqualTo(1);
  }

  @Test
  void a_clock_that_goes_back_makes_no_pause_longer() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(DUE.plus(Duration.ofDays(1)));
    fill(1, 1);
    pubsub.refuse(request -> request instanceof PublishRequest ? Status.PERMISSION_DENIED : null);
    Relay relay = relay(movable(now));
    assertThat(relay.turn()).isZero();
    pubsub.refuseNothing();
    // It is paused.
    assertThat(relay.turn()).isZero();
    now.set(DUE);
    assertThat(relay.turn()).isEqualTo(1);
  }

  private static Clock movable(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  @Test
  void of_events_that_are_refused_alone_by_a_topic_that_takes_nothing_none_is_left_behind()
      throws Exception {
    pubsub.refuse(request -> request instanceof PublishRequest ? Status.INVALID_ARGUMENT : null);
    Relay relay = relay(Clock.fixed(DUE, ZoneOffset.UTC));
    for (int key = 0; key < 3; key++) {
      outbox.add("e-" + key, "t", "key-" + key, DUE, null, "{}");
      assertThat(relay.turn()).isZero();
    }
    assertThat(outbox.stuck().refused()).isZero();
    pubsub.refuseNothing();
    for (int turn = 0; turn < 3; turn++) {
      outbox.add("later-" + turn, "t", "later-" + turn, DUE, null, "{}");
      relay.turn();
    }
    assertThat(waiting()).isZero();
  }

  @Test
  void a_topic_that_takes_nothing_at_all_leaves_nothing_behind() throws Exception {
    fill(20, 2);
    pubsub.refuse(request -> request instanceof PublishRequest ? Status.INVALID_ARGUMENT : null);
    Relay relay = relay();
    assertThat(relay.turn()).isZero();
    assertThat(outbox.stuck().refused()).isZero();
    pubsub.refuseNothing();
    loop();
    await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
    assertOrderOfEachKey(2, 10);
  }

  @Test
  void a_topic_that_has_taken_much_and_takes_nothing_any_more_leaves_nothing_behind()
      throws Exception {
    fill(10, 2);
    Relay relay = relay();
    assertThat(relay.turn()).isEqualTo(10);
    fill(10, 2);
    pubsub.refuse(request -> request instanceof PublishRequest ? Status.INVALID_ARGUMENT : null);
    assertThat(relay.turn()).isZero();
    assertThat(relay.turn()).isZero();
    assertThat(outbox.stuck().refused()).isZero();
    assertThat(waiting()).isEqualTo(10);
  }

  private List<String> ids() {
    return pubsub.published("ops-outcomes").stream()
        .map(message -> message.getAttributesOrThrow("ce-id"))
        .toList();
  }

  /** Whoever drops doubles by id sees each key's events in the order they were written. */
  private void assertOrderOfEachKey(int keys, int each) {
    Map<String, List<Integer>> byKey = new LinkedHashMap<>();
    pubsub
        .published("ops-outcomes")
        .forEach(
            message -> {
              List<Integer> seen =
                  byKey.computeIfAbsent(message.getOrderingKey(), key -> new ArrayList<>());
              int number = Integer.parseInt(message.getAttributesOrThrow("ce-id").substring(2));
              if (!seen.contains(number)) {
                seen.add(number);
              }
            });
    assertThat(byKey).hasSize(keys);
    byKey.forEach((key, numbers) -> assertThat(numbers).hasSize(each).isSorted());
  }

  private HikariDataSource source() {
    HikariDataSource source = new HikariDataSource();
    source.setDataSource(database.as(LocalPostgres.WORKER));
    source.setMaximumPoolSize(2);
    open.add(source);
    return source;
  }

  private Relay relay() throws IOException {
    return relay(Clock.systemUTC());
  }

  private Relay relay(Clock clock) throws IOException {
    HikariDataSource source = source();
    TopicAdminClient topics =
        OutboxConfiguration.bounded(client.topics().getSettings(), Duration.ofSeconds(5));
    open.add(topics);
    return new Relay(
        new OutboxStore(JdbcClient.create(source)),
        new OutcomePublisher(
            topics.publishCallable(), client.topic("ops-outcomes"), Duration.ofSeconds(6)),
        new TransactionTemplate(new JdbcTransactionManager(source)),
        clock,
        Duration.ofMillis(200),
        Duration.ofSeconds(1));
  }

  @Test
  void a_leader_whose_network_is_cut_is_ended_by_the_server_and_another_takes_over()
      throws Exception {
    fill(10, 2);
    try (Connection cut = database.as(LocalPostgres.WORKER).getConnection()) {
      // As every session of the worker has it, only shorter.
      cut.createStatement().execute("set idle_in_transaction_session_timeout = '1s'");
      cut.setAutoCommit(false);
      assertThat(
              new OutboxStore(JdbcClient.create(new SingleConnectionDataSource(cut, true)))
                  .takeLeadership())
          .isTrue();
      RelayLoop standby = loop();
      await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
      assertThat(standby.isRunning()).isTrue();
    }
  }

  @Test
  void an_error_ends_a_turn_and_not_the_relay() throws Exception {
    fill(20, 2);
    AtomicBoolean erred = new AtomicBoolean();
    Clock clock =
        new Clock() {
          @Override
          public Instant instant() {
            if (erred.compareAndSet(false, true)) {
              throw new NoClassDefFoundError("com/google/Gone");
            }
            return Clock.systemUTC().instant();
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    loop(relay(clock));
    await().atMost(Await.PATIENCE).until(() -> waiting() == 0);
    assertThat(erred).isTrue();
    assertOrderOfEachKey(2, 10);
  }

  private RelayLoop loop() throws IOException {
    return loop(relay());
  }

  private RelayLoop loop(Relay relay) {
    RelayLoop loop =
        new RelayLoop(
            relay,
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            () -> {},
            new SimpleMeterRegistry());
    loop.start();
    open.add(loop);
    return loop;
  }
}
