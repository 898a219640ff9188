package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubDesk;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.trigger.command.Typed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A database that is there, and full, held up by others, or not what the worker connects to. */
@ResourceLock(Resources.SYSTEM_ERR)
class DatabaseTroubleIT {
  private static final String HEALTH = "/actuator/health";
  private static final List<String> WRITTEN =
      List.of("coditect_ops.runs", "coditect_ops.qrtz_triggers", "coditect_ops.qrtz_calendars");
  private static LocalPostgres.Database template;

  @BeforeAll
  static void plant() {
    template = Licenses.plantedIn(LocalPostgres.shared().migrated());
    // What a server says that has no room, whoever writes.
    template.execute(
        "create function public.is_full() returns trigger language plpgsql as $$ begin"
            + " raise exception using errcode = '53100', message = 'no space left'; end $$");
  }

  private static void fill(Scene scene, List<String> tables) {
    for (String table : tables) {
      scene
          .database()
          .execute(
              "create trigger is_full before insert or update on "
                  + table
                  + " for each statement execute function public.is_full()");
    }
  }

  private static void giveRoom(Scene scene, List<String> tables) {
    tables.forEach(table -> scene.database().execute("drop trigger is_full on " + table));
  }

  /** While another session has the table. */
  private static void locked(Scene scene, String table, Runnable meanwhile) throws SQLException {
    try (Connection session = scene.database().asSuperuser().getConnection();
        Statement statement = session.createStatement()) {
      session.setAutoCommit(false);
      statement.execute("lock table " + table + " in share row exclusive mode");
      meanwhile.run();
      session.rollback();
    }
  }

  @Test
  void a_full_disk_is_called_one_before_a_run_and_in_its_middle_and_the_same_command_goes_on() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      for (List<String> tables : List.of(WRITTEN, List.of("coditect_shared.licenses"))) {
        fill(scene, tables);
        assertSays(
            scene.runHere("--json"), 1, "its disk is full (SQLSTATE 53100", "Give its disk room");
        giveRoom(scene, tables);
      }
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.doubles(scene.database())).isZero();
    }
  }

  @Test
  void a_lock_of_others_and_a_statement_that_is_ended_are_called_that() throws SQLException {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      locked(
          scene,
          "coditect_ops.runs",
          () -> {
            Typed waited = scene.runHere("--json");
            assertSays(waited, 1, "another session holds a lock (SQLSTATE 55P03)", "See what else");
            assertThat(waited.out().replace(" ", "")).contains("\"run\":null");
          });
      scene
          .database()
          .execute(
              "create function public.cancel_it() returns trigger language plpgsql security definer"
                  + " as $$ begin perform pg_cancel_backend(pg_backend_pid()); perform"
                  + " pg_sleep(10); return new; end $$",
              "create trigger cancel_it before update on coditect_shared.licenses for each row"
                  + " execute function public.cancel_it()");
      assertSays(
          scene.runHere("--json"), 1, "a statement took longer than it may", "Lower run.bite");
      scene.database().execute("drop trigger cancel_it on coditect_shared.licenses");
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.doubles(scene.database())).isZero();
    }
  }

  @Test
  void a_worker_that_serves_says_what_it_is_and_takes_up_what_came_meanwhile() throws SQLException {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(template, Scene.NEVER);
        PubSubDesk desk = new PubSubDesk(pubsub.endpoint(), "demo-project");
        Spoken log = new Spoken()) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      desk.subscribe("ops-requests", "ops-worker");
      fill(scene, List.of("coditect_ops.qrtz_triggers"));
      assertSays(scene.here("serve"), 1, "its disk is full (SQLSTATE 53100", "Give its disk room");
      giveRoom(scene, List.of("coditect_ops.qrtz_triggers"));
      locked(
          scene,
          "coditect_ops.qrtz_triggers",
          () ->
              assertSays(scene.here("serve"), 1, "another session holds a lock (SQLSTATE 55P03)"));

      ServingWorker worker = scene.serveImpatientlyHere(pubsub);
      Await.until("the worker to be ready", () -> worker.status(HEALTH + "/readiness") == 200);
      fill(scene, WRITTEN);
      publish(desk, "while-full");
      Await.until(
          "health to say so",
          () -> worker.page(HEALTH + "/checks/database-writes").contains("53100"));
      assertThat(worker.page(HEALTH + "/checks/database-writes"))
          .contains("\"status\":\"DEGRADED\"", "its disk is full", "Give its disk room");
      assertThat(worker.status(HEALTH + "/liveness")).isEqualTo(200);
      giveRoom(scene, WRITTEN);
      awaitDone(scene, log, "while-full");

      locked(
          scene,
          "coditect_ops.runs",
          () -> {
            publish(desk, "while-slow");
            Await.until("the log to say so", () -> log.text().contains("55P03"));
            assertThat(worker.page(HEALTH + "/database")).contains("\"status\":\"UP\"");
          });
      awaitDone(scene, log, "while-slow");

      String role =
          "alter role %s in database \"%s\" "
              .formatted(LocalPostgres.WORKER, scene.database().name());
      scene.database().execute(role + "set session_replication_role = replica");
      scene.gate().cut();
      Await.until(
          "the worker to be ready no more", () -> worker.status(HEALTH + "/readiness") == 503);
      assertThat(worker.page(HEALTH + "/database"))
          .contains("Session settings must not be changed: session_replication_role is replica");
      publish(desk, "while-refused");
      scene.database().execute(role + "reset session_replication_role");
      awaitDone(scene, log, "while-refused");
      Await.until(
          "the worker to be ready again", () -> worker.status(HEALTH + "/readiness") == 200);
    }
  }

  private static void publish(PubSubDesk desk, String id) {
    desk.publishEvent(
        "ops-requests",
        id,
        "ai.coditect.ops.run.requested.v1",
        "{\"job\":\"license-expiry\",\"parameters\":{}}");
  }

  private static void awaitDone(Scene scene, Spoken log, String id) {
    String outcome =
        "select coalesce((select outcome from coditect_ops.runs where key = 'event://demo#%s'), '')"
            .formatted(id);
    Await.until(
        "the run of " + id,
        () -> Licenses.text(scene.database(), outcome).matches("done|nothing-to-do"),
        () -> true,
        log::text);
  }

  private static void assertSays(Typed answer, int code, String... words) {
    Scene.assertExit(answer, code);
    assertThat(answer.out() + answer.err()).contains(words).doesNotContain("\tat ");
  }
}
