package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunGuard;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.problem.LivenessCheck;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** What Kubernetes is told: ready when a run could begin, alive while everything moves. */
class ProbesTest {
  private static final Problem PROBLEM = new Problem("It is so.", "there", "Mend it.");
  private final WatchConfiguration configuration = new WatchConfiguration();

  @Test
  void a_worker_is_ready_while_the_guard_lets_a_run_begin() {
    AtomicReference<RunGuard> guard = new AtomicReference<>(List::of);
    Watch watch =
        new Watch(
            List.of(new WorkPossible(() -> guard.get().problems())),
            Duration.ofMillis(5),
            Duration.ofSeconds(10));
    try (watch) {
      HealthIndicator work = configuration.workHealthIndicator(watch);
      assertThat(status(work)).as("before anybody looked").isEqualTo(Status.OUT_OF_SERVICE);
      watch.start();
      Await.until("readiness", () -> status(work).equals(Status.UP));
      guard.set(() -> List.of(PROBLEM));
      Await.until("the refusal", () -> status(work).equals(Status.OUT_OF_SERVICE));
      assertThat(health(work).getDetails().toString()).contains("Mend it.");
      guard.set(
          () -> {
            throw new IllegalStateException("somebody's address");
          });
      Await.until(
          "the failure", () -> health(work).getDetails().toString().contains("No run can begin"));
      assertThat(health(work).getDetails().toString()).doesNotContain("somebody's address");
      guard.set(List::of);
      Await.until("readiness again", () -> status(work).equals(Status.UP));
    }
  }

  @Test
  void a_guard_that_does_not_answer_makes_nobody_ready() {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    RunGuard hanging =
        () -> {
          asked.countDown();
          await(answer);
          return List.of();
        };
    Watch watch =
        new Watch(List.of(new WorkPossible(hanging)), Duration.ofMillis(5), Duration.ofMillis(5));
    try (watch) {
      HealthIndicator work = configuration.workHealthIndicator(watch);
      watch.start();
      await(asked);
      Await.until(
          "the second look",
          () -> {
            assertThat(status(work)).isEqualTo(Status.OUT_OF_SERVICE);
            return health(work).getDetails().toString().contains("does not answer");
          });
      answer.countDown();
      Await.until("readiness", () -> status(work).equals(Status.UP));
    }
  }

  @Test
  void a_worker_is_alive_until_one_part_stands_still() {
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    LivenessCheck moves = List::of;
    beans.addBean("moves", moves);
    HealthIndicator loops =
        configuration.loopsHealthIndicator(beans.getBeanProvider(LivenessCheck.class));
    assertThat(status(loops)).isEqualTo(Status.UP);
    LivenessCheck stands = () -> List.of(PROBLEM);
    beans.addBean("stands", stands);
    assertThat(status(loops)).isEqualTo(Status.DOWN);
    assertThat(health(loops).getDetails().toString()).contains("Mend it.");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Health health(HealthIndicator indicator) {
    return java.util.Objects.requireNonNull(indicator.health());
  }

  private static Status status(HealthIndicator indicator) {
    return health(indicator).getStatus();
  }
}
