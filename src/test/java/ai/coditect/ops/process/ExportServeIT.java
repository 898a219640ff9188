package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A serving worker that is asked for copies by events. */
class ExportServeIT {

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void an_event_that_asks_for_a_copy_leads_to_one_that_says_where_it_is() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(Copies.plantedIn(LocalPostgres.shared().migrated()), Scene.NEVER);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project");
        Spoken log = new Spoken()) {
      scene.database().execute("delete from coditect_ops.export_requests");
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      desk.subscribe("ops-requests", "ops-worker");
      ServingWorker worker = scene.serveHere(pubsub);
      Await.until(
          "the worker",
          () ->
              Licenses.number(
                      scene.database(), "select count(*) from coditect_ops.qrtz_scheduler_state")
                  == 1);
      UUID last = UUID.randomUUID();
      for (int person = 1; person <= 3; person++) {
        UUID request = UUID.randomUUID();
        long begin = System.nanoTime();
        ask(scene, desk, request, person);
        Await.until("the package", () -> isReady(scene, request));
        Duration ready = Duration.ofNanos(System.nanoTime() - begin);
        Await.until("its event", () -> !told(pubsub, request).isEmpty());
        Duration told = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf(
            "an export from event to ready took %d ms, to its own event %d ms%n",
            ready.toMillis(), told.toMillis());

        JsonNode event =
            JsonMapper.shared().readTree(told(pubsub, request).get(0).getData().toByteArray());
        assertThat(event.path("location").asString()).startsWith(Copies.uri(scene.shelf()));
        assertThat(Copies.files(scene.shelf())).hasSize(person);
        Await.until("an idle worker", () -> isIdle(scene));
        last = request;
      }
      // The same event again changes nothing.
      ask(scene, desk, last, 3);
      UUID same = last;
      Await.until("the repeated event", () -> pubsub.unacknowledged("ops-worker") == 0);
      Await.until("an idle worker", () -> isIdle(scene));
      assertThat(told(pubsub, same)).hasSize(1);
      assertThat(Copies.files(scene.shelf())).hasSize(3);
      worker.close();
      assertThat(log.text()).contains("run finished").doesNotContain("@example.org");
    }
  }

  private static void ask(Scene scene, PubSubDesk desk, UUID request, int person) {
    desk.publishEvent(
        "ops-requests",
        "ask-" + request,
        "ai.coditect.privacy.export.requested.v1",
        Licenses.text(
            scene.database(),
            "select cast(jsonb_build_object('requestId', '"
                + request
                + "', 'organizationId', organization_id, 'userId', id, 'requestedAt', '2026-01-01T00:00:00Z') as text)"
                + " from coditect_shared.users where id = md5('user "
                + person
                + "')::uuid"));
  }

  private static boolean isIdle(Scene scene) {
    return Licenses.number(
            scene.database(), "select count(*) from coditect_ops.runs where outcome = 'running'")
        == 0;
  }

  private static boolean isReady(Scene scene, UUID request) {
    return Licenses.number(
            scene.database(),
            "select count(*) from coditect_ops.export_requests where state = 'ready' and id = '"
                + request
                + "'")
        == 1;
  }

  private static List<PubsubMessage> told(LocalPubSub pubsub, UUID request) {
    return pubsub.published("ops-outcomes").stream()
        .filter(
            message ->
                message.getAttributesOrThrow("ce-type").contains("export.completed")
                    && message.getData().toStringUtf8().contains(request.toString()))
        .toList();
  }
}
