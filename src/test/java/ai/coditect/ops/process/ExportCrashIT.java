package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.process.GateProxy.Where;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Exports that are killed, doubled or frozen: each request has one answer, each answer a file. */
class ExportCrashIT {
  private static final String LOST = "1b1b1b1b-0000-4000-8000-000000000000";

  private static LocalPostgres.Database template;
  private static Map<String, String> reference;

  /** Where an export is killed, in the order in which it gets there. */
  enum Place {
    BEFORE_COMMIT_OF_TELLING("export/tell_cancelled_requests", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_TELLING("export/tell_cancelled_requests", Where.AFTER_COMMIT, 0),
    /** The file is gone, and nobody has written it down. */
    BEFORE_REMOVAL_IS_RECORDED("export/record_removal", Where.BEFORE, 0),
    BEFORE_COMMIT_OF_REMOVAL("export/record_removal", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_REMOVAL("export/record_removal", Where.AFTER_COMMIT, 0),
    BEFORE_COMMIT_OF_CLAIM("export/claim_requests", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_CLAIM("export/claim_requests", Where.AFTER_COMMIT, 0),
    BEFORE_SNAPSHOT("export/begin_snapshot", Where.BEFORE, 1),
    WITHIN_COPY(" as line from coditect_shared.projects t0", Where.WITHIN_ANSWER, 0),
    /** The package has its final name, and nobody has written it down. */
    AFTER_PUBLISHING("export/complete_package", Where.BEFORE, 0),
    BEFORE_COMMIT_OF_ANSWER("export/complete_package", Where.BEFORE_COMMIT, 2),
    AFTER_COMMIT_OF_ANSWER("export/complete_package", Where.AFTER_COMMIT, 2),
    BEFORE_COMMIT_OF_LATER_CLAIM("export/claim_requests", Where.BEFORE_COMMIT, 5),
    AFTER_COMMIT_OF_LATER_CLAIM("export/claim_requests", Where.AFTER_COMMIT, 5),
    BEFORE_COMMIT_OF_RUN_END("job/finish_run", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_RUN_END("job/finish_run", Where.AFTER_COMMIT, 0);

    private final String statement;
    private final Where where;
    private final int toPass;

    Place(String statement, Where where, int toPass) {
      this.statement = statement;
      this.where = where;
      this.toPass = toPass;
    }

    CompletableFuture<Void> arm(GateProxy gate) {
      String marker = statement.contains(" ") ? statement : CrashPoint.firstLine(statement);
      return gate.stopAt(marker, where, toPass);
    }
  }

  @BeforeAll
  static void run_undisturbed() {
    template = Copies.plantedIn(LocalPostgres.shared().migrated());
    try (Scene scene = scene()) {
      assertThat(runHere(scene, "k")).isEqualTo(RunResult.Ending.DONE);
      reference = Copies.state(scene.database());
      Copies.assertShelved(scene.database(), scene.shelf());
      assertThat(
              Licenses.text(
                  scene.database(),
                  "select string_agg(state || ' ' || n, ', ' order by state) from (select state,"
                      + " count(*) as n from coditect_ops.export_requests group by 1) states"))
          .isEqualTo("cancelled 1, expired 1, ready 9");
    }
  }

  private static Scene scene() {
    Scene scene = new Scene(template, Scene.NEVER);
    Copies.plantExpired(scene.database(), scene.shelf());
    return scene;
  }

  @Test
  void an_export_killed_again_and_again_ends_as_an_undisturbed_one() {
    try (Scene scene = scene()) {
      for (Place place :
          new Place[] {
            Place.BEFORE_REMOVAL_IS_RECORDED,
            Place.AFTER_COMMIT_OF_CLAIM,
            Place.WITHIN_COPY,
            Place.AFTER_PUBLISHING
          }) {
        scene.killAt(place.arm(scene.gate()), scene.export());
      }
      bringToItsEnd(scene);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void an_export_killed_at_one_place_ends_as_an_undisturbed_one(Place place) {
    try (Scene scene = scene()) {
      scene.killAt(place.arm(scene.gate()), scene.export());
      bringToItsEnd(scene);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  @Tag("campaign")
  void an_export_killed_at_any_instant_ends_as_an_undisturbed_one(long seed) {
    Random chance = new Random(seed);
    try (Scene scene = scene()) {
      // One attempt less than the job file grants.
      for (int i = 0; i < 4; i++) {
        WorkerProcess worker = scene.export();
        Scene.await("a beginning", worker, () -> begun(scene) > 0 || !worker.isAlive());
        Scene.pause(Duration.ofMillis(chance.nextInt(4000)));
        worker.kill();
        scene.gate().cut();
      }
      bringToItsEnd(scene);
    }
  }

  private static long begun(Scene scene) {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops.runs");
  }

  @Test
  void a_request_that_every_worker_died_of_has_failed_and_is_told_once() {
    try (Scene scene = scene()) {
      String killer = "id in (md5('copy 1')::uuid, md5('copy 7')::uuid)";
      scene
          .database()
          .execute(
              "update coditect_ops.export_requests set state = 'running', attempts = 5,"
                  + " run_id = gen_random_uuid(), package_id = '"
                  + LOST
                  + "' where "
                  + killer,
              "insert into coditect_ops.export_packages (id, organization_id, run_id, location)"
                  + " select '"
                  + LOST
                  + "', organization_id, run_id, '"
                  + Copies.uri(scene.shelf())
                  + "/"
                  + LOST
                  + ".zip' from coditect_ops.export_requests where id = md5('copy 1')::uuid");
      assertThat(runHere(scene, "k")).isEqualTo(RunResult.Ending.DONE);
      assertThat(runHere(scene, "next")).isEqualTo(RunResult.Ending.NOTHING_TO_DO);
      assertThat(
              Licenses.text(
                  scene.database(),
                  "select string_agg(distinct concat_ws('; ', r.state, r.reason, o.type, o.data ->>"
                      + " 'reason', p.state), ' | ') || ' ' || count(*)"
                      + " from coditect_ops.export_requests r"
                      + " join coditect_ops.outbox o on o.data ->> 'requestId' = r.id::text"
                      + " join coditect_ops.export_packages p on p.id = r.package_id"
                      + " where r."
                      + killer))
          .isEqualTo(
              "failed; given-up: each worker that wrote it was lost;"
                  + " ai.coditect.privacy.export.failed.v1; given-up; abandoned 2");
    }
  }

  @Test
  @Tag("campaign")
  void sigterm_ends_an_export_within_a_bite_and_the_same_command_brings_it_to_its_end() {
    try (Scene scene = scene()) {
      CompletableFuture<Void> copying = Place.WITHIN_COPY.arm(scene.gate());
      WorkerProcess stopped = scene.export("--json");
      Scene.awaitGate(copying, stopped);
      stopped.terminate();
      assertThat(stopped.exitCode(Duration.ofSeconds(15))).as(stopped.err()).isEqualTo(4);
      assertThat(stopped.out()).contains("\"interrupted\"");
      scene.gate().cut();
      bringToItsEnd(scene);
    }
  }

  @Test
  @Tag("campaign")
  void two_exports_at_once_answer_nobody_twice() {
    try (Scene scene = scene()) {
      WorkerProcess all = scene.export();
      WorkerProcess one =
          scene.start(
              "run",
              "gdpr-export",
              "organization="
                  + Licenses.text(
                      scene.database(), "select cast(md5('organization 2')::uuid as text)"),
              "--key",
              "one");
      Scene.assertExit(all, 0);
      Scene.assertExit(one, 0);
      // Each leaves to the other what it is at; nobody is left for long.
      assertThat(runHere(scene, "again"))
          .isIn(RunResult.Ending.DONE, RunResult.Ending.NOTHING_TO_DO);
      assertThat(Copies.state(scene.database())).isEqualTo(reference);
      Copies.assertShelved(scene.database(), scene.shelf());
    }
  }

  @Test
  void what_a_frozen_worker_still_publishes_is_removed_and_told_to_nobody() {
    try (LocalStorage storage = LocalStorage.start("parcels");
        Scene scene = scene()) {
      scene.environment().put("OPS_EXPORT_URI", "gs://parcels");
      scene.environment().put("STORAGE_EMULATOR_HOST", storage.host());
      storage.faults().holdUploads(1);
      WorkerProcess frozen = scene.export("--json");
      Scene.await("the end of an upload", frozen, () -> storage.faults().held() == 1);
      frozen.freeze();
      scene.gate().cut();
      Scene.assertExit(scene.export(), 0);
      assertThat(Copies.state(scene.database())).isEqualTo(reference);
      assertThat(storage.buckets().names("parcels")).isEqualTo(ready(scene)).hasSize(Copies.SCOPES);

      storage.faults().heal();
      frozen.wake();
      Scene.await("the late package", frozen, () -> late(scene, storage) == 1);
      assertThat(frozen.exitCode(Scene.PATIENCE)).as(frozen.err()).isNotZero();

      assertThat(runHere(scene, "next")).isEqualTo(RunResult.Ending.DONE);
      assertThat(storage.buckets().names("parcels")).isEqualTo(ready(scene)).hasSize(Copies.SCOPES);
      assertThat(Copies.state(scene.database())).isEqualTo(reference);
    }
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
    try (Scene scene = scene();
        GateProxy aside = new GateProxy(scene.database().host(), scene.database().port())) {
      CompletableFuture<Void> copying = Place.WITHIN_COPY.arm(scene.gate());
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
      Scene.assertExit(scene.export(), 0);
      assertThat(Copies.state(scene.database())).isEqualTo(reference);
      Copies.assertShelved(scene.database(), scene.shelf());

      scene.gate().open();
      frozen.wake();
      assertThat(frozen.exitCode(Scene.PATIENCE)).as(frozen.err()).isNotZero();
      assertThat(Copies.state(scene.database())).isEqualTo(reference);
      Copies.assertShelved(scene.database(), scene.shelf());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void bringToItsEnd(Scene scene) {
    Scene.assertExit(scene.export(), 0);
    assertThat(Copies.state(scene.database())).isEqualTo(reference);
    Copies.assertShelved(scene.database(), scene.shelf());
    assertThat(runHere(scene, "k")).isEqualTo(RunResult.Ending.ALREADY_DONE);
    assertThat(runHere(scene, "other")).isEqualTo(RunResult.Ending.NOTHING_TO_DO);
    assertThat(Copies.state(scene.database())).isEqualTo(reference);
    Copies.assertShelved(scene.database(), scene.shelf());
  }

  /** The same run in this process, which takes no time to start. */
  private static RunResult.Ending runHere(Scene scene, String key) {
    try (InProcessWorker worker = InProcessWorker.start(scene.database(), here(scene))) {
      return worker.run("gdpr-export", key, Instant.now(), Map.of()).outcome();
    }
  }

  private static Map<String, String> here(Scene scene) {
    Map<String, String> environment = new HashMap<>(scene.environment());
    environment.keySet().removeIf(name -> name.startsWith("DB_"));
    return environment;
  }
}
