package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.SessionStore;
import ai.coditect.ops.local.WorkerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A serving worker and a store in a process of its own, which is killed, doubled and late. */
class OtherStoreProcessIT {
  private static final String PROJECT = "demo-project";

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);

  private record Asked(UUID organization, UUID person, UUID request) {}

  @Test
  void a_store_that_dies_answers_twice_or_comes_late_is_waited_for_and_fulfils_each_request_once()
      throws IOException {
    Path sessions = Files.createDirectories(directory.resolve("sessions"));
    Map<String, String> variables =
        OwnJobs.in(directory)
            .stores(SessionStore.NAME)
            .purge("limits", "{ most-rows: 1000 }")
            .variables();
    try (LocalPubSub pubsub = LocalPubSub.start();
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), PROJECT)) {
      desk.subscribe("ops-requests", "ops-worker");
      desk.subscribe("ops-outcomes", SessionStore.SUBSCRIPTION);
      Files.createFile(sessions.resolve(SessionStore.DIE));
      try (ServingWorker worker = ServingWorker.start(database, pubsub, variables);
          WorkerProcess dying = store(pubsub, sessions)) {
        Asked first = ask(desk, sessions);
        assertThat(dying.exitCode(Await.PATIENCE)).isEqualTo(137);
        assertThat(SessionStore.sessions(sessions, first.organization(), first.person())).isZero();
        assertThat(partly(first)).isTrue();
        assertThat(kept(first)).isEqualTo(1);

        Files.createFile(sessions.resolve(SessionStore.TWICE));
        pubsub.endLeases(SessionStore.SUBSCRIPTION);
        try (WorkerProcess store = store(pubsub, sessions)) {
          Await.until("the first to be fulfilled", store, () -> told(pubsub, first) == 1);
          assertThat(partly(first)).isFalse();
          assertThat(kept(first)).isZero();
          assertThat(store.out()).contains("answered erased");

          store.freeze();
          Asked second = ask(desk, sessions);
          Await.until("the second to be gone here", () -> partly(second));
          database.execute(
              "update coditect_ops.erasure_propagations set asked_at = now() - interval '9 days',"
                  + " deadline = now() - interval '2 days' where not settled");
          try (InProcessWorker one = InProcessWorker.start(database, variables)) {
            Reply late = certificate(one, second);
            assertThat(late.exitCode()).isEqualTo(3);
            assertThat(late.problems().toString()).contains("sessions, overdue since");
            one.type("erasures ask", Map.of("store", SessionStore.NAME));
            store.wake();
            Await.until("the second to be fulfilled", store, () -> told(pubsub, second) == 1);
            // What was delivered to a pull that ended while the store was frozen.
            pubsub.endLeases(SessionStore.SUBSCRIPTION);
            Await.until(
                "every answer to be taken in",
                store,
                () ->
                    pubsub.unacknowledged(SessionStore.SUBSCRIPTION) == 0
                        && pubsub.unacknowledged("ops-worker") == 0);
            Reply page = certificate(one, second);
            assertThat(page.exitCode()).isZero();
            assertThat(page.document().get("otherStores").toString())
                .contains("outcome=erased", "did={sessions=2}", "late=true");
          }
          assertThat(told(pubsub, first)).isEqualTo(1);
          assertThat(told(pubsub, second)).isEqualTo(1);
          assertThat(tenants.count("select count(*) from coditect_ops.erasure_propagated_ids"))
              .isZero();
          assertThat(tenants.count("select count(*) from coditect_ops.rejected_events")).isZero();
        }
        assertThat(worker.status("/actuator/health/liveness")).isEqualTo(200);
      }
    }
  }

  private static WorkerProcess store(LocalPubSub pubsub, Path sessions) {
    return WorkerProcess.startMain(
        SessionStore.class, Map.of(), pubsub.endpoint(), PROJECT, sessions.toString());
  }

  private static Reply certificate(InProcessWorker worker, Asked asked) {
    return worker.type("erasures certificate", Map.of("request", asked.request().toString()));
  }

  private Asked ask(PubSubDesk desk, Path sessions) throws IOException {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID person = tenants.user(organization, "MEMBER", null);
    SessionStore.signIn(sessions, organization, person, "phone");
    SessionStore.signIn(sessions, organization, person, "desk");
    UUID request = UUID.randomUUID();
    desk.publishEvent(
        "ops-requests",
        "ask-" + request,
        "ai.coditect.privacy.erasure.requested.v1",
        "{\"requestId\":\"%s\",\"organizationId\":\"%s\",\"userId\":\"%s\",\"requestedAt\":\"2026-11-01T00:00:00Z\"}"
            .formatted(request, organization, person));
    return new Asked(organization, person, request);
  }

  private boolean partly(Asked asked) {
    return tenants.count(
            "select count(*) from coditect_ops.erasure_requests where awaits_participants and id = '"
                + asked.request()
                + "'")
        == 1;
  }

  private long kept(Asked asked) {
    return tenants.count(
        "select count(*) from coditect_ops.erasure_propagated_ids where user_id = '"
            + asked.person()
            + "'");
  }

  private static long told(LocalPubSub pubsub, Asked asked) {
    return pubsub.published("ops-outcomes").stream()
        .filter(
            message ->
                message
                        .getAttributesMap()
                        .get("ce-type")
                        .equals("ai.coditect.privacy.erasure.fulfilled.v1")
                    && message.getData().toStringUtf8().contains(asked.request().toString()))
        .count();
  }
}
