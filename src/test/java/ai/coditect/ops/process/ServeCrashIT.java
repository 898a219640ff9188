package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.process.GateProxy.Where;
import com.google.pubsub.v1.PubsubMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A serving worker killed around what it takes in and what it sends out loses and doubles nothing.
 */
class ServeCrashIT {
  private static final String NOTE = CrashPoint.firstLine("license/note_changes");
  private static final String QUEUE = "INTO coditect_ops.qrtz_TRIGGERS";
  private static final String READ = CrashPoint.firstLine("outbox/read_next_events");
  private static final String DELETE = CrashPoint.firstLine("outbox/delete_published_events");

  private static LocalPostgres.Database template;

  @BeforeAll
  static void plant() {
    template = Licenses.plantedIn(LocalPostgres.shared().migrated());
  }

  @Test
  void events_reach_the_topic_in_order_and_none_is_missing_though_the_relay_dies() {
    relay((scene, pubsub) -> kill(scene, DELETE, Where.BEFORE_COMMIT));
  }

  @Test
  @Tag("campaign")
  void events_reach_the_topic_in_order_and_none_is_missing_wherever_the_relay_dies() {
    relay(
        (scene, pubsub) -> {
          kill(scene, READ, Where.AFTER_STATEMENT);
          assertThat(pubsub.published("ops-outcomes")).isEmpty();
          for (Where place : List.of(Where.BEFORE, Where.BEFORE_COMMIT, Where.AFTER_COMMIT)) {
            kill(scene, DELETE, place);
          }
        });
  }

