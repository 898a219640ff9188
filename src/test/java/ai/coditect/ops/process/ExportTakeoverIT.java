package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.WorkerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exports that are doubled, frozen or asked to stop: nobody hears of a package that is not. */
class ExportTakeoverIT {

  @Test
  @Tag("campaign")
  void sigterm_ends_an_export_within_a_bite_and_the_same_command_brings_it_to_its_end() {
    try (Scene scene = Copies.scene()) {
      CompletableFuture<Void> copying = ExportCrashIT.Place.WITHIN_COPY.arm(scene.gate());
      WorkerProcess stopped = scene.export("--json");
      Scene.awaitGate(copying, stopped);
      stopped.terminate();
      Scene.assertExit(stopped, 4);
      assertThat(stopped.out()).contains("\"interrupted\"");
      scene.gate().cut();
      ExportCrashIT.bringToItsEnd(scene);
    }
  }

  @Test
  @Tag("campaign")
  void two_exports_at_once_answer_nobody_twice() {
    try (Scene scene = Copies.scene()) {
      String organization =
          Licenses.text(scene.database(), "select cast(md5('organization 2')::uuid as text)");
      try (InProcessWorker one = scene.worker();
          InProcessWorker two = scene.worker()) {
        CompletableFuture<RunResult> all =
            CompletableFuture.supplyAsync(
                () -> one.run("gdpr-export", "k", Instant.now(), Map.of()));
        two.run("gdpr-export", "one", Instant.now(), Map.of("organization", organization));
        assertThat(all.join().outcome()).isEqualTo(Ending.DONE);
      }
      // Each leaves to the other what it is at; nobody is left for long.
      assertThat(scene.exportHere("again")).isIn(Ending.DONE, Ending.NOTHING_TO_DO);
      assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
      Copies.assertShelved(scene.database(), scene.shelf());
    }
  }

  @Test
  @Tag("campaign")
  void what_a_frozen_worker_still_publishes_is_removed_and_told_to_nobody() {
    try (LocalStorage storage = LocalStorage.start("parcels");
        Scene scene = Copies.scene()) {
      scene.environment().put("OPS_EXPORT_URI", "gs://parcels");
      scene.environment().put("STORAGE_EMULATOR_HOST", storage.host());
      storage.faults().holdUploads(1);
      WorkerProcess frozen = scene.export("--json");
      Await.until("the end of an upload", frozen, () -> storage.faults().held() == 1);
      frozen.freeze();
      scene.gate().cut();
      exportWhenItsTurnHasCome(scene);
      assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
      assertThat(storage.buckets().names("parcels")).isEqualTo(ready(scene)).hasSize(Copies.SCOPES);

      storage.faults().heal();
      frozen.wake();
      Await.until("the late package", frozen, () -> late(scene, storage) > 0);
      assertThat(frozen.exitCode(Await.PATIENCE)).as(frozen.err()).isNotZero();

      assertThat(scene.exportHere("next")).isEqualTo(Ending.DONE);
      assertThat(storage.buckets().names("parcels")).isEqualTo(ready(scene)).hasSize(Copies.SCOPES);
      assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
    }
  }

  /** The command waits for the frozen worker's time to be over. */
  private static void exportWhenItsTurnHasCome(Scene scene) {
    Scene.assertExit(scene.here("run", "gdpr-export", "--key", "k"), 0);
  }

  private static int late(Scene scene, LocalStorage storage) {
    List<String> names = new ArrayList<>(storage.buckets().names("parcels"));
    names.removeAll(ready(scene));
    return names.size();
  }

  /** The packages that somebody was told of. */
  private static List<String> ready(Scene scene) {
    return JdbcClient.create(scene.database().asSuperuser())
        .sql(
            "select distinct replace(data ->> 'location', 'gs://parcels/', '') as name"
                + " from coditect_ops.outbox where type like '%export.completed%' order by 1")
        .query(String.class)
        .list();
  }

  @Test
  @Tag("campaign")
  void a_frozen_worker_that_wakes_after_the_takeover_publishes_nothing() {
    try (Scene scene = Copies.scene();
        GateProxy aside = new GateProxy(scene.database().host(), scene.database().port())) {
      CompletableFuture<Void> copying = ExportCrashIT.Place.WITHIN_COPY.arm(scene.gate());
      WorkerProcess frozen = scene.export("--json");
      Scene.awaitGate(copying, frozen);
      frozen.freeze();
      // The bites' sessions end with the server's patience; that of the snapshot is at work.
      scene
          .database()
          .execute(
              "select pg_terminate_backend(pid) from pg_stat_activity"
                  + " where datname = current_database() and state = 'idle in transaction'"
                  + " and pid <> pg_backend_pid()");
      scene.environment().put("DB_PORT", Integer.toString(aside.port()));
      exportWhenItsTurnHasCome(scene);
      assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
      Copies.assertShelved(scene.database(), scene.shelf());

      scene.gate().open();
      frozen.wake();
      assertThat(frozen.exitCode(Await.PATIENCE)).as(frozen.err()).isNotZero();
      assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
      Copies.assertShelved(scene.database(), scene.shelf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
