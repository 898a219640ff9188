package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrillSettingsTest {
  private static DrillSettings settings(
      String prefix, Duration longest, Duration keep, double perHour, double most) {
    return new DrillSettings(
        prefix,
        DrillSettings.Choice.NEWEST,
        Optional.empty(),
        Optional.empty(),
        longest,
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(6),
        keep,
        new DrillSettings.Cost(perHour, most),
        1,
        Duration.ofHours(1),
        Duration.ofHours(2),
        new Tolerance(1, 1),
        List.of());
  }

  @Test
  void a_drill_takes_no_longer_than_it_may_and_no_longer_than_is_paid_for() {
    assertThat(settings("drill", Duration.ofHours(3), Duration.ZERO, 0.5, 2).limit())
        .isEqualTo(Duration.ofHours(3));
    assertThat(settings("drill", Duration.ofHours(5), Duration.ZERO, 0.5, 2).limit())
        .isEqualTo(Duration.ofHours(4));
  }

  @Test
  void the_hours_of_a_kept_copy_are_paid_for_first() {
    assertThat(settings("drill", Duration.ofHours(9), Duration.ofHours(3), 0.5, 2).limit())
        .isEqualTo(Duration.ofHours(1));
    assertThatThrownBy(() -> settings("drill", Duration.ofHours(9), Duration.ofHours(4), 0.5, 2))
        .hasMessageContaining("cost.most does not pay for keep-failed");
  }

  @Test
  void the_record_has_everything_that_was_in_force() {
    assertThat(settings("drill", Duration.ofHours(3), Duration.ZERO, 0.5, 2).described())
        .containsKeys(
            "prefix",
            "backup",
            "longest",
            "connect-within",
            "remove-within",
            "leftovers-after",
            "keep-failed",
            "cost-per-hour",
            "cost-most",
            "most-instances",
            "recovery-point",
            "recovery-time",
            "tolerance",
            "extensions");
  }

  @Test
  void a_prefix_is_what_an_instance_may_be_called() {
    for (String prefix : List.of("", "Drill", "1drill", "drill-", "drill_", "a".repeat(21))) {
      assertThatThrownBy(() -> settings(prefix, Duration.ofHours(1), Duration.ZERO, 1, 2))
          .hasMessageContaining("prefix is up to 20");
    }
  }
}
