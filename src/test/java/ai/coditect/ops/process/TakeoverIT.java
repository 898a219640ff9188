package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;

/** Workers that are frozen or asked to stop in the middle of a run, and those that take it over. */
class TakeoverIT {
  private static LocalPostgres.Database template;
  private static Map<String, String> reference;

  @BeforeAll
  static void run_undisturbed() {
    template = Licenses.plantedIn(LocalPostgres.shared().migrated());
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      Scene.assertExit(scene.run(), 0);
      reference = Licenses.state(scene.database());
    }
  }

  @SideBySide
  void a_frozen_worker_that_wakes_after_the_takeover_writes_nothing() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      SlowLicenses.by(scene.database(), 1);
      WorkerProcess frozen = scene.run("--json");
      Scene.await("a bite", frozen, () -> SlowLicenses.areSleeping(scene.database()));
      // Its transaction stays open: the server ends it, or the heir waits for it.
      frozen.freeze();
      SlowLicenses.noMore(scene.database());
      WorkerProcess heir = scene.run();
      Scene.assertExit(heir, 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);

      frozen.wake();
      Scene.assertExit(frozen, 4);
      assertThat(frozen.out()).contains("\"interrupted\"").contains("another one took the run");
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
      assertThat(Licenses.doubles(scene.database())).isZero();
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("done");
    }
  }

  @SideBySide
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
      WorkerProcess heir = scene.run();
      Scene.await("the heir's bite", heir, () -> SlowLicenses.areSleeping(scene.database()));
      scene.gate().open();
      frozen.wake();
      Scene.assertExit(frozen, 4);
      assertThat(frozen.out()).contains("another one took the run");
      SlowLicenses.noMore(scene.database());
      Scene.assertExit(heir, 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SideBySide
  void a_takeover_waits_for_a_bite_that_is_held_open_longer_than_a_lock_may_be_waited_for()
      throws SQLException {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      CompletableFuture<Void> bite = CrashPoint.BEFORE_COMMIT_OF_BITE.arm(scene.gate());
      scene.killAt(bite, scene.run());
      try (Connection dead = scene.database().asSuperuser().getConnection();
          Statement statement = dead.createStatement()) {
        dead.setAutoCommit(false);
        statement.execute("select from coditect_ops.runs where key = 'k' for key share");
        WorkerProcess heir = scene.run();
        Scene.await("the heir to wait", heir, () -> someoneWaitsForALock(scene));
        Scene.pause(Duration.ofSeconds(3));
        dead.rollback();
        Scene.assertExit(heir, 0);
      }
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    }
  }

  private static boolean someoneWaitsForALock(Scene scene) {
    return Licenses.number(
            scene.database(),
            "select count(*) from pg_stat_activity"
                + " where datname = current_database() and wait_event_type = 'Lock'")
        > 0;
  }

  @SideBySide
  void sigterm_ends_a_run_within_a_bite_and_the_same_command_brings_it_to_its_end() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      SlowLicenses.by(scene.database(), 0.5);
      WorkerProcess stopped = scene.run("--json");
      Scene.await("a bite", stopped, () -> SlowLicenses.areSleeping(scene.database()));
      stopped.terminate();
      assertThat(stopped.exitCode(Duration.ofSeconds(5))).as(stopped.err()).isEqualTo(4);
      assertThat(stopped.out()).contains("\"interrupted\"");
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("interrupted");
      assertThat(Licenses.state(scene.database())).isNotEqualTo(reference);

      SlowLicenses.noMore(scene.database());
      Scene.assertExit(scene.run(), 0);
      assertThat(Licenses.state(scene.database())).isEqualTo(reference);
      assertThat(Licenses.text(scene.database(), OUTCOMES)).isEqualTo("done");
    }
  }

  @SideBySide
  void sigterm_of_serve_hands_its_run_to_the_other_replica() {
    try (LocalPubSub pubsub = LocalPubSub.start();
        Scene scene = new Scene(template, Scene.NEVER)) {
      scene.environment().put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      // Begun by a one-shot that dies, so that a serving worker finds it.
      SlowLicenses.by(scene.database(), 0.5);
      WorkerProcess dying = scene.run();
      Scene.await("a bite", dying, () -> SlowLicenses.areSleeping(scene.database()));
      dying.kill();
      scene.gate().cut();
      WorkerProcess first = scene.start("serve");
      Scene.await("the dead one-shot's run to go on", first, () -> isWorkedOnBy(scene, first));
      WorkerProcess second = scene.start("serve");
      Scene.await("a second replica", second, () -> replicas(scene) == 2);

      first.terminate();
      assertThat(first.exitCode(Duration.ofSeconds(15))).as(first.err()).isZero();
      SlowLicenses.noMore(scene.database());
      Scene.await("the run's end", second, () -> outcome(scene).equals("done"));
      assertThat(isWorkedOnBy(scene, second)).isTrue();
      Map<String, String> state = Licenses.state(scene.database());
      assertThat(state.get("licenses")).isEqualTo(reference.get("licenses"));
      assertThat(state.get("stages")).isEqualTo(reference.get("stages"));
      assertThat(state.get("audit")).isEqualTo(reference.get("audit"));
    }
  }

  private static boolean isWorkedOnBy(Scene scene, WorkerProcess worker) {
    return Licenses.number(
            scene.database(),
            "select count(*) from coditect_ops.runs where key = 'k' and worker like '"
                + worker.pid()
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
