package ai.coditect.ops.backup.checkfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CheckFilesTest {
  private static final Instant BACKUP = Instant.parse("2026-11-27T03:00:00Z");
  private static final String WELL =
      "proves: Something that matters.\ndoes-not-prove: Anything else.\nstatement: ask.sql\n"
          + "comparison: equal\ntimeout: 5s\n";

  @Test
  void the_shipped_files_are_sound_and_each_comparison_is_used() {
    List<CheckFile> shipped = CheckFileStore.read(Optional.empty());
    assertThat(shipped).hasSizeGreaterThanOrEqualTo(8);
    assertThat(shipped)
        .extracting(file -> file.comparison().getClass().getSimpleName())
        .contains("Equal", "NotLess", "Within", "AtMostSoOld");
  }

  @Test
  void every_problem_of_every_file_is_told_with_what_was_meant() {
    assertThat(
            problems(
                Map.of(
                    "one.yaml", WELL.replace("equal", "equla"),
                    "two.yaml", WELL.replace("timeout", "timout"),
                    "three.yaml", WELL.replace("ask.sql", "aks.sql"),
                    "four.yaml", WELL.replace("5s", "10m"),
                    "five.yaml", WELL.replace("equal", "{ within: { } }"),
                    "six.yaml",
                        WELL.replace("equal", "{ within: { amount: 1 }, at-most-so-old: 1h }"),
                    "Seven.yml", WELL,
                    "eight.yaml", "- list",
                    "nine.yaml", WELL.replace("equal", "within"),
                    "ask.sql", "select 1;")))
        .extracting(problem -> problem.where() + " | " + problem.what() + " | " + problem.cure())
        .containsExactly(
            "checks/Seven.yml | Check files are named in kebab-case and end in .yaml, their statements in .sql. | Rename it to something as licenses-in-force.yaml, or move it elsewhere.",
            "checks/eight.yaml | The file does not hold keys and values. | Write it as the shipped files are written.",
            "checks/five.yaml, line 4, column 23, comparison.within | The tolerance is empty. | Set amount, percent or both.",
            "checks/four.yaml, line 5, column 10, timeout | The timeout is longer than 5m. | Write it as 10s.",
            "checks/nine.yaml, line 4, column 13, comparison | How much may it differ? | Write { within: { amount: 10, percent: 5 } }.",
            "checks/one.yaml, line 4, column 13, comparison | Unknown comparison \"equla\". | Did you mean \"equal\"?",
            "checks/six.yaml, line 4, column 13, comparison | A comparison is one thing. | Write equal, not-less, { within: { amount: 10, percent: 5 } } or { at-most-so-old: 2h }.",
            "checks/three.yaml, line 3, column 12, statement | There is no file \"aks.sql\" beside it. | Did you mean \"ask.sql\"?",
            "checks/two.yaml, line 5, column 1, timout | Unknown key \"timout\". | Did you mean \"timeout\"?");
  }

  @Test
  void a_statement_is_one_query_that_somebody_asks() {
    assertThat(problems(Map.of("one.yaml", WELL, "ask.sql", "select 1; commit; drop table x")))
        .extracting(Problem::what)
        .containsExactly("The file \"ask.sql\" has a semicolon inside.");
    assertThat(problems(Map.of("one.yaml", WELL, "ask.sql", "-- nothing; at all\n")))
        .extracting(Problem::what)
        .containsExactly("The file \"ask.sql\" is empty.");
    assertThat(problems(Map.of("one.yaml", WELL, "ask.sql", "select 1", "lost.sql", "select 2")))
        .extracting(Problem::what)
        .containsExactly("No check file asks this statement.");
  }

  @Test
  void answers_are_compared_at_the_limit() {
    Comparison equal = new Comparison.Equal();
    assertThat(fits(equal, "5", "5.0")).isTrue();
    assertThat(fits(equal, "5", "6")).isFalse();
    assertThat(fits(equal, null, null)).isTrue();
    assertThat(fits(equal, null, "0")).isFalse();
    Comparison notLess = new Comparison.NotLess();
    assertThat(fits(notLess, "5", "5")).isTrue();
    assertThat(fits(notLess, "5", "4")).isFalse();
    assertThat(fits(notLess, "5", null)).isFalse();
    assertThat(fits(notLess, null, null)).isTrue();
    assertThat(fits(notLess, "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z")).isFalse();
    Comparison within = new Comparison.Within(BigDecimal.valueOf(3), BigDecimal.valueOf(10));
    assertThat(fits(within, "10", "13")).isTrue();
    assertThat(fits(within, "10", "6")).isFalse();
    assertThat(fits(within, "100", "90")).isTrue();
    assertThat(fits(within, "100", "89")).isFalse();
    assertThat(fits(within, "100", null)).isFalse();
    Comparison age = new Comparison.AtMostSoOld(Duration.ofHours(1));
    assertThat(fits(age, "2026-11-27T01:00:00Z", "2026-11-27T02:00:00Z")).isTrue();
    assertThat(fits(age, "2026-11-27T02:30:00Z", "2026-11-27T01:59:59Z")).isFalse();
    // It was as old when the marker was taken.
    assertThat(fits(age, "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z")).isTrue();
    assertThat(fits(age, "2026-11-20T00:00:00Z", null)).isFalse();
    assertThat(fits(age, null, null)).isTrue();
  }

  private static boolean fits(Comparison comparison, String then, String now) {
    return comparison.compare(Optional.ofNullable(then), Optional.ofNullable(now), BACKUP).fits();
  }

  private static List<Problem> problems(Map<String, String> files) {
    Map<String, byte[]> contents = new TreeMap<>();
    files.forEach((name, text) -> contents.put(name, text.getBytes(StandardCharsets.UTF_8)));
    List<Problem> problems = new ArrayList<>();
    assertThatThrownBy(() -> CheckFileReader.read("checks", contents))
        .isInstanceOfSatisfying(
            ProblemsException.class, refused -> problems.addAll(refused.problems()));
    return problems;
  }
}
