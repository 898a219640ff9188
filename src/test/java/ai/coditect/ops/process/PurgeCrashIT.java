package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.process.GateProxy.Where;
import ai.coditect.ops.trigger.command.Typed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A purge that is killed, doubled or paused ends as an undisturbed one, and so do its books. */
class PurgeCrashIT {
  private static LocalPostgres.Database template;
  private static Map<String, String> reference;

  /** Where a purge is killed, in the order in which it gets there. */
  enum Place {
    BEFORE_COMMIT_OF_PLAN("erasure/insert_page", Where.BEFORE_COMMIT, 3),
    AFTER_COMMIT_OF_PLAN("erasure/insert_page", Where.AFTER_COMMIT, 0),
    BEFORE_COMMIT_OF_ORGANIZATION("erasure/lock_organization", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_ORGANIZATION("erasure/lock_organization", Where.AFTER_COMMIT, 2),
    /** In the ledger outside, not yet in the one inside. */
    BETWEEN_THE_LEDGERS("erasure/record_erasures", Where.BEFORE, 1),
    BEFORE_COMMIT_OF_BITE("erasure/lock_people", Where.BEFORE_COMMIT, 0),
    AFTER_COMMIT_OF_BITE("erasure/lock_people", Where.AFTER_COMMIT, 0),
    BEFORE_COMMIT_OF_LATER_BITE("erasure/lock_people", Where.BEFORE_COMMIT, 6),
    AFTER_COMMIT_OF_LATER_BITE("erasure/lock_people", Where.AFTER_COMMIT, 6),
    BEFORE_COMMIT_OF_SETTLING("erasure/close_gate", Where.BEFORE_COMMIT, 1),
    AFTER_COMMIT_OF_SETTLING("erasure/close_gate", Where.AFTER_COMMIT, 1),
    BEFORE_COMMIT_OF_RUN_END("job/finish_run", Where.BEFORE_COMMIT, 0);

    private final String file;
    private final Where where;
    private final int toPass;

    Place(String file, Where where, int toPass) {
      this.file = file;
      this.where = where;
      this.toPass = toPass;
    }

    CompletableFuture<Void> arm(GateProxy gate) {
      return gate.stopAt(CrashPoint.firstLine(file), where, toPass);
    }
  }

  @BeforeAll
  static void run_undisturbed() {
    template = People.plantedIn(LocalPostgres.shared().migrated());
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      Scene.assertExit(scene.purgeHere(), 0);
      reference = People.state(scene.database());
      People.assertBooksAgree(scene.database(), scene.ledger());
      assertThat(
              Licenses.number(
                  scene.database(), "select count(*) from coditect_ops.erasure_deletions"))
          .isGreaterThan(20);
    }
  }

  @Test
  void a_purge_killed_and_cut_off_again_and_again_ends_as_an_undisturbed_one() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      cutOff(scene, Place.BEFORE_COMMIT_OF_PLAN);
      scene.killAt(Place.BETWEEN_THE_LEDGERS.arm(scene.gate()), scene.purge());
      cutOff(scene, Place.AFTER_COMMIT_OF_BITE);
      cutOff(scene, Place.BEFORE_COMMIT_OF_LATER_BITE);
      cutOff(scene, Place.BEFORE_COMMIT_OF_RUN_END);
      bringToItsEnd(scene);
    }
  }

  private static void cutOff(Scene scene, Place place) {
    scene.cutOffAt(place::arm, "gdpr-purge", People.AS_OF);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void a_purge_killed_at_one_place_ends_as_an_undisturbed_one(Place place) {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      scene.killAt(place.arm(scene.gate()), scene.purge());
      bringToItsEnd(scene);
    }
  }

  @Test
  void two_purges_at_once_erase_nobody_twice() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      try (InProcessWorker one = scene.worker();
          InProcessWorker two = scene.worker()) {
        CompletableFuture<Ending> all = CompletableFuture.supplyAsync(() -> purge(one));
        assertThat(
                two.run(
                        "gdpr-purge",
                        "r",
                        Instant.parse(People.AS_OF),
                        Map.of("requested-only", "true"))
                    .outcome())
            .isEqualTo(Ending.DONE);
        assertThat(all.join()).isEqualTo(Ending.DONE);
      }
      // Whoever met the other's people listed them; the next run lists only who is really left.
      Scene.assertExit(
          scene.here("run", "gdpr-purge", "--key", "again", "--as-of", People.AS_OF), 0);
      Map<String, String> state = People.state(scene.database());
      // Which run got to somebody first decides the ground, and whether a project was passed on
      // before its organization ended.
      for (String way : List.of("audit", "ledger")) {
        assertThat(state.remove(way)).isNotEmpty();
      }
      assertThat(reference).containsAllEntriesOf(state);
      assertThat(
              Licenses.text(
                  scene.database(),
                  "select count(*) || ' rows, ' || count(distinct subject_hash)"
                      + " from coditect_ops.erasures"
                      + " where counts -> 'coditect_shared.users' is not null"))
          .isEqualTo("153 rows, 153");
      People.assertBooksAgree(scene.database(), scene.ledger());
    }
  }

  @Test
  @Tag("campaign")
  void a_pause_stops_the_purge_within_a_bite_and_it_goes_on_after() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      CompletableFuture<Void> reached = Place.BEFORE_COMMIT_OF_LATER_BITE.arm(scene.gate());
      try (InProcessWorker worker = scene.worker()) {
        CompletableFuture<Ending> purge = CompletableFuture.supplyAsync(() -> purge(worker));
        Await.until("a bite", reached::isDone, () -> !purge.isDone(), () -> purge.join() + "");
        Scene.assertExit(scene.operator("destruction", "pause", "--by", "Ada"), 0);
        long before = deletions(scene);
        scene.gate().open();
        assertThat(purge.join()).isEqualTo(Ending.INTERRUPTED);
        // One bite a partition may have been under way.
        assertThat(deletions(scene) - before).isBetween(0L, 2L);
      }
      assertThat(People.state(scene.database())).isNotEqualTo(reference);
      Scene.assertExit(scene.purgeHere(), 4);
      Scene.assertExit(scene.operator("destruction", "resume", "--by", "Ada"), 0);
      bringToItsEnd(scene);
    }
  }

  private static Ending purge(InProcessWorker worker) {
    return worker.run("gdpr-purge", "k", Instant.parse(People.AS_OF), Map.of()).outcome();
  }

  private static long deletions(Scene scene) {
    return Licenses.number(scene.database(), "select count(*) from coditect_ops.erasure_deletions");
  }

  private static void bringToItsEnd(Scene scene) {
    Scene.assertExit(scene.purgeHere(), 0);
    assertThat(People.state(scene.database())).isEqualTo(reference);
    People.assertBooksAgree(scene.database(), scene.ledger());
    Typed third = scene.purgeHere("--json");
    Scene.assertExit(third, 0);
    assertThat(third.out()).contains("\"already-done\"");
    Scene.assertExit(scene.here("run", "gdpr-purge", "--key", "other", "--as-of", People.AS_OF), 0);
    assertThat(People.state(scene.database())).isEqualTo(reference);
    People.assertBooksAgree(scene.database(), scene.ledger());
  }
}
