package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.erasure.Tenants;
import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Pub/Sub is away under a one-shot, when a worker starts to serve, and in the middle of a run, each
 * time for longer than its clients ask again; and comes back.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class ServeWithoutPubSubIT {
  private static final String HEALTH = "/actuator/health";
  private static final String[] COMES_IN = {
    "WARN",
    "Watch: something waits item=events come in where=subscription ops-worker",
    "problem=Pub/Sub does not answer (for 1 s).",
    "cure=See that the network lets the worker reach it; events wait there meanwhile."
  };
  private static final String[] GOES_OUT = {
    "WARN",
    "OutcomePublisher: events not published; said once",
    "failure=UNAVAILABLE topic=projects/demo-project/topics/ops-outcomes",
    "cure=Events wait in the outbox and go out by themselves"
  };
  private static final String OVER = "nothing waits there any more item=events come in";

  private static final String ENDED =
      "update coditect_shared.licenses set status = 'ACTIVE', expires_at = now() - interval '1 minute'";

  private Spoken log;

  private static LocalPostgres.Database withLicenses() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("FREE");
    for (int n = 0; n < 5; n++) {
      tenants.license(organization);
    }
    database.execute(ENDED);
    return database;
  }

  @Test
  void runs_go_on_their_events_wait_and_everything_comes_when_it_is_back() throws SQLException {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(withLicenses(), Scene.NEVER);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project");
        Spoken spoken = new Spoken()) {
      log = spoken;
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      desk.subscribe("ops-requests", "ops-worker");
      pubsub.goAway();
      Scene.assertExit(scene.here("run", "license-expiry", "--key", "alone"), 0);
      long told = waiting(scene);
      assertThat(told).isGreaterThan(1);
      assertThat(log.text()).doesNotContain("Pub/Sub", "not published");

      ServingWorker worker = scene.serveHere(pubsub);
      worker.get(RunQueue.class).add(request("meanwhile"));
      await("a run", () -> finished(scene, "meanwhile"));
      await("what is said of events that come", () -> said(COMES_IN) == 1);
      await("what is said of events that go", () -> said(GOES_OUT) == 1);
      await("health", () -> worker.health().contains("\"status\":\"DEGRADED\""));
      assertThat(worker.health()).contains("events come in", "Pub/Sub does not answer");
      assertThat(worker.status(HEALTH)).isEqualTo(200);
      assertThat(worker.status(HEALTH + "/readiness")).isEqualTo(200);
      assertThat(waiting(scene)).isEqualTo(told + 1);

      pubsub.comeBack();
      publish(desk, "afterwards");
      await("its run", () -> finished(scene, "event://demo#afterwards"));
      await("what waited", () -> waiting(scene) == 0);
      assertThat(finishedOnes(pubsub, "\"key\":\"alone\"")).isEqualTo(1);
      await("all to be well", () -> said(OVER) == 1 && isUp(worker));

      try (Connection tenant = scene.database().asSuperuser().getConnection();
          Statement statement = tenant.createStatement()) {
        scene.database().execute(ENDED);
        tenant.setAutoCommit(false);
        statement.execute("select id from coditect_shared.licenses for update");
        worker.get(RunQueue.class).add(request("in-its-middle"));
        await("a bite that waits", () -> waitsForALock(scene));
        pubsub.goAway();
        tenant.rollback();
      }
      await("the run", () -> finished(scene, "in-its-middle"));
      await("what is said again", () -> said(COMES_IN) == 2 && said(GOES_OUT) == 2);
      await("health", () -> worker.health().contains("\"status\":\"DEGRADED\""));
      assertThat(waiting(scene)).isGreaterThan(1);
      pubsub.comeBack();
      publish(desk, "at-last");
      await("its run", () -> finished(scene, "event://demo#at-last"));
      await("what waited", () -> waiting(scene) == 0);
      await("all to be well", () -> said(OVER) == 2 && isUp(worker));
      assertThat(finishedOnes(pubsub, "\"key\":\"in-its-middle\"")).isEqualTo(1);
      worker.page("/actuator/prometheus");
      assertThat(log.text().lines().filter(line -> line.startsWith("\tat "))).isEmpty();
    }
  }

  private void await(String what, BooleanSupplier reached) {
    Await.until(what, reached, () -> true, log::text);
  }

  /** In how many lines of the log all of these words stand. */
  private long said(String... words) {
    return log.text().lines().filter(line -> Stream.of(words).allMatch(line::contains)).count();
  }

  private static boolean isUp(ServingWorker worker) {
    String health = worker.health();
    return health.contains("\"status\":\"UP\"") && !health.contains("DEGRADED");
  }

  private static RunRequest request(String key) {
    return new RunRequest("license-expiry", key, Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private static void publish(PubSubDesk desk, String id) {
    desk.publishEvent(
        "ops-requests",
        id,
        "ai.coditect.ops.run.requested.v1",
        "{\"job\":\"license-expiry\",\"parameters\":{}}");
  }

  private static long waiting(Scene scene) {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops.outbox");
  }

  private static long finishedOnes(LocalPubSub pubsub, String word) {
    return pubsub.published("ops-outcomes").stream()
        .filter(event -> event.getAttributesOrThrow("ce-type").contains("run.finished"))
        .filter(event -> event.getData().toStringUtf8().replace(" ", "").contains(word))
        .map(event -> event.getAttributesOrThrow("ce-id"))
        .distinct()
        .count();
  }

  private static boolean waitsForALock(Scene scene) {
    return Licenses.number(
            scene.database(),
            "select count(*) from pg_stat_activity where datname = current_database() and"
                + " wait_event_type = 'Lock'")
        > 0;
  }

  private static boolean finished(Scene scene, String key) {
    return Licenses.number(
            scene.database(),
            "select count(*) from coditect_ops.runs where key = '"
                + key
                + "' and outcome in ('done', 'nothing-to-do')")
        == 1;
  }
}
