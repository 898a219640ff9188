package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterCheckTest {
  private static final String ID = "7f000001-8c1e-4b6f-9d7a-0123456789ab";
  @TempDir Path directory;
  private JobFile file;

  @BeforeEach
  void load() {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    file = JobFiles.in(directory).read(Fixture.CLOCK).get(0);
  }

  @Test
  void good_values_are_brought_into_one_spelling() {
    ParameterCheck check =
        ParameterCheck.of(
            file,
            Map.of(
                "organization", ID.toUpperCase(),
                "amount", "007",
                "since", "2026-01-01T01:00:00+01:00",
                "loud", "true"));
    assertThat(check.problems()).isEmpty();
    assertThat(check.parameters())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "organization",
                ID,
                "amount",
                "7",
                "since",
                "2026-01-01T00:00:00Z",
                "loud",
                "true"));
  }

  @Test
  void a_parameter_without_a_value_is_a_problem() {
    Map<String, String> given = new HashMap<>();
    given.put("organization", ID);
    given.put("amount", null);
    given.put("note", null);
    given.put("since", null);
    assertThat(ParameterCheck.of(file, given).problems())
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "The parameter \"amount\" is not a whole number.",
            "The parameter \"note\" is not a text of 1 to 1000 characters.",
            "The parameter \"since\" is not an instant with a zone in the years 1 to 9999, in"
                + " microseconds at most.");
  }

  @Test
  void every_problem_is_reported_and_no_value_repeated() {
    ParameterCheck check =
        ParameterCheck.of(
            file,
            Map.of("amuont", "jane@x.io", "amount", "jane@x.io", "loud", "jane@x.io", "note", " "));
    assertThat(check.problems())
        .extracting(Problem::what)
        .containsExactlyInAnyOrder(
            "Unknown parameter \"amuont\".",
            "The parameter \"amount\" is not a whole number.",
            "The parameter \"loud\" is not true or false.",
            "The parameter \"note\" is not a text of 1 to 1000 characters.",
            "The parameter \"organization\" is missing.");
    assertThat(check.problems())
        .anySatisfy(p -> assertThat(p.cure()).isEqualTo("Did you mean \"amount\"?"))
        .noneMatch(problem -> problem.toString().contains("jane"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-1-1-1-1", "", "7f0000018c1e4b6f9d7a0123456789ab", ID + "0"})
  void only_whole_uuids_pass(String value) {
    assertThat(ParameterCheck.of(file, Map.of("organization", value)).problems()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-13-01T00:00:00Z",
        "0000-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "2026-01-01T00:00:00.0000001Z",
        "9999-12-31T23:00:00-02:00"
      })
  void instants_need_a_zone_and_a_year_that_the_database_knows(String text) {
    assertThat(ParameterCheck.instant(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999Z",
        "2026-06-01T12:00:00.5+02:00"
      })
  void the_outermost_instants_pass(String text) {
    assertThat(ParameterCheck.instant(text)).isPresent();
  }
}
