package ai.coditect.ops.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.25S, 0.3s",
    "PT4.2S, 4.2s",
    "PT59S, 59s",
    "PT1M, 1m",
    "PT12M30S, 12m 30s",
    "PT59M59S, 59m 59s",
    "PT1H, 1h",
    "PT29H5M59S, 29h 5m",
    "PT47H59M, 47h 59m",
    "P2D, 2d",
    "PT170H, 7d 2h",
    "PT-90S, -1m 30s"
  })
  void the_two_largest_units_are_said(Duration length, String text) {
    assertThat(DurationText.of(length)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT1H, 1h old",
    "PT1H0.000001S, 1h old (0.1s over the limit)",
    "PT1H20S, 1h old (20s over the limit)",
    "PT1H2M, 1h 2m old (2m over the limit)"
  })
  void what_is_over_its_limit_says_so_even_where_it_reads_as_the_limit(
      Duration length, String text) {
    assertThat(DurationText.beside(length, " old", Duration.ofHours(1))).isEqualTo(text);
  }

  @Test
  void what_was_not_measured_is_unknown() {
    assertThat(DurationText.of(Optional.empty())).isEqualTo("unknown");
  }
}
