package ai.coditect.ops.check.database;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.check.database.LoadStore.Bloat;
import ai.coditect.ops.check.database.LoadStore.Clocks;
import ai.coditect.ops.check.database.LoadStore.Load;
import ai.coditect.ops.check.database.LoadStore.LongTransaction;
import ai.coditect.ops.check.database.LoadStore.Measured;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadFindingsTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private static Measured millis(int... each) {
    return new Measured(java.util.Arrays.stream(each).mapToObj(Duration::ofMillis).toList());
  }

  private static Load load(long inUse) {
    return new Load(inUse, 100);
  }

  @Test
  void the_median_counts_and_all_are_printed() {
    // One that was slow is no reason; two of three are.
    Finding fine = LoadFindings.within(millis(100, 900, 5), LoadFindings.CONNECTING, "c");
    assertThat(fine.state()).isEqualTo(State.OK);
    assertThat(fine.detail())
        .isEqualTo("median 100.0 ms of 5.0 ms, 100.0 ms, 900.0 ms; limit 100.0 ms");
    Finding slow = LoadFindings.within(millis(101, 900, 5), LoadFindings.CONNECTING, "c");
    assertThat(slow.state()).isEqualTo(State.FAILED);
    assertThat(slow.problems().get(0).what())
        .contains("median 101.0 ms of 5.0 ms", "limit 100.0 ms");
    assertThat(LoadFindings.within(millis(50, 50, 50), LoadFindings.ASKING, "c").state())
        .isEqualTo(State.OK);
    assertThat(LoadFindings.within(millis(51, 51, 1), LoadFindings.ASKING, "c").state())
        .isEqualTo(State.FAILED);
  }

  @Test
  void at_its_limit_nothing_is_wrong_yet() {
    assertThat(Stream.of(80L, 81L).map(n -> LoadFindings.connections(load(n)).state()))
        .containsExactly(State.OK, State.FAILED);
    assertThat(
            Stream.of(-6L, -5L, 0L, 5L, 6L)
                .map(s -> LoadFindings.skew(new Clocks(NOW, NOW.plusSeconds(s), NOW)).state()))
        .containsExactly(State.FAILED, State.OK, State.OK, State.OK, State.FAILED);
    // What the question took is no skew.
    assertThat(
            LoadFindings.skew(new Clocks(NOW.minusSeconds(60), NOW, NOW.plusSeconds(60))).detail())
        .contains("0.0 ms");
    assertThat(
            Stream.of(2000L, 2001L)
                .map(
                    dead ->
                        LoadFindings.bloat(List.of(new Bloat("t", 10_000 - dead, dead, 10, 5)))
                            .state()))
        .containsExactly(State.OK, State.FAILED);
    assertThat(LoadFindings.bloat(List.of()).detail()).contains("large enough");
    // Most dead rows are not the largest share.
    assertThat(
            LoadFindings.bloat(
                    List.of(
                        new Bloat("a", 90_000, 9_000, 0, 0), new Bloat("b", 8_500, 1_500, 0, 0)))
                .detail())
        .startsWith("at most 15 %");
  }

  @Test
  void a_long_transaction_is_named_and_what_is_hidden_is_not_proven() {
    LongTransaction one = new LongTransaction(77, "app", "", "idle in transaction", 1000);
    Finding found = LoadFindings.longTransactions(List.of(one), false, "ops_worker");
    assertThat(found.state()).isEqualTo(State.FAILED);
    assertThat(found.problems().get(0).toString()).contains("open for 16m 40s", "login app", "77");
    assertThat(LoadFindings.longTransactions(List.of(), true, "ops_worker").state())
        .isEqualTo(State.OK);
    Finding hidden = LoadFindings.longTransactions(List.of(), false, "ops_worker");
    assertThat(hidden.state()).isEqualTo(State.NOT_APPLICABLE);
    assertThat(hidden.detail()).contains("not proven", "pg_read_all_stats to ops_worker");
  }
}
