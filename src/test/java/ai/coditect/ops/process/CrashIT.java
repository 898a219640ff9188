package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A run whose process is killed, wherever, and started again, ends as if nothing had happened. Here
 * the undisturbed run and the one that goes on are processes, too; elsewhere they need not be.
 */
class CrashIT {
  private static LocalPostgres.Database template;
  private static Map<String, String> reference;
  private static Duration undisturbed;

  @BeforeAll
  static void run_undisturbed() {
    template = Licenses.plantedIn(LocalPostgres.shared().migrated());
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      Scene.assertExit(scene.run(), 0);
      undisturbed =
          Duration.ofMillis(
              Licenses.number(
                  scene.database(),
                  "select cast(1000 * extract(epoch from took) as bigint) from coditect_ops.runs"));
      reference = Licenses.state(scene.database());
      assertThat(reference.get("licenses")).startsWith("720 rows");
      assertThat(reference.get("events")).doesNotStartWith("0 rows");
      assertThat(Licenses.number(scene.database(), BITES_OF_SHORTEST_SHARE)).isGreaterThan(5);
    }
  }

  /** Were a share of the work one bite, most crash points would be the same. */
  private static final String BITES_OF_SHORTEST_SHARE =
      "select min(commit_count) from coditect_ops.batch_step_execution"
          + " where step_name like 'windows:%'";

  /** Every kind of place, in one life: each attempt dies a little later. */
  @Test
  void a_run_killed_and_cut_off_again_and_again_ends_as_an_undisturbed_one() {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      cutOff(scene, CrashPoint.AFTER_RUN_START);
      cutOff(scene, CrashPoint.BETWEEN_INSTANCE_AND_EXECUTION);
      cutOff(scene, CrashPoint.BEFORE_COMMIT_OF_PLAN);
      cutOff(scene, CrashPoint.AFTER_COMMIT_OF_BITE);
      cutOff(scene, CrashPoint.BEFORE_COMMIT_OF_LATER_BITE);
      cutOff(scene, CrashPoint.AFTER_COMMIT_OF_SINGLE_STAGE);
      cutOff(scene, CrashPoint.AFTER_COMMIT_OF_LAST_STAGE);
      kill(scene, CrashPoint.BEFORE_COMMIT_OF_RUN_END);
      bringToItsEnd(scene);
    }
  }

  @Test
  @Tag("campaign")
  void a_run_killed_again_and_again_ends_as_an_undisturbed_one() {
    kill(
        CrashPoint.AFTER_RUN_START,
        CrashPoint.BETWEEN_INSTANCE_AND_EXECUTION,
        CrashPoint.BEFORE_COMMIT_OF_PLAN,
        CrashPoint.AFTER_COMMIT_OF_BITE,
        CrashPoint.BEFORE_COMMIT_OF_LATER_BITE,
        CrashPoint.AFTER_COMMIT_OF_SINGLE_STAGE,
        CrashPoint.AFTER_COMMIT_OF_LAST_STAGE,
        CrashPoint.BEFORE_COMMIT_OF_RUN_END);
  }

  @Test
  @Tag("campaign")
  void another_one_killed_at_the_places_beside_ends_as_an_undisturbed_one() {
    kill(
        CrashPoint.BEFORE_RUN_START,
        CrashPoint.BEFORE_STEP,
        CrashPoint.BEFORE_BITE,
        CrashPoint.BEFORE_COMMIT_OF_BITE,
        CrashPoint.AFTER_COMMIT_OF_LATER_BITE,
        CrashPoint.BEFORE_RUN_END,
        CrashPoint.AFTER_COMMIT_OF_RUN_END);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void a_run_killed_at_one_place_ends_as_an_undisturbed_one(CrashPoint point) {
    kill(point);
  }

  private static void kill(CrashPoint... points) {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      for (CrashPoint point : points) {
        kill(scene, point);
      }
      bringToItsEnd(scene);
    }
  }

  private static void kill(Scene scene, CrashPoint point) {
    scene.killAt(point.arm(scene.gate()), scene.run());
  }

  private static void cutOff(Scene scene, CrashPoint point) {
    scene.cutOffAt(point::arm, "license-expiry", Licenses.AS_OF);
  }

  @Test
  @Tag("campaign")
  void a_run_killed_at_fifty_random_instants_ends_as_an_undisturbed_one() {
    assertThat(killAtRandom(new Random().nextLong(), 50))
        .as("kills that met a run with a part of its work done")
        .isGreaterThan(15);
  }

  /** Answers how many of the kills met a run with a part of its work done. */
  private static int killAtRandom(long seed, int times) {
    System.out.println("random instants of seed " + seed);
    AtomicInteger inTheMiddle = new AtomicInteger();
    twoAtATime(
        new Random(seed)
            .doubles(times, 0, 1.3)
            .<Runnable>mapToObj(
                part ->
                    () -> {
                      if (killAfter(Duration.ofMillis((long) (undisturbed.toMillis() * part)))) {
                        inTheMiddle.incrementAndGet();
                      }
                    })
            .toList());
    return inTheMiddle.get();
  }

  /** Counted from the moment the run is in the ledger: a process takes long to start. */
  private static boolean killAfter(Duration life) {
    try (Scene scene = new Scene(template, Scene.NEVER)) {
      WorkerProcess worker = scene.run();
      Await.until(
          "the run to begin",
          worker,
          () -> Licenses.number(scene.database(), "select count(*) from coditect_ops.runs") > 0);
      // The instant is what is random here.
      worker.exitsWithin(life);
      worker.kill();
      scene.gate().cut();
      scene.letHeartbeatsAge();
      String stages = Licenses.state(scene.database()).get("stages");
      System.out.println("killed after " + life + " with " + stages);
      bringToItsEnd(scene);
      return !stages.startsWith("0 rows") && !stages.equals(reference.get("stages"));
    }
  }

  /** Each waits a while for the takeover, so two do not take twice the time of one. */
  private static void twoAtATime(List<Runnable> scenarios) {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      List<CompletableFuture<Void>> running =
          scenarios.stream().map(one -> CompletableFuture.runAsync(one, pool)).toList();
      running.forEach(CompletableFuture::join);
    } finally {
      pool.shutdownNow();
    }
  }

  /** The same command again, and once more: the second time there is nothing left to do. */
  private static void bringToItsEnd(Scene scene) {
    Scene.assertExit(scene.run(), 0);
    assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    assertThat(Licenses.doubles(scene.database())).isZero();
    Typed third = scene.runHere("--json");
    Scene.assertExit(third, 0);
    assertThat(third.out()).contains("\"already-done\"");
    assertThat(Licenses.state(scene.database())).isEqualTo(reference);
    assertThat(
            Licenses.text(
                scene.database(),
                "select string_agg(outcome, ' ') from coditect_ops.runs where key = 'k'"))
        .isEqualTo("done");
  }
}
