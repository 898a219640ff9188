package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.HttpAnswer;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.WorkerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Each service refuses connections for a minute, to workers that are processes with the intervals
 * and patience that they are shipped with: what a one-shot says, what the serving one says, and
 * that it all goes on by itself.
 */
@Tag("campaign")
class MinuteAwayIT {
  private static final Duration MINUTE = Duration.ofSeconds(60);
  private static final String REFUSED = "java.net.ConnectException: Connection refused";

  private final LocalPubSub pubsub = LocalPubSub.start();
  private final PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project");
  private Scene scene;
  private WorkerProcess worker;
  private int port;
  private long away;

  @BeforeEach
  void subscribe() {
    desk.subscribe("ops-requests", "ops-worker");
  }

  @AfterEach
  void stop() {
    if (scene != null) {
      scene.close();
    }
    desk.close();
    pubsub.close();
  }

  private void stage(LocalPostgres.Database template) {
    scene = new Scene(template, Scene.NEVER);
    scene.environment().remove("OPS_TAKEOVER");
    scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
  }

  private void serve() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    scene.environment().put("SERVER_PORT", Integer.toString(port));
    worker = scene.start("serve");
    await("the worker to be well", () -> status("") == 200 && page().contains("\"UP\""));
    await("its topics", () -> !page().contains("DEGRADED"));
    scene.environment().put("SERVER_PORT", "0");
  }

  @Test
  void storage() throws IOException {
    try (LocalStorage storage = LocalStorage.start("books", "parcels")) {
      stage(People.plantedIn(LocalPostgres.shared().migrated()));
      scene.environment().put("OPS_LEDGER_URI", "gs://books/erasures");
      scene.environment().put("OPS_EXPORT_URI", "gs://parcels/copies");
      scene.environment().put("STORAGE_EMULATOR_HOST", storage.host());
      serve();

      storage.goAway();
      begin();
      WorkerProcess purge = scene.purge();
      assertThat(purge.exitCode(Await.PATIENCE)).as(purge.err()).isEqualTo(1);
      assertThat(purge.out() + purge.err())
          .contains("the ledger cannot be read: the service is not reached")
          .contains(REFUSED, "See that the network lets the worker reach it; then run again.")
          .doesNotContain("\tat ");
      assertThat(runs("key = 'k' and outcome = 'failed' and retry_at > finished_at")).isEqualTo(1);
      scene
          .database()
          .execute(
              "insert into coditect_ops.export_requests (id, organization_id, whole_organization,"
                  + " requested_at, due_at) select gen_random_uuid(), id, true, now(), now() +"
                  + " interval '30 days' from coditect_shared.organizations order by id limit 1");
      publish("copies", "gdpr-export");
      await("what waits", () -> said("something waits item=the ledger of erasures is sound"));
      assertThat(said("WARN", "something waits", REFUSED, "cure=See that the network")).isTrue();
      await("its health", () -> page().contains("DEGRADED"));
      assertThat(status("")).isEqualTo(200);
      await("the copy's run", () -> runs("job = 'gdpr-export'") == 1);
      restOfTheMinute();
      storage.comeBack();

      await("all to be well", () -> said("nothing waits there any more item=the ledger"));
      await("the purge", () -> runs("key = 'k' and outcome = 'done' and attempt > 1") == 1);
      await(
          "the copy",
          () ->
              Licenses.number(
                      scene.database(),
                      "select count(*) from coditect_ops.export_requests where whole_organization"
                          + " and state = 'ready'")
                  == 1);
      await("its health", () -> !page().contains("DEGRADED"));
      assertThat(worker.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void pubsub() throws IOException {
    stage(Licenses.plantedIn(LocalPostgres.shared().migrated()));
    serve();

    pubsub.goAway();
    begin();
    WorkerProcess alone = scene.run();
    assertThat(alone.exitCode(Await.PATIENCE)).as(alone.err()).isEqualTo(0);
    assertThat(alone.out() + alone.err()).doesNotContain("Pub/Sub", "not published");
    assertThat(waiting()).isPositive();
    await("what waits", () -> said("WARN", "something waits item=events come in", "cure="));
    await(
        "what stays", () -> said("WARN", "events not published", "cure=Events wait in the outbox"));
    await("its health", () -> page().contains("DEGRADED"));
    assertThat(status("")).isEqualTo(200);
    restOfTheMinute();
    pubsub.comeBack();

    publish("afterwards", "license-expiry");
    await("what waited", () -> waiting() == 0);
    await(
        "the event's run",
        () -> runs("key = 'event://demo#afterwards' and finished_at is not null") == 1);
    await("all to be well", () -> said("nothing waits there any more item=events come in"));
    await("its health", () -> !page().contains("DEGRADED"));
    assertThat(worker.err()).doesNotContain("\tat ");
  }

  @Test
  void database() throws IOException {
    stage(Licenses.plantedIn(LocalPostgres.shared().migrated()));
    serve();

    SlowLicenses.by(scene.database(), 0.3);
    publish("in-its-middle", "license-expiry");
    await("a bite", () -> SlowLicenses.areSleeping(scene.database()));
    scene.gate().refuse();
    begin();
    WorkerProcess alone = scene.run();
    assertThat(alone.exitCode(Await.PATIENCE)).as(alone.err()).isEqualTo(1);
    assertThat(alone.out() + alone.err())
        .contains("The database cannot be reached", "Check that it runs, and DB_HOST and DB_PORT")
        .doesNotContain("\tat ");
    await("the server to have noticed", () -> !SlowLicenses.areSleeping(scene.database()));
    SlowLicenses.noMore(scene.database());
    String gone = "the database cannot be reached or went away";
    await("the run", () -> said("ERROR", "run left to takeover", "job=license-expiry", gone));
    await("the relay", () -> said("WARN", "outbox not relayed", gone, "cure=Events wait"));
    await("its health", () -> status("") == 503);
    assertThat(status("/liveness")).isEqualTo(200);
    assertThat(runs("key = 'event://demo#in-its-middle' and outcome = 'running'")).isEqualTo(1);
    assertThat(runs("key = 'k'")).isZero();
    restOfTheMinute();
    scene.gate().listenAgain();

    await("its health", () -> status("") == 200);
    await("its readiness", () -> status("/readiness") == 200);
    await("the run", () -> runs("key = 'event://demo#in-its-middle' and outcome = 'done'") == 1);
    assertThat(said("INFO", "run resumed job=license-expiry")).isTrue();
    WorkerProcess again = scene.run();
    assertThat(again.exitCode(Await.PATIENCE)).as(again.err()).isEqualTo(0);
    await("what waited", () -> waiting() == 0);
    assertThat(Licenses.doubles(scene.database())).isZero();
    assertThat(worker.err()).doesNotContain("\tat ");
  }

  private void begin() {
    away = System.nanoTime();
  }

  private void restOfTheMinute() {
    await("a minute to be over", () -> System.nanoTime() - away >= MINUTE.toNanos());
  }

  private void publish(String id, String job) {
    desk.publishEvent(
        "ops-requests",
        id,
        "ai.coditect.ops.run.requested.v1",
        "{\"job\":\"" + job + "\",\"parameters\":{}}");
  }

  private void await(String what, BooleanSupplier reached) {
    Await.until(what, worker, reached);
  }

  private boolean said(String... words) {
    return worker.err().lines().anyMatch(line -> Stream.of(words).allMatch(line::contains));
  }

  private long runs(String which) {
    return Licenses.number(
        scene.database(), "select count(*) from coditect_ops.runs where " + which);
  }

  private long waiting() {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops.outbox");
  }

  private int status(String part) {
    try {
      return HttpAnswer.of(health(part)).status();
    } catch (IOException e) {
      return 0;
    }
  }

  private String page() {
    return HttpAnswer.bodyOf(health(""));
  }

  private URI health(String part) {
    return URI.create("http://localhost:" + port + "/actuator/health" + part);
  }
}
