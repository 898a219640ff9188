package ai.coditect.ops.metrics.write;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.metrics.write.Backlog.Waiting;
import ai.coditect.ops.metrics.write.Measurement.Kind;
import ai.coditect.ops.metrics.write.Measurement.Scope;
import ai.coditect.ops.metrics.write.Measurement.Whole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Instant START = Instant.parse("2026-11-28T03:00:00Z");
  private static final long ENOUGH = 10_000_000;

  private static Measurement point(String job, int minute) {
    return new Measurement(
        "m",
        Kind.GAUGE,
        "1",
        "d",
        new TreeMap<>(Map.of("job", job)),
        new Whole(minute),
        START.plusSeconds(60L * minute),
        Optional.empty(),
        Scope.BUSINESS,
        true);
  }

  private static List<Long> minutes(Backlog backlog) {
    List<Long> minutes = new ArrayList<>();
    for (List<Waiting> next = backlog.next(1, Set.of());
        !next.isEmpty();
        next = backlog.next(1, Set.of())) {
      minutes.add(((Whole) next.get(0).measurement().value()).value());
      backlog.done(next.get(0));
    }
    return minutes;
  }

  @Test
  void each_series_gives_its_oldest_and_those_that_wait_longest_come_first() {
    Backlog backlog = new Backlog(ENOUGH);
    backlog.add(point("b", 2));
    backlog.add(point("a", 1));
    backlog.add(point("a", 3));
    assertThat(backlog.next(9, Set.of()))
        .extracting(each -> each.measurement().at())
        .containsExactly(START.plusSeconds(60), START.plusSeconds(120));
    assertThat(backlog.next(9, Set.of(point("a", 1).series()))).hasSize(1);
    assertThat(backlog.next(1, Set.of())).hasSize(1);
    assertThat(backlog.size()).isEqualTo(3);
  }

  @Test
  void points_that_are_too_near_or_go_back_are_let_go() {
    Backlog backlog = new Backlog(ENOUGH);
    backlog.add(point("a", 1));
    backlog.add(point("a", 1).shifted(Duration.ofMillis(4_999)));
    backlog.add(point("a", 0));
    assertThat(backlog.takeLost()).isEqualTo(2);
    backlog.add(point("a", 1).shifted(Duration.ofSeconds(5)));
    assertThat(backlog.takeLost()).isZero();
    assertThat(backlog.size()).isEqualTo(2);
  }

  @Test
  void too_many_bytes_make_the_longest_series_coarser_and_keep_its_newest() {
    long room = 10 * Backlog.size(point("a", 0));
    Backlog backlog = new Backlog(room);
    backlog.add(point("b", 0));
    for (int minute = 0; minute < 100; minute++) {
      backlog.add(point("a", minute));
      assertThat(backlog.size()).isLessThanOrEqualTo(10);
    }
    assertThat(backlog.takeLost()).isEqualTo(101L - backlog.size());
    List<Long> kept = minutes(backlog);
    assertThat(kept).contains(99L).startsWith(0L).isSorted();
    // The whole outage is told: no half of it is missing.
    assertThat(kept).anyMatch(minute -> minute > 10 && minute < 50);
  }

  @Test
  void where_each_series_has_little_the_oldest_point_goes() {
    Backlog backlog = new Backlog(2 * Backlog.size(point("a", 0)));
    backlog.add(point("a", 0));
    backlog.add(point("b", 1));
    backlog.add(point("c", 2));
    assertThat(backlog.size()).isEqualTo(2);
    assertThat(minutes(backlog)).contains(2L);
  }

  @Test
  void what_is_done_timely_or_old_leaves_and_gives_its_room_back() {
    Backlog backlog = new Backlog(ENOUGH);
    backlog.add(point("a", 0));
    backlog.add(point("b", 10));
    backlog.add(Measurement.gauge("m", "1", "d", Map.of(), new Whole(1), START, Scope.BUSINESS));
    backlog.dropTimely();
    assertThat(backlog.size()).isEqualTo(2);
    backlog.dropBefore(START.plusSeconds(60));
    assertThat(minutes(backlog)).containsExactly(10L);
    assertThat(backlog.size()).isZero();
    assertThat(backlog.takeLost()).isEqualTo(2);
  }

  @Test
  void a_point_of_unknown_fate_stays_in_its_place() {
    Backlog backlog = new Backlog(ENOUGH);
    backlog.add(point("a", 0));
    backlog.add(point("a", 1));
    backlog.unsure(backlog.next(1, Set.of()).get(0));
    assertThat(backlog.next(1, Set.of()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.unsure()).isTrue();
              assertThat(each.measurement()).isEqualTo(point("a", 0));
            });
    assertThat(minutes(backlog)).containsExactly(0L, 1L);
  }
}
