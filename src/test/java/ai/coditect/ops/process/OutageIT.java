package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.trigger.command.Typed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that is away, goes away, or does not let the worker in: clear words, nothing lost. */
class OutageIT {
  private static LocalPostgres.Database template;
  private static Map<String, String> reference;

  @BeforeAll
  static void run_undisturbed() {
    template = Licenses.plantedIn(LocalPostgres.shared().migrated());
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      Scene.assertExit(scene.runHere(), 0);
      reference = Licenses.state(scene.database());
    }
  }

  @Test
  void a_database_that_is_down_at_the_start_is_a_clear_failure() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", "localhost:1");
      scene.gate().goAway();
      assertSays(scene.runHere(), 1, "The database cannot be reached", "DB_HOST");
      assertSays(scene.here("serve"), 1, "The database cannot be reached", "DB_HOST");
    }
  }

  @Test
  void a_database_that_goes_away_under_a_run_fails_it_and_the_same_command_finishes_it() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      SlowLicenses.by(scene.database(), 0.3);
      CompletableFuture<Typed> cut = CompletableFuture.supplyAsync(scene::runHere);
      awaitBite(scene, cut);
      scene.gate().goAway();
      Await.until("the worker to knock in vain", () -> scene.gate().refused() > 1);
      scene.gate().comeBack();
      assertSays(cut.join(), 1, "the database cannot be reached or went away");

      Await.until(
          "the server to notice that the worker is gone",
          () -> !SlowLicenses.areSleeping(scene.database()));
      // A restart of the server ends every session, and lets new ones in at once.
      CompletableFuture<Typed> ended = CompletableFuture.supplyAsync(scene::runHere);
      awaitBite(scene, ended);
      scene
          .database()
          .execute(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where datname = current_database() and application_name = 'ops-worker'");
      Scene.assertExit(ended.join(), 1);
      assertThat(
              Licenses.text(
                  scene.database(), "select outcome from coditect_ops.runs where key = 'k'"))
          .isEqualTo("failed");

      SlowLicenses.noMore(scene.database());
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
      assertThat(Licenses.doubles(scene.database())).isZero();
    }
  }

  private static void awaitBite(Scene scene, CompletableFuture<Typed> run) {
    Await.until(
        "a bite",
        () -> SlowLicenses.areSleeping(scene.database()),
        () -> !run.isDone(),
        () -> run.join().err());
  }

  @Test
  void a_serving_worker_lives_through_an_outage_and_loses_no_event() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(template, "*/2 * * * * ?");
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project")) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      desk.subscribe("ops-requests", "ops-worker");
      ServingWorker serving = scene.serveHere(pubsub);
      Await.until("a first slot", () -> slots(scene) > 0);
      URI health = serving.address("/actuator/health");
      URI liveness = serving.address("/actuator/health/liveness");
      URI readiness = serving.address("/actuator/health/readiness");
      Await.until("health to be up", () -> status(health) == 200);
      Await.until("the worker to be ready", () -> status(readiness) == 200);
      // Intake and subscription in one, relay, healing, watch, figures, meters, and Quartz.
      assertThat(serving.all(LivenessCheck.class)).hasSize(7);

      scene.gate().goAway();
      long before = slots(scene);
      desk.publishEvent(
          "ops-requests",
          "during-the-outage",
          "ai.coditect.ops.run.requested.v1",
          "{\"job\":\"license-expiry\",\"parameters\":{}}");
      Await.until("health to be down", () -> status(health) == 503);
      int knocks = scene.gate().refused();
      Await.until("the worker to knock again", () -> scene.gate().refused() > knocks + 1);
      Await.until("the worker to be ready no more", () -> status(readiness) == 503);
      // No reason to start it anew: it goes on when the database is back.
      assertThat(status(liveness)).isEqualTo(200);
      assertThat(text(liveness)).contains("\"loops\"").doesNotContain("\"work\"", "\"db\"");
      scene.gate().comeBack();

      Await.until("health to be up", () -> status(health) == 200);
      Await.until("the worker to be ready again", () -> status(readiness) == 200);
      Await.until(
          "the event published meanwhile",
          () ->
              Licenses.number(
                      scene.database(),
                      "select count(*) from coditect_ops.runs where key like '%#during-the-outage'"
                          + " and outcome in ('done', 'nothing-to-do')")
                  == 1);
      Await.until("the schedule to go on", () -> slots(scene) > before + 1);
    }
  }

  @Test
  void logins_that_may_not_enter_or_may_not_enough_are_told_what_is_missing() {
    try (Scene scene = new Scene(template, Scene.NEVER);
        GuardedServer server = new GuardedServer(scene.database())) {
      Map<String, String> environment = scene.environment();
      environment.put("DB_HOST", server.host());
      environment.put("DB_PORT", Integer.toString(scene.database().port()));
      environment.put("DB_USER", GuardedServer.LOGIN);
      environment.put("DB_PASSWORD", "wrong horse");
      environment.put("DB_SSLMODE", "require");
      Typed wrong = scene.runHere();
      assertSays(wrong, 1, "does not accept the password", "DB_PASSWORD");
      assertThat(wrong.out() + wrong.err()).doesNotContain("wrong horse");

      environment.put("DB_PASSWORD", GuardedServer.PASSWORD);
      environment.put("DB_SSLMODE", "verify-full");
      assertSays(scene.runHere(), 1, "certificate", "DB_SSLMODE");

      environment.put("DB_SSLMODE", "require");
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);

      scene.database().execute("revoke coditect_system from " + GuardedServer.LOGIN);
      assertSays(scene.runHere(), 3, "coditect_system");
    }
  }

  private static void assertSays(Typed answer, int code, String... words) {
    Scene.assertExit(answer, code);
    assertThat(answer.out() + answer.err()).contains(words).doesNotContain("\tat ");
    assertThat(answer.err()).contains("error");
  }

  private static long slots(Scene scene) {
    return Licenses.number(
        scene.database(),
        "select count(*) from coditect_ops.runs where key like 'license-expiry@%'"
            + " and outcome in ('done', 'nothing-to-do')");
  }

  private static int status(URI address) {
    return answer(address).map(HttpResponse::statusCode).orElse(0);
  }

  private static String text(URI address) {
    return answer(address).map(HttpResponse::body).orElse("");
  }

  /** Empty where it answers nothing. */
  private static Optional<HttpResponse<String>> answer(URI address) {
    try {
      return Optional.of(
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
                  HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
