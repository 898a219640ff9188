package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongestGapTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 0/10 * * * ?         | UTC                 | PT10M",
        "0 0/10 9-17 ? * MON-FRI | UTC                | PT63H10M",
        "0 30 1 * * ?           | UTC                 | PT24H",
        "0 0 5 ? * SUN          | UTC                 | P7D",
        "0 0 5 31 * ?           | UTC                 | P61D",
        "0 0 5 29 2 ?           | UTC                 | P1461D",
        "0 0 5 ? 1-10 *         | UTC                 | P62D",
        "0 0 4,5 ? * *          | UTC                 | PT23H",
        // The hour that is skipped.
        "0 30 2 * * ?           | America/New_York    | PT47H",
        "0 30 2 * * ?           | Europe/Berlin       | PT47H",
        "0 30 2 ? * SUN         | Europe/Berlin       | PT335H",
        "0 15 2 * * ?           | Australia/Lord_Howe | PT47H30M",
        "0 0 0 * * ?            | America/Havana      | PT47H",
        // The hour that comes twice.
        "0 30 4 * * ?           | Europe/Berlin       | PT25H",
        "0 0/20 * * * ?         | America/New_York    | PT1H20M",
        "0 0 * * * ?            | Europe/Berlin       | PT2H",
        "0 0/10 * * * ?         | America/Nuuk        | PT24H10M",
        "0 0/10 * * * ?         | Asia/Kolkata        | PT10M",
      })
  void of_any_cron_in_any_zone(String cron, String zone, Duration longest) {
    assertThat(beyond(longest, cron, zone)).isEmpty();
    assertThat(beyond(longest.minusSeconds(1), cron, zone).map(LongestGap::length))
        .hasValue(longest);
    // However far below it the limit is.
    assertThat(beyond(Duration.ofMinutes(9), cron, zone).map(LongestGap::length)).hasValue(longest);
  }

  private static Optional<LongestGap> beyond(Duration limit, String cron, String zone) {
    return LongestGap.beyond(
        limit,
        new Schedule(cron, ZoneId.of(zone), Schedule.Missed.RUN_ONCE, Schedule.On.QUARTZ),
        NOW);
  }

  @Test
  void a_job_that_may_be_silent_for_less_is_refused_with_a_value_that_is_taken() {
    String file = Fixture.GOOD.replace("0 30 4 * * ?", "0 30 2 * * ?");
    List<Problem> problems = Fixture.problemsOf(directory, file);
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.where()).contains("prune.yaml, line ").endsWith("alert.silent-for");
    assertThat(problem.what())
        .isEqualTo(
            "silent-for: 26h is shorter than the longest gap of the cron, 47h from"
                + " 2027-03-27T01:30:00Z to 2027-03-29T00:30:00Z, when the clocks of Europe/Berlin"
                + " change.");
    assertThat(problem.cure()).contains("UTC");
    assertThat(Fixture.problemsOf(directory, file.replace("26h", cured(problem)))).isEmpty();
    assertThat(Fixture.problemsOf(directory, file.replace("Europe/Berlin", "UTC"))).isEmpty();
  }

  @Test
  void of_a_job_with_several_each_is_held_against_its_own() {
    String file =
        NamedSchedulesTest.GOOD
            .replace("silent-for: 3h", "silent-for: 50m")
            .replace("silent-for: 170h", "silent-for: 167h");
    List<Problem> problems = Fixture.problemsOf(directory, file);
    assertThat(problems)
        .extracting(Problem::what)
        .satisfiesExactly(
            what -> assertThat(what).startsWith("silent-for: 50m is shorter than").contains(", 1h"),
            what -> assertThat(what).contains(", 7d from").doesNotContain("clocks"));
    String cured =
        file.replace("50m", cured(problems.get(0))).replace("167h", cured(problems.get(1)));
    assertThat(Fixture.problemsOf(directory, cured)).isEmpty();
    // At the gap itself it is not shorter.
    assertThat(Fixture.problemsOf(directory, file.replace("50m", "60m").replace("167h", "168h")))
        .isEmpty();
  }

  private static String cured(Problem problem) {
    Matcher value = Pattern.compile("silent-for: (\\w+)").matcher(problem.cure());
    assertThat(value.find()).isTrue();
    return value.group(1);
  }
}
