package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.process.GateProxy.Where;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that are killed: each request has one answer, each answer a file. */
class ExportCrashIT {
  private static final String LOST = "1b1b1b1b-0000-4000-8000-000000000000";

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

  @Test
  void an_export_killed_and_cut_off_again_and_again_ends_as_an_undisturbed_one() {
    try (Scene scene = Copies.scene()) {
      cutOff(scene, Place.BEFORE_REMOVAL_IS_RECORDED);
      cutOff(scene, Place.AFTER_COMMIT_OF_CLAIM);
      // With files that are half written or whole: what only a process leaves behind.
      scene.killAt(Place.WITHIN_COPY.arm(scene.gate()), scene.export());
      scene.killAt(Place.AFTER_PUBLISHING.arm(scene.gate()), scene.export());
      bringToItsEnd(scene);
    }
  }

  private static void cutOff(Scene scene, Place place) {
    scene.cutOffAt(place::arm, "gdpr-export", Instant.now().toString());
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void an_export_killed_at_one_place_ends_as_an_undisturbed_one(Place place) {
    try (Scene scene = Copies.scene()) {
      scene.killAt(place.arm(scene.gate()), scene.export());
      bringToItsEnd(scene);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  @Tag("campaign")
  void an_export_killed_at_any_instant_ends_as_an_undisturbed_one(long seed) {
    Random chance = new Random(seed);
    try (Scene scene = Copies.scene()) {
      // One attempt less than the job file grants.
      for (int i = 0; i < 4; i++) {
        WorkerProcess worker = scene.export();
        Await.until("a beginning", worker, () -> begun(scene) > 0);
        // The instant is what is random here.
        worker.exitsWithin(Duration.ofMillis(chance.nextInt(4000)));
        worker.kill();
        scene.gate().cut();
        scene.letHeartbeatsAge();
      }
      bringToItsEnd(scene);
    }
  }

  private static long begun(Scene scene) {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops.runs");
  }

  @Test
  void a_request_that_every_worker_died_of_has_failed_and_is_told_once() {
    try (Scene scene = Copies.scene()) {
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
      assertThat(scene.exportHere("k")).isEqualTo(Ending.DONE);
      assertThat(scene.exportHere("next")).isEqualTo(Ending.NOTHING_TO_DO);
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

  static void bringToItsEnd(Scene scene) {
    assertThat(scene.exportHere("k")).isEqualTo(Ending.DONE);
    assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
    Copies.assertShelved(scene.database(), scene.shelf());
    assertThat(scene.exportHere("k")).isEqualTo(Ending.ALREADY_DONE);
    assertThat(scene.exportHere("other")).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(Copies.state(scene.database())).isEqualTo(Copies.undisturbed());
    Copies.assertShelved(scene.database(), scene.shelf());
  }
}
