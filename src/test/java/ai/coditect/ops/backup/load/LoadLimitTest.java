package ai.coditect.ops.backup.load;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.load.LoadLimit.Judgement;
import ai.coditect.ops.backup.load.LoadLimit.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadLimitTest {
  private static final Instant NOW = Instant.parse("2026-11-28T06:00:00Z");

  private static Sample ago(Duration age, double share) {
    return new Sample(NOW.minus(age), share);
  }

  private static Sample ago(int minutes, double share) {
    return ago(Duration.ofMinutes(minutes), share);
  }

  private static String wrong(LoadLimit limit, Sample... samples) {
    Judgement judged = limit.judge(Arrays.asList(samples), "instance i", NOW);
    return judged.problem().map(problem -> problem.what()).orElse("");
  }

  @Test
  void a_processor_is_judged_by_its_quietest_minute() {
    assertThat(wrong(LoadLimit.CPU, ago(50, 0.299), ago(4, 0.97))).isEmpty();
    assertThat(wrong(LoadLimit.CPU, ago(50, 0.3), ago(4, 0.97)))
        .isEqualTo(
            "Overloaded: processor at the quietest minute of the last hour: 30.0 %, expected below"
                + " 30 %.");
  }

  @Test
  void memory_is_judged_by_its_newest_point() {
    assertThat(wrong(LoadLimit.MEMORY, ago(4, 0.599), ago(50, 0.9))).isEmpty();
    assertThat(wrong(LoadLimit.MEMORY, ago(50, 0.2), ago(4, 0.6)))
        .isEqualTo("Overloaded: memory: 60.0 %, expected below 60 %.");
    assertThat(LoadLimit.MEMORY.judge(List.of(ago(4, 0.41)), "instance i", NOW).measured())
        .isEqualTo("memory: 41.0 % (expected below 60 %)");
  }

  @Test
  void what_is_not_known_is_not_fine() {
    for (LoadLimit limit : LoadLimit.values()) {
      assertThat(wrong(limit)).startsWith("Load unknown: Cloud Monitoring has no point");
      assertThat(wrong(limit, ago(Duration.ofMinutes(10), 0.01))).isEmpty();
      assertThat(wrong(limit, ago(Duration.ofMinutes(10).plusMillis(1), 0.01)))
          .startsWith(
              "Load unknown: the newest point in Cloud Monitoring is of 2026-11-28T05:49:59Z");
    }
  }
}
