package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BackgroundWorkTest {
  private final BackgroundWork work = new BackgroundWork();

  @Test
  void what_came_of_it_is_answered_once_it_is_there() {
    String name = UUID.randomUUID() + " look";
    Await.until(
        "the answer",
        () -> work.result(name, String.class, () -> "seen").equals(Optional.of("seen")));
  }

  @Test
  void work_of_a_run_that_timed_out_is_let_go_and_that_of_others_goes_on() {
    UUID run = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    CountDownLatch never = new CountDownLatch(1);
    for (UUID each : new UUID[] {run, other}) {
      assertThat(work.result(each + " look", String.class, () -> await(never, "first"))).isEmpty();
    }

    work.forget(run);
    never.countDown();

    Await.until(
        "another answer than that of the work that was let go",
        () ->
            work.result(run + " look", String.class, () -> "second").equals(Optional.of("second")));
    Await.until(
        "the answer of the other run",
        () ->
            work.result(other + " look", String.class, () -> "second")
                .equals(Optional.of("first")));
  }

  private static String await(CountDownLatch latch, String answer) {
    try {
      latch.await();
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
