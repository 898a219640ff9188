package ai.coditect.ops.job.bound;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.TakenRows;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TakenTotalTest {
  private static final String TABLE = "coditect_shared.notes";

  @Test
  void a_claim_up_to_the_limit_is_kept_and_one_above_it_is_not() {
    TakenTotal total = new TakenTotal(Optional.of(100L));
    assertThat(total.claim("j", "a", rows(60))).isEmpty();
    assertThat(total.claim("j", "b", rows(41))).isPresent();
    assertThat(total.claim("j", "b", rows(40))).isEmpty();
    assertThat(total.claim("j", "a", rows(1))).isPresent();
    assertThat(total.claim("j", "a", TakenRows.NONE)).isEmpty();
    assertThat(total.of("a").total()).isEqualTo(60);
    assertThat(total.of("b").total()).isEqualTo(40);
  }

  @Test
  void what_a_rolled_back_bite_claimed_is_free_again() {
    TakenTotal total = new TakenTotal(Optional.of(100L));
    total.put("a", rows(30));
    TakenRows committed = total.of("a");
    assertThat(total.claim("j", "a", rows(60))).isEmpty();
    total.put("a", committed);
    assertThat(total.claim("j", "b", rows(70))).isEmpty();
  }

  @Test
  void without_a_limit_or_once_approved_everything_may_go() {
    assertThat(new TakenTotal(Optional.empty()).claim("j", "a", rows(1_000_000))).isEmpty();
  }

  @Test
  void steps_side_by_side_never_claim_more_than_the_limit_together() throws Exception {
    TakenTotal total = new TakenTotal(Optional.of(1000L));
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> steps =
        IntStream.range(0, 4)
            .<Future<?>>mapToObj(
                step ->
                    threads.submit(
                        () -> {
                          for (int bite = 0; bite < 1000; bite++) {
                            total.claim("j", "step" + step, rows(1));
                          }
                        }))
            .toList();
    for (Future<?> step : steps) {
      step.get();
    }
    threads.shutdown();
    assertThat(IntStream.range(0, 4).mapToLong(step -> total.of("step" + step).total()).sum())
        .isEqualTo(1000);
  }

  @Test
  void of_many_tenants_only_the_heaviest_are_told_apart_and_the_sum_stays_exact() {
    TakenTotal total = new TakenTotal(Optional.of(2_000_000L));
    for (int bite = 0; bite < 10; bite++) {
      TreeMap<String, java.util.SortedMap<String, Long>> taken = new TreeMap<>();
      taken.put(TABLE, new TreeMap<>());
      for (int tenant = 0; tenant < 1000; tenant++) {
        taken.get(TABLE).put("tenant-" + tenant, tenant == 7 ? 50L : 1L);
      }
      assertThat(total.claim("j", "a", new TakenRows(taken))).isEmpty();
    }
    assertThat(total.of("a").total()).isEqualTo(10 * (999 + 50));
    assertThat(total.of("a").byTable().get(TABLE)).hasSize(6).containsEntry("tenant-7", 500L);
    assertThat(total.claim("gone", "b", rows(2_000_000)).orElseThrow())
        .satisfies(
            over -> {
              assertThat(over.what())
                  .contains("2010490 rows", "most-rows is 2000000", "10490 rows were taken before");
              assertThat(over.where()).isEqualTo("job gone");
            });
  }

  private static TakenRows rows(long rows) {
    return TakenRows.of(TABLE, "t", rows);
  }
}