  private static void relay(BiConsumer<Scene, LocalPubSub> deaths) {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = serving(pubsub);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project")) {
      Scene.assertExit(scene.runHere(), 0);
      desk.subscribe("ops-outcomes", "tap");
      Map<String, List<String>> due = dueByOrganization(scene);
      deaths.accept(scene, pubsub);
      servingHere(scene, pubsub, () -> Await.until("an empty outbox", () -> waiting(scene) == 0));
      List<PubsubMessage> published = pubsub.published("ops-outcomes");
      Map<String, Set<String>> arrived = new LinkedHashMap<>();
      published.forEach(
          message ->
              arrived
                  .computeIfAbsent(message.getOrderingKey(), key -> new LinkedHashSet<>())
                  .add(message.getAttributesOrThrow("ce-id")));
      due.forEach(
          (organization, events) ->
              assertThat(List.copyOf(arrived.get(organization))).isEqualTo(events));
      // A double is the same event again, not another one under its id.
      assertThat(published.size()).isGreaterThan(total(due));
      Map<String, String> bodies = new LinkedHashMap<>();
      for (PubsubMessage message : published) {
        String id = message.getAttributesOrThrow("ce-id");
        String body = message.getData().toStringUtf8();
        assertThat(bodies.merge(id, body, (first, again) -> first)).isEqualTo(body);
      }
    }
  }

  @Test
  @Tag("campaign")
  void every_event_takes_effect_once_wherever_its_intake_dies() {
    takeIn(
        List.of(Where.BEFORE, Where.BEFORE_COMMIT, Where.AFTER_COMMIT),
        List.of(Where.BEFORE_COMMIT, Where.AFTER_COMMIT));
  }

  private static void takeIn(List<Where> notes, List<Where> queues) {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = serving(pubsub);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project")) {
      // So that it is the events, not the tenants' triggers, that make a license looked at.
      scene.database().execute("delete from coditect_ops.license_changes");
      desk.subscribe("ops-requests", "ops-worker");
      Set<String> changed = new HashSet<>();
      Set<String> requested = new HashSet<>();
      for (int i = 0; i < notes.size(); i++) {
        changed.addAll(publishChanges(scene, desk, i));
        kill(scene, NOTE, notes.get(i));
        pubsub.endLeases(REQUESTS);
      }
      // The rest of the story is about requested runs: what was noted above is drained meanwhile.
      for (Where place : queues) {
        String event = "request-" + place;
        requested.add(event);
        desk.publishEvent(
            "ops-requests",
            event,
            "ai.coditect.ops.run.requested.v1",
            "{\"job\":\"license-expiry\",\"parameters\":{\"organization\":\""
                + organization(1)
                + "\"}}");
        kill(scene, QUEUE, place);
        pubsub.endLeases(REQUESTS);
      }
      servingHere(
          scene,
          pubsub,
          () -> {
            Await.until("every event acknowledged", () -> pubsub.unacknowledged(REQUESTS) == 0);
            Await.until(
                "the requested runs",
                () -> doneRuns(scene, "event:%#request-%") == requested.size());
            Await.until("the list of changes", () -> count(scene, "license_changes") == 0);
            Await.until("an empty outbox", () -> waiting(scene) == 0);
          });
      assertThat(count(scene, "runs where key like 'event:%#request-%'"))
          .isEqualTo(requested.size());
      Map<String, Long> announced =
          pubsub.published("ops-outcomes").stream()
              .filter(m -> m.getAttributesOrThrow("ce-type").contains("license.expired"))
              .map(m -> m.getAttributesOrThrow("ce-id").split(":")[1])
              .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
      assertThat(announced.keySet()).containsAll(changed);
      for (String license : changed) {
        assertThat(
                count(
                    scene, "audit_log where new_state = 'EXPIRED' and row_id = '" + license + "'"))
            .isEqualTo(1);
      }
      assertThat(count(scene, "rejected_events")).isZero();
    }
  }

  private static final String REQUESTS = "ops-worker";

  private static Scene serving(LocalPubSub pubsub) {
    Scene scene = new Scene(template, Scene.NEVER);
    scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    // A dead subscriber's messages come again when their leases end.
    scene
        .environment()
        .put("SPRING_CLOUD_GCP_PUBSUB_SUBSCRIBER_MAX_DURATION_PER_ACK_EXTENSION", "10");
    return scene;
  }

  /** The one that brings everything to its end: nobody kills it. */
  private static void servingHere(Scene scene, LocalPubSub pubsub, Runnable until) {
    ServingWorker last = ServingWorker.start(scene.database(), pubsub, scene.environment());
    try {
      until.run();
    } finally {
      last.close();
    }
  }

  private static void kill(Scene scene, String marker, Where where) {
    CompletableFuture<Void> reached = scene.gate().stopAt(marker, where);
    scene.killAt(reached, scene.start("serve"));
  }

  /** Licenses of a free tenant that have run out, a different ten each time. */
  private static Set<String> publishChanges(Scene scene, PubSubDesk desk, int turn) {
    Set<String> licenses = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      String license =
          Licenses.text(
              scene.database(),
              "select id::text from coditect_shared.licenses where status = 'ACTIVE' and expires_at < '"
                  + Licenses.AS_OF
                  + "' and organization_id = '"
                  + organization(3)
                  + "' order by id offset "
                  + (turn * 10 + i)
                  + " limit 1");
      licenses.add(license);
      desk.publishEvent(
          "ops-requests",
          "changed-" + license,
          "ai.coditect.license.changed.v1",
          "{\"organizationId\":\"" + organization(3) + "\",\"licenseId\":\"" + license + "\"}");
    }
    return licenses;
  }

  private static String organization(int number) {
    return Licenses.text(template, "select md5('organization " + number + "')::uuid::text");
  }

  private static Map<String, List<String>> dueByOrganization(Scene scene) {
    Map<String, List<String>> due = new LinkedHashMap<>();
    for (String line :
        Licenses.text(
                scene.database(),
                "select string_agg(ordering_key || ' ' || event_id, ';' order by sequence)"
                    + " from coditect_ops.outbox")
            .split(";")) {
      String[] parts = line.split(" ", 2);
      due.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(parts[1]);
    }
    return due;
  }

  private static int total(Map<String, List<String>> byOrganization) {
    return byOrganization.values().stream().mapToInt(List::size).sum();
  }

  private static long waiting(Scene scene) {
    return count(scene, "outbox");
  }

  private static long doneRuns(Scene scene, String key) {
    return count(
        scene, "runs where key like '" + key + "' and outcome in ('done', 'nothing-to-do')");
  }

  private static long count(Scene scene, String from) {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops." + from);
  }
}
