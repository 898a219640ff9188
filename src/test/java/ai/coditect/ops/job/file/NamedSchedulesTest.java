package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedSchedulesTest {
  private static final String TWO =
      """
      schedules:
        often: { cron: "0 40 * * * ?", zone: UTC, parameters: { level: quick, amount: 3 }, silent-for: 3h }
        weekly: { cron: "0 0 5 ? * SUN", zone: UTC, on: cronjob, parameters: { level: deep }, silent-for: 170h }
      """;

  /** With one that fires every hour and one that fires every week. */
  static final String GOOD =
      Fixture.GOOD
          .replaceFirst("(?m)^schedule: .*\n", TWO)
          .replace("silent-for: 26h, ", "")
          .replace("{ type: uuid, required: true }", "{ type: uuid, required: false }")
          .replace("  amount:", "  level: { type: text, required: false }\n  amount:");

  @TempDir Path directory;

  @Test
  void each_schedule_has_its_name_its_parameters_and_its_silence() throws IOException {
    Fixture.write(directory, "prune.yaml", GOOD);
    JobFile file = Fixture.load(directory, "prune").find("prune").orElseThrow().file();

    assertThat(file.schedules())
        .extracting(s -> s.label("prune"), NamedSchedule::parameters, NamedSchedule::silentFor)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "prune/often", Map.of("level", "quick", "amount", "3"), Duration.ofHours(3)),
            org.assertj.core.groups.Tuple.tuple(
                "prune/weekly", Map.of("level", "deep"), Duration.ofHours(170)));
    assertThat(file.expected())
        .extracting(JobFile.Expected::label)
        .containsExactly("prune/often", "prune/weekly");
    assertThat(file.alert().silentFor()).isEqualTo(Duration.ofHours(170));
    assertThat(file.schedule(Optional.empty())).isEmpty();
    assertThat(inSchema(GOOD)).isEmpty();
  }

  /** By the run that its slot asks for: one that is asked for less is no success of it. */
  @Test
  void a_job_with_one_schedule_is_expected_under_its_own_name() {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    JobFile file = Fixture.load(directory, "prune").find("prune").orElseThrow().file();
    assertThat(file.expected())
        .containsExactly(
            new JobFile.Expected(
                "prune",
                Optional.empty(),
                Optional.of(new java.util.TreeMap<>()),
                Duration.ofHours(26)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          silent-for: 3h }       | }                      | The key "silent-for" is missing            | both
          silent-for: 3h }       | silentfor: 3h }        | Unknown key "silentfor"                    | both
          zone: UTC, parameters  | zone: UTC, parmeters   | Unknown key "parmeters"                    | both
          "0 40 * * * ?"         | "0 40 * * *"           | is not a Quartz cron expression            | loader
          "0 40 * * * ?"         | "0 0 0 1 1 ? 2020"     | never fires again                          | loader
          level: quick           | depth: quick           | Unknown parameter "depth"                  | loader
          amount: 3              | amount: three          | The parameter "amount" is not              | loader
          amount: 3              | amount: [ 3 ]          | Expected one value                         | both
          often:                 | Often:                 | is not a schedule's name                   | both
          often:                 | of ten:                | is not a schedule's name                   | both
          level: deep            | level: quick, amount: 3 | ask for the same run                      | loader
          weekly:                | weekly-and-with-a-name-that-nobody-can-say: | longer than 40        | both
          runbook: README        | silent-for: 3h, runbook: README | "silent-for" of a job with several | both
          weekly:                | a-name-that-no-cronjob-can-have-at-all: | too long for a CronJob    | loader
          """)
  void what_is_wrong_is_named(String old, String wrong, String what, String where)
      throws IOException {
    assertThat(GOOD).contains(old);
    String text =
        GOOD.replaceFirst(
            java.util.regex.Pattern.quote(old), java.util.regex.Matcher.quoteReplacement(wrong));
    assertThat(Fixture.problemsOf(directory, text))
        .extracting(Problem::what)
        .anySatisfy(each -> assertThat(each).contains(what));
    if (where.equals("both")) {
      assertThat(inSchema(text)).isNotEmpty();
    }
  }

  @Test
  void a_parameter_that_is_required_must_be_in_each_schedule() {
    String text =
        GOOD.replace(
            "level: { type: text, required: false }", "level: { type: text, required: true }");
    assertThat(Fixture.problemsOf(directory, text)).isEmpty();
    assertThat(Fixture.problemsOf(directory, text.replace("{ level: deep }", "{ amount: 7 }")))
        .extracting(Problem::what)
        .containsExactly("The parameter \"level\" is missing.");
  }

  @Test
  void one_schedule_and_several_contradict_each_other() throws IOException {
    String both = "schedule: { cron: \"0 0 * * * ?\", zone: UTC }\n" + GOOD;
    assertThat(Fixture.problemsOf(directory, both))
        .extracting(Problem::what)
        .containsExactly("Both \"schedule\" and \"schedules\".");
    assertThat(inSchema(both)).isNotEmpty();
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    String text =
        GOOD.replace("0 40 * * * ?", "nonsense").replace("silent-for: 170h", "silent-for: 0h");
    assertThat(Fixture.problemsOf(directory, text)).hasSize(2);
  }

  private static List<?> inSchema(String text) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/job.schema.json")))
        .validate(text, InputFormat.YAML);
  }
}
