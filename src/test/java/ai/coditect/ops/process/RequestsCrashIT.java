package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.process.GateProxy.Where;
import com.google.pubsub.v1.PubsubMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests of people from ten sources whose ids clash, each delivered twice and in any order, to
 * two workers, one of which is killed in the middle of a batch.
 */
class RequestsCrashIT {
  private static final int SOURCES = 10;
  private static final String ERASURE = "ai.coditect.privacy.erasure.requested.v1";
  private static final String RECORD = CrashPoint.firstLine("erasure/record_requests");

  private record Wish(String source, String id, UUID request, UUID user, String wrong) {
    String name() {
      return source + " " + id;
    }
  }

  @Test
  void each_request_is_on_record_once_or_in_the_dead_letters_with_its_own_reason() {
    killOneOfTwo(60, Where.AFTER_COMMIT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Where.class,
      names = {"BEFORE", "BEFORE_COMMIT", "AFTER_COMMIT"})
  @Tag("campaign")
  void so_is_each_of_a_thousand_wherever_the_worker_dies(Where where) {
    killOneOfTwo(1000, where);
  }

  private static void killOneOfTwo(int many, Where where) {
    LocalPostgres.Database template = LocalPostgres.shared().migrated();
    // Requests are recorded, and nobody is erased meanwhile.
    template.execute(
        "update coditect_ops.destruction set paused = true, paused_by = 'Anna', paused_at = now()");
    Tenants tenants = new Tenants(template);
    List<Wish> wishes = wishes(many, tenants);
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(template, Scene.NEVER);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project")) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      scene
          .environment()
          .put("SPRING_CLOUD_GCP_PUBSUB_SUBSCRIBER_MAX_DURATION_PER_ACK_EXTENSION", "10");
      // Several batches, of which one worker never holds all.
      scene.environment().put("OPS_PUBSUB_BATCH", Integer.toString(many / 6));
      scene.environment().put("OPS_PUBSUB_OUTSTANDING", Integer.toString(many / 2));
      desk.subscribe("ops-requests", "ops-worker");
      List<Wish> twice = new ArrayList<>(wishes);
      twice.addAll(wishes);
      Collections.shuffle(twice, new Random(7));
      List<UUID> organizations =
          tenants.ids("select id from coditect_shared.organizations order by slug");
      twice.forEach(wish -> publish(desk, wish, organizations));

      CompletableFuture<Void> reached = scene.gate().stopAt(RECORD, where);
      WorkerProcess killed = scene.start("serve");
      Scene.awaitGate(reached, killed);
      Map<String, String> direct = new HashMap<>(scene.environment());
      direct.put("DB_HOST", scene.database().host());
      direct.put("DB_PORT", Integer.toString(scene.database().port()));
      ServingWorker other = ServingWorker.start(scene.database(), pubsub, direct);
      try {
        int before = pubsub.unacknowledged("ops-worker");
        Await.until("the other at work", () -> pubsub.unacknowledged("ops-worker") < before);
        killed.kill();
        scene.gate().cut();
        pubsub.endLeases("ops-worker");
        Await.until("every message answered for", () -> pubsub.unacknowledged("ops-worker") == 0);
      } finally {
        other.close();
      }
      assertEachIsAnsweredFor(wishes, scene.database(), pubsub.published("ops-requests-dead"));
    }
  }

  private static void assertEachIsAnsweredFor(
      List<Wish> wishes, LocalPostgres.Database database, List<PubsubMessage> letters) {
    Tenants found = new Tenants(database);
    Map<UUID, List<Wish>> byRequest =
        wishes.stream()
            .collect(Collectors.groupingBy(Wish::request, TreeMap::new, Collectors.toList()));
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (PubsubMessage letter : letters) {
      reasons
          .computeIfAbsent(
              letter.getAttributesOrThrow("ce-source") + " " + letter.getAttributesOrThrow("ce-id"),
              name -> new ArrayList<>())
          .add(letter.getAttributesOrThrow("ops-reject-reason"));
    }
    assertThat(found.ids("select id from coditect_ops.erasure_requests order by id"))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            byRequest.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(wish -> wish.wrong().isEmpty()))
                .map(Map.Entry::getKey)
                .toList());
    byRequest.forEach(
        (request, those) -> {
          List<UUID> taken =
              found.ids(
                  "select user_id from coditect_ops.erasure_requests where id = '" + request + "'");
          for (Wish wish : those) {
            boolean isOnRecord = taken.contains(wish.user()) && wish.wrong().isEmpty();
            if (isOnRecord) {
              assertThat(reasons).doesNotContainKey(wish.name());
            } else {
              String why = wish.wrong().isEmpty() ? "somebody else" : wish.wrong();
              assertThat(reasons.get(wish.name()))
                  .as(wish.toString())
                  .hasSizeGreaterThanOrEqualTo(2)
                  .allSatisfy(reason -> assertThat(reason).contains(why));
            }
          }
        });
  }

  /** Every seventh of a tenant that the person is not in; some pairs under one request id. */
  private static List<Wish> wishes(int many, Tenants tenants) {
    UUID ours = tenants.organization("PRO");
    tenants.organization("PRO");
    tenants
        .jdbc()
        .sql(
            "insert into coditect_shared.users (organization_id, email, username, role) select ?,"
                + " 'p' || n || '@example.org', 'p' || n, 'MEMBER' from generate_series(1, ?) n")
        .params(ours, many)
        .update();
    List<UUID> people =
        tenants.ids("select id from coditect_shared.users where role = 'MEMBER' order by id");
    return IntStream.range(0, many)
        .mapToObj(
            n ->
                new Wish(
                    "//source-" + n % SOURCES,
                    "order-" + n / SOURCES,
                    new UUID(1, n % 20 == 11 ? n - 1 : n),
                    people.get(n),
                    n % 7 == 3 && n % 20 / 2 != 5 ? "no such user" : ""))
        .toList();
  }

  private static void publish(PubSubDesk desk, Wish wish, List<UUID> organizations) {
    desk.publish(
        "ops-requests",
        Map.of(
            "ce-id",
            wish.id(),
            "ce-source",
            wish.source(),
            "ce-type",
            ERASURE,
            "ce-specversion",
            "1.0"),
        "{\"requestId\":\"%s\",\"organizationId\":\"%s\",\"userId\":\"%s\",\"requestedAt\":\"2026-10-01T08:00:00Z\"}"
            .formatted(
                wish.request(), organizations.get(wish.wrong().isEmpty() ? 0 : 1), wish.user()));
  }
}
