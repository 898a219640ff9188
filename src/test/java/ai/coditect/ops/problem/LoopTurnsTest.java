package ai.coditect.ops.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopTurnsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final LoopTurns turns = new LoopTurns("the relay", nanos::get);

  private void pass(Duration length) {
    nanos.addAndGet(length.toNanos());
  }

  @Test
  void a_loop_that_has_not_begun_or_was_told_to_end_need_not_turn() {
    pass(Duration.ofHours(1));
    assertThat(turns.standing()).isEmpty();
    turns.begin();
    turns.end();
    pass(Duration.ofHours(1));
    assertThat(turns.standing()).isEmpty();
  }

  @Test
  void it_stands_after_the_longest_turn_and_moves_with_the_next() {
    turns.begin();
    pass(LoopTurns.LONGEST);
    assertThat(turns.standing()).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(turns.standing())
        .singleElement()
        .asString()
        .contains("Loop stands still: the relay last turned 5m ago.");
    turns.turned();
    assertThat(turns.standing()).isEmpty();
    pass(LoopTurns.LONGEST.plusSeconds(1));
    assertThat(turns.standing()).hasSize(1);
  }
}
