package ai.coditect.ops.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Prints the relay's rate beside that of Google's bare publisher with the same messages. */
@Tag("campaign")
class RelayRateIT {
  private static final int ROWS = 50_000;

  @Test
  void relay_beside_a_bare_publisher() throws Exception {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    JdbcClient sql = JdbcClient.create(database.asSuperuser());
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "test");
        HikariDataSource source = new HikariDataSource();
        TopicAdminClient topics =
            OutboxConfiguration.bounded(client.topics().getSettings(), Duration.ofSeconds(5))) {
      source.setDataSource(database.as(LocalPostgres.WORKER));
      client.topics().createTopic(client.topic("bare"));
      client.topics().createTopic(client.topic("relayed"));
      OutboxStore outbox = new OutboxStore(JdbcClient.create(source));
      Relay relay =
          new Relay(
              outbox,
              new OutcomePublisher(
                  topics.publishCallable(), client.topic("relayed"), Duration.ofSeconds(6)),
              new TransactionTemplate(new JdbcTransactionManager(source)),
              Clock.systemUTC(),
              Duration.ofSeconds(1),
              Duration.ofSeconds(1));
      for (int keys : new int[] {50, 1_000, 50, 1_000}) {
        fill(sql, keys);
        List<OutboxStore.Waiting> all = new ArrayList<>();
        while (all.size() < ROWS) {
          List<OutboxStore.Waiting> next = outbox.next(List.of()).events();
          all.addAll(next.subList(0, Math.min(next.size(), ROWS - all.size())));
        }
        Publisher bare = client.publisher("bare", true);
        long start = System.nanoTime();
        List<ApiFuture<String>> futures = new ArrayList<>();
        all.forEach(event -> futures.add(bare.publish(OutcomePublisher.message(event))));
        bare.publishAllOutstanding();
        ApiFutures.allAsList(futures).get();
        double bareRate = rate(start);
        bare.shutdown();
        bare.awaitTermination(10, TimeUnit.SECONDS);
        start = System.nanoTime();
        int sent = 0;
        for (int turn = relay.turn(); turn > 0; turn = relay.turn()) {
          sent += turn;
        }
        double relayRate = rate(start);
        assertThat(sent).isEqualTo(ROWS);
        System.out.printf(
            "RATE %d keys: relay %.0f/s, bare publisher %.0f/s, ratio %.2f%n",
            keys, relayRate, bareRate, relayRate / bareRate);
      }
    }
  }

  private static double rate(long start) {
    return ROWS / ((System.nanoTime() - start) / 1e9);
  }

  private static void fill(JdbcClient sql, int keys) {
    sql.sql(
            """
            insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
            select gen_random_uuid(), 'ai.coditect.license.expired.v1', md5(cast(i % :keys as text)), now(),
              jsonb_build_object('organizationId', gen_random_uuid(), 'licenseId', gen_random_uuid(), 'expiresAt', now())
            from generate_series(1, :rows) i
            """)
        .param("keys", keys)
        .param("rows", ROWS)
        .update();
    sql.sql("analyze coditect_ops.outbox").update();
  }
}
