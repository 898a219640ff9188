package ai.coditect.ops.license;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SweepPlanTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00.000001Z");

  static Stream<SweepPlan> plans() {
    return Stream.of(
        SweepPlan.windows(25642, 8, NOON, true),
        SweepPlan.ranges(List.of()),
        SweepPlan.ranges(
            List.of(
                new SweepPlan.Range(NOON, NOON.plusSeconds(1)),
                new SweepPlan.Range(NOON.plusSeconds(5), NOON.plusSeconds(9)))),
        SweepPlan.of(SweepPlan.Kind.ORGANIZATION),
        SweepPlan.of(SweepPlan.Kind.CHANGES));
  }

  @ParameterizedTest
  @MethodSource("plans")
  void reads_what_it_wrote(SweepPlan plan) {
    assertThat(SweepPlan.parse(plan.text())).isEqualTo(plan);
  }
}
