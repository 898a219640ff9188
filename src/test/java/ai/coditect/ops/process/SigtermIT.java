package ai.coditect.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A pod is told to end while its run is in the middle of a bite. Drills, which wait for the service
 * and not for the database, are in {@code DrillKillIT}.
 */
class SigtermIT {
  private static final int INTERRUPTED = 4;

  @Test
  void a_run_told_to_end_ends_after_its_bite_and_the_next_one_goes_on() {
    endsAfterItsBite(InterruptedJob.LICENSE_EXPIRY);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void each_job_told_to_end_ends_after_its_bite_and_the_next_one_goes_on(InterruptedJob job) {
    endsAfterItsBite(job);
  }

  private static void endsAfterItsBite(InterruptedJob job) {
    Map<String, String> undisturbed = undisturbed(job);
    try (SceneWithServices site = job.site()) {
      Scene scene = site.scene();
      scene.environment().put("OPS_STOP_WITHIN", granted(job, "name: OPS_STOP_WITHIN\\s+value: "));
      CompletableFuture<Void> middle = job.arm(scene.gate());
      WorkerProcess pod = scene.start(job.command());
      Scene.awaitGate(middle, pod);
      pod.terminate();
      Await.until("the signal", pod, () -> pod.err().contains("shutdown requested"));
      scene.gate().open();
      assertExit(pod, job);
      assertThat(pod.out()).contains("\"outcome\":\"interrupted\"");
      assertThat(outcomes(site)).isEqualTo("interrupted");
      bringToItsEnd(job, site, undisturbed);
    }
  }

  /** Nobody opens the gate: as a statement that takes longer than the pod is granted. */
  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void a_bite_that_does_not_end_is_left_and_done_again(InterruptedJob job) {
    Map<String, String> undisturbed = undisturbed(job);
    try (SceneWithServices site = job.site()) {
      Scene scene = site.scene();
      scene.environment().put("OPS_STOP_WITHIN", "1s");
      CompletableFuture<Void> middle = job.arm(scene.gate());
      WorkerProcess pod = scene.start(job.command());
      Scene.awaitGate(middle, pod);
      pod.terminate();
      assertExit(pod, job);
      // A package is written beside the bites, so that its run may have ended all the same.
      assertThat(outcomes(site))
          .isIn("running", job == InterruptedJob.GDPR_EXPORT ? "interrupted" : "running");
      // The kernel of the node closes what the pod had open.
      scene.gate().cut();
      scene.letHeartbeatsAge();
      bringToItsEnd(job, site, undisturbed);
    }
  }

  private static Map<String, String> undisturbed(InterruptedJob job) {
    try (SceneWithServices site = job.site()) {
      Scene.assertExit(site.scene().here(job.command()), 0);
      Map<String, String> effect = job.effect(site);
      assertThat(effect).isNotEmpty();
      return effect;
    }
  }

  private static void assertExit(WorkerProcess pod, InterruptedJob job) {
    Duration grace =
        Duration.ofSeconds(Long.parseLong(granted(job, "terminationGracePeriodSeconds: ")));
    assertThat(pod.exitCode(grace)).as(pod.out() + pod.err()).isEqualTo(INTERRUPTED);
  }

  private static void bringToItsEnd(
      InterruptedJob job, SceneWithServices site, Map<String, String> undisturbed) {
    Scene.assertExit(site.scene().here(job.command()), 0);
    goOnWithWhatWaits(job, site);
    assertThat(job.effect(site)).isEqualTo(undisturbed);
    Typed third = site.scene().here(job.command());
    Scene.assertExit(third, 0);
    if (job.isRun()) {
      assertThat(third.out()).contains("\"already-done\"");
      assertThat(outcomes(site)).isEqualTo("done");
    }
    assertThat(job.effect(site)).isEqualTo(undisturbed);
  }

  /** As the next serving worker does, with the run that a command of another key left. */
  private static void goOnWithWhatWaits(InterruptedJob job, SceneWithServices site) {
    String key =
        Licenses.text(
            site.database(),
            "select coalesce(min(key), '') from coditect_ops.runs where outcome = 'interrupted'");
    if (!key.isEmpty()) {
      assertThat(job.isRun()).isFalse();
      Scene.assertExit(site.scene().here("run", job.job(), "--key", key), 0);
    }
  }

  /** Of all runs of the job, on record. */
  private static String outcomes(SceneWithServices site) {
    return Licenses.text(site.database(), "select string_agg(outcome, ' ') from coditect_ops.runs");
  }

  /** What the rendered pods of the job are granted. */
  private static String granted(InterruptedJob job, String name) {
    try (Stream<Path> rendered = Files.list(Path.of("k8s/components/cronjobs"))) {
      return rendered
          .filter(file -> file.getFileName().toString().startsWith("cronjob-" + job.job()))
          .sorted()
          .flatMap(
              file ->
                  Pattern.compile(name + "(\\w+)")
                      .matcher(read(file))
                      .results()
                      .map((MatchResult found) -> found.group(1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
