package ai.coditect.ops.check;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchTest {
  /** An item that breaks whoever asks it the first time, and fails from then on. */
  private static final class BreakingOnce implements Check {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public String claim() {
      if (asked.incrementAndGet() == 1) {
        throw new NoClassDefFoundError("ai/coditect/Gone");
      }
      return "it is fine";
    }

    @Override
    public boolean watched() {
      return true;
    }

    @Override
    public Finding examine() {
      return Finding.failed(List.of(new Problem("it is not.", "here", "None.")));
    }
  }

  @Test
  void whoever_watches_goes_on_after_an_error() {
    try (Watch watch =
        new Watch(List.of(new BreakingOnce()), Duration.ofMillis(10), Duration.ofSeconds(10))) {
      watch.start();
      Await.until("the item to be looked at", () -> !watch.failed().isEmpty());
      assertThat(watch.failed()).singleElement().extracting("claim").isEqualTo("it is fine");
    }
  }
}
