package ai.coditect.ops.bench;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many events a second a serving worker takes in and sends out, beside a batched insert of the
 * same rows and beside Google's bare publisher with the same messages. The first round warms up.
 */
final class EventRates implements AutoCloseable {
  private static final int ROUNDS = 2;
  private static final int BATCH = 100;

  /** Events a second, and those of the reference. */
  record Rate(double perSecond, double reference) {}

  private record License(String organization, String id) {}

  private final Database database;
  private final JdbcClient sql;
  private final int events;
  private final List<License> licenses;
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final PubSubConnection client = new PubSubConnection(pubsub.endpoint(), "bench");
  private final Process worker;

  EventRates(Database database, int events) throws IOException {
    this.database = database;
    this.events = events;
    sql = JdbcClient.create(database.asSuperuser());
    licenses =
        sql.sql("select organization_id, id from coditect_shared.licenses limit 5000")
            .query((row, n) -> new License(row.getString(1), row.getString(2)))
            .list();
    // Other workers seem to be at the job, so that no run of it competes with what is measured.
    database.execute(
        """
        insert into coditect_ops.runs (job, key, origin, parameters, as_of, worker, heartbeat_at)
        select 'license-expiry', 'held-' || p, 'command', cast(p as jsonb), now(), 'bench', now() + interval '1 hour'
        from unnest(array['{}', '{"changed-only": "true"}']) p
        """);
    Map<String, String> environment = WorkerCommand.environment(database);
    environment.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    environment.put("SERVER_PORT", "0");
    worker =
        WorkerCommand.start(
            environment,
            WorkerCommand.JAVA.toString(),
            List.of("-jar", WorkerCommand.JAR.toString(), "serve"));
    until("a worker that serves", this::isServing);
  }

  Rate intake() throws SQLException {
    double perSecond = 0;
    double reference = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<List<PubsubMessage>> batches = messages();
      long start = System.nanoTime();
      batches.forEach(batch -> client.topics().publish(client.topic("ops-requests"), batch));
      until("every event", () -> pubsub.unacknowledged("ops-worker") == 0);
      perSecond = rate(start);
      reference = insert();
    }
    long stored =
        sql.sql("select count(distinct event_id) from coditect_ops.license_changes")
            .query(Long.class)
            .single();
    if (stored != 2L * ROUNDS * events) {
      throw new IllegalStateException(stored + " of " + 2L * ROUNDS * events + " events stored");
    }
    return new Rate(perSecond, reference);
  }

  Rate relay() throws Exception {
    double perSecond = 0;
    double reference = 0;
    client.topics().createTopic(client.topic("bare"));
    for (int round = 0; round < ROUNDS; round++) {
      int before = sent().size();
      fillOutbox();
      until("a first event", () -> sent().size() > before);
      int head = sent().size() - before;
      long start = System.nanoTime();
      until(
          "an empty outbox",
          () ->
              sql.sql("select not exists (select from coditect_ops.outbox)")
                  .query(Boolean.class)
                  .single());
      perSecond = rate(start) * (events - head) / events;
      List<PubsubMessage> sent = sent();
      if (sent.size() != before + events) {
        throw new IllegalStateException(sent.size() - before + " events sent");
      }
      reference = publish(sent.subList(before, sent.size()));
    }
    return new Rate(perSecond, reference);
  }

  private boolean isServing() {
    try {
      return pubsub.unacknowledged("ops-worker") == 0;
    } catch (IllegalArgumentException e) {
      // The worker makes its subscription when it starts.
      return false;
    }
  }

  private List<PubsubMessage> sent() {
    try {
      return pubsub.published("ops-outcomes");
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private double publish(List<PubsubMessage> messages) throws Exception {
    List<PubsubMessage> fresh = new ArrayList<>();
    messages.forEach(
        message -> fresh.add(message.toBuilder().clearMessageId().clearPublishTime().build()));
    Publisher bare = client.publisher("bare", true);
    long start = System.nanoTime();
    List<ApiFuture<String>> futures = new ArrayList<>();
    fresh.forEach(message -> futures.add(bare.publish(message)));
    bare.publishAllOutstanding();
    ApiFutures.allAsList(futures).get();
    double rate = rate(start);
    bare.shutdown();
    bare.awaitTermination(10, TimeUnit.SECONDS);
    return rate;
  }

  private void fillOutbox() {
    sql.sql(
            """
            insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, data)
            select gen_random_uuid(), 'ai.coditect.license.expired.v1', md5(cast(i % 1000 as text)), now(),
              jsonb_build_object('organizationId', gen_random_uuid(), 'licenseId', gen_random_uuid(), 'expiresAt', now())
            from generate_series(1, :events) i
            """)
        .param("events", events)
        .update();
  }

  private List<List<PubsubMessage>> messages() {
    List<List<PubsubMessage>> batches = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      if (i % (5 * BATCH) == 0) {
        batches.add(new ArrayList<>());
      }
      License license = licenses.get(i % licenses.size());
      batches
          .get(batches.size() - 1)
          .add(
              PubsubMessage.newBuilder()
                  .putAttributes("ce-specversion", "1.0")
                  .putAttributes("ce-id", UUID.randomUUID().toString())
                  .putAttributes("ce-source", "//bench")
                  .putAttributes("ce-type", "ai.coditect.license.changed.v1")
                  .setData(
                      ByteString.copyFromUtf8(
                          "{\"organizationId\":\"%s\",\"licenseId\":\"%s\"}"
                              .formatted(license.organization(), license.id())))
                  .build());
    }
    return batches;
  }

  /** The same rows, a hundred a statement and commit, over one connection. */
  private double insert() throws SQLException {
    try (Connection connection = database.as(LocalPostgres.WORKER).getConnection();
        PreparedStatement batch =
            connection.prepareStatement(
                "insert into coditect_ops.license_changes (organization_id, license_id, event_id)"
                    + " select * from unnest(?::uuid[], ?::uuid[], ?::text[])"
                    + " on conflict (event_id) do nothing")) {
      long start = System.nanoTime();
      for (int done = 0; done < events; done += BATCH) {
        String[][] columns = new String[3][BATCH];
        for (int i = 0; i < BATCH; i++) {
          License license = licenses.get((done + i) % licenses.size());
          columns[0][i] = license.organization();
          columns[1][i] = license.id();
          columns[2][i] = UUID.randomUUID().toString();
        }
        for (int column = 0; column < 3; column++) {
          batch.setArray(column + 1, connection.createArrayOf("text", columns[column]));
        }
        batch.execute();
      }
      return rate(start);
    }
  }

  private double rate(long start) {
    return events / ((System.nanoTime() - start) / 1e9);
  }

  private void until(String what, BooleanSupplier condition) {
    Await.until(what, condition, worker::isAlive, () -> "the worker has ended");
  }

  @Override
  public void close() {
    worker.destroyForcibly();
    client.close();
    pubsub.close();
  }
}
