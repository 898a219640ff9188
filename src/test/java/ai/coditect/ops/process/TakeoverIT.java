package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Workers that are frozen or asked to stop in the middle of a run, and those that take it over. */
class TakeoverIT {
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
  void a_frozen_worker_that_wakes_after_the_takeover_writes_nothing() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      SlowLicenses.by(scene.database(), 1);
      WorkerProcess frozen = scene.run("--json");
      Await.until("a bite", frozen, () -> SlowLicenses.areSleeping(scene.database()));
      // Its transaction stays open: the server ends it, or the heir waits for it.
      frozen.freeze();
      SlowLicenses.noMore(scene.database());
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);

      frozen.wake();
      Scene.assertExit(frozen, 4);
      assertThat(frozen.out()).contains("\"interrupted\"").contains("another one took the run");
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
      assertThat(Licenses.doubles(scene.database())).isZero();
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("done");
    }
  }

  @Test
  @Tag("campaign")
  void a_worker_frozen_between_two_bites_writes_nothing_even_while_its_heir_is_at_work() {
    try (Scene scene = new Scene(template, Scene.NEVER);
        GateProxy aside = new GateProxy(scene.database().host(), scene.database().port())) {
      String hold = CrashPoint.firstLine("job/hold_run");
      CompletableFuture<Void> bite = scene.gate().stopAt(hold, GateProxy.Where.BEFORE, 8);
      WorkerProcess frozen = scene.run("--json");
      Scene.awaitGate(bite, frozen);
      frozen.freeze();
      SlowLicenses.by(scene.database(), 0.2);
      scene.environment().put("DB_PORT", Integer.toString(aside.port()));
      CompletableFuture<Typed> heir = CompletableFuture.supplyAsync(scene::runHere);
      Await.until(
          "the heir's bite",
          () -> SlowLicenses.areSleeping(scene.database()),
          () -> !heir.isDone(),
          () -> heir.join().err());
      scene.gate().open();
      frozen.wake();
      Scene.assertExit(frozen, 4);
      assertThat(frozen.out()).contains("another one took the run");
      SlowLicenses.noMore(scene.database());
      Scene.assertExit(heir.join(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_takeover_waits_for_a_bite_that_is_held_open_longer_than_a_lock_may_be_waited_for()
      throws SQLException {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      scene.cutOffAt(CrashPoint.BEFORE_COMMIT_OF_BITE::arm, "license-expiry", Licenses.AS_OF);
      try (Connection dead = scene.database().asSuperuser().getConnection();
          Statement statement = dead.createStatement()) {
        dead.setAutoCommit(false);
        statement.execute("select from coditect_ops.runs where key = 'k' for key share");
        CompletableFuture<Typed> heir = CompletableFuture.supplyAsync(scene::runHere);
        Set<String> waits = new HashSet<>();
        Await.until(
            "the heir to wait for the second time",
            () -> {
              waits.addAll(waitsForALock(scene));
              return waits.size() > 1;
            },
            () -> !heir.isDone(),
            () -> heir.join().err());
        dead.rollback();
        Scene.assertExit(heir.join(), 0);
      }
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    }
  }

  /** Each wait by who waits and since when. */
  private static List<String> waitsForALock(Scene scene) {
    return JdbcClient.create(scene.database().asSuperuser())
        .sql(
            "select pid || ' ' || query_start from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'")
        .query(String.class)
        .list();
  }

  @Test
  @Tag("campaign")
  void sigterm_ends_a_run_within_a_bite_and_the_same_command_brings_it_to_its_end() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      SlowLicenses.by(scene.database(), 0.5);
      WorkerProcess stopped = scene.run("--json");
      Await.until("a bite", stopped, () -> SlowLicenses.areSleeping(scene.database()));
      long before = bites(scene);
      stopped.terminate();
      Scene.assertExit(stopped, 4);
      // Of some hundreds; on a busy machine the signal itself takes its time.
      assertThat(bites(scene) - before).isBetween(0L, 20L);
      assertThat(stopped.out()).contains("\"interrupted\"");
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("interrupted");
      assertThat(Licenses.state(scene.database())).isNotEqualTo(reference);

      SlowLicenses.noMore(scene.database());
      Scene.assertExit(scene.runHere(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("done");
    }
  }

  private static long bites(Scene scene) {
    return Licenses.number(
        scene.database(), "select sum(commit_count) from coditect_ops.batch_step_execution");
  }

  @Test
  void sigterm_of_serve_hands_its_run_to_the_other_replica() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(template, Scene.NEVER)) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      // Begun by a one-shot that dies, so that a serving worker finds it.
      scene.cutOffAt(CrashPoint.BEFORE_COMMIT_OF_BITE::arm, "license-expiry", Licenses.AS_OF);
      SlowLicenses.by(scene.database(), 0.5);
      WorkerProcess first = scene.start("serve");
      Await.until(
          "the dead one-shot's run to go on", first, () -> isWorkedOnBy(scene, first.pid()));
      scene.serveHere(pubsub);
      Await.until("a second replica", first, () -> replicas(scene) == 2);
      first.terminate();
      Scene.assertExit(first, 0);
      SlowLicenses.noMore(scene.database());
      Await.until("the run's end", () -> outcome(scene).equals("done"));
      assertThat(isWorkedOnBy(scene, ProcessHandle.current().pid())).isTrue();
      Map<String, String> state = Licenses.state(scene.database());
      assertThat(state.get("licenses")).isEqualTo(reference.get("licenses"));
      assertThat(state.get("stages")).isEqualTo(reference.get("stages"));
      assertThat(state.get("audit")).isEqualTo(reference.get("audit"));
    }
  }

  private static boolean isWorkedOnBy(Scene scene, long pid) {
    return Licenses.number(
            scene.database(),
            "select count(*) from coditect_ops.runs where key = 'k' and worker like '"
                + pid
                + "@%'")
        == 1;
  }

  private static long replicas(Scene scene) {
    return Licenses.number(
        scene.database(), "select count(*) from coditect_ops.qrtz_scheduler_state");
  }

  private static String outcome(Scene scene) {
    return Licenses.text(scene.database(), OUTCOMES);
  }

  private static final String OUTCOMES =
      "select string_agg(outcome, ' ') from coditect_ops.runs where key = 'k'";
}
