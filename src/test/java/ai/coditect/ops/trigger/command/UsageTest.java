package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.StatedName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no database: help, wrong usage, missing settings, job files. */
class UsageTest {
  @TempDir Path jobs;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void describe() {
    Typed.writeJobFiles(jobs);
    environment.putAll(
        Map.of(
            "OPS_JOBS_DIR", jobs.toString(),
            "DB_HOST", "localhost",
            "DB_NAME", "ops",
            "DB_USER", "worker",
            "DB_PASSWORD", "s3cret"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rnu move-things                            | Did you mean
          --vesion                                   | --version
          run                                        | JOB
          run move-things --dry-rnu                  | --dry-run
          run move-thigns                            | Did you mean "move-things"?
          run move-things note                       | name=value
          run move-things =x                         | name=value
          run move-things nte=x                      | Did you mean "note"?
          run move-things note=a note=b              | given twice
          run move-things --as-of 2026-11-22         | --as-of is not an instant
          run move-things --as-of 2026-11-22T10:00   | --as-of is not an instant
          run move-things --as-of 0000-01-01T00:00Z  | --as-of is not an instant
          run move-things --scheduled=soon           | --scheduled is not an instant
          run move-things --scheduled=2026-11-22T12:31:00Z | The slot before it is 2026-11-22T12:30:00Z
          run move-things --scheduled=2026-11-22T13:00:00Z | --scheduled lies in the future
          run move-things --scheduled --key k        | contradicts
          run move-things --key=                     | --key is not a key
          runs --limit 0                             | --limit is out of bounds
          runs --limit many                          | many
          jobs --jsno                                | --json
          migrate --tenant-tables=perhaps            | perhaps
          check now                                  | now
          render k9s                                 | k8s
          aprove 1                                   | Did you mean "approve"?
          destruction puase                          | Did you mean "pause"?
          destruction pause --yb x                   | Did you mean "--by"?
          destruction pause                          | --by is missing
          destruction pause --by                     | --by is not a name
          approve --by x                             | RUN is missing
          approve r --by x --by y                    | An option is given twice
          approve r --by x --debug=anna              | An argument does not fit
          approve r s --by x                         | an argument too many
          run move-things --by=                      | --by is not a name
          """)
  void wrong_usage_ends_with_2_and_says_what_to_write(String typed, String said) {
    Typed answer = Typed.run(environment, typed.split(" "));
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains(said);
    assertThat(answer.out()).isEmpty();
    Typed json = Typed.run(environment, (typed + " --json").split(" "));
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(json.json().get("problems").toString()).contains(said.replace("\"", "\\\""));
  }

  @Test
  void every_problem_of_a_run_is_reported_at_once() {
    environment.keySet().removeAll(List.of("DB_HOST", "DB_USER"));
    Typed answer =
        Typed.run(environment, "run", "move-things", "nto=x", "--as-of", "now", "--json");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.json().get("problems")).hasSize(4);
    assertThat(answer.json().get("outcome").stringValue()).isEqualTo("failed");
    assertThat(answer.json().get("job").stringValue()).isEqualTo("move-things");
    assertThat(answer.json().get("run").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"serve, 5", "run move-things, 4", "runs, 4", "check, 4", "migrate, 4"})
  void missing_settings_end_with_2_and_are_listed(String command, int problems) {
    Map<String, String> bare = Map.of("OPS_JOBS_DIR", jobs.toString());
    Typed answer = Typed.run(bare, (command + " --json").split(" "));
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.json().get("problems")).hasSize(problems);
  }

  @Test
  void an_invalid_job_file_ends_with_2() throws Exception {
    Path file = jobs.resolve("move-things.yaml");
    Files.writeString(file, Files.readString(file).replace("owner:", "onwer:"));
    for (String command : List.of("jobs", "run move-things")) {
      Typed answer = Typed.run(environment, command.split(" "));
      assertThat(answer.exitCode()).isEqualTo(2);
      assertThat(answer.err()).contains("Did you mean \"owner\"?").doesNotContain("\tat ");
    }
  }

  @Test
  void jobs_needs_no_database() {
    Map<String, String> bare = Map.of("OPS_JOBS_DIR", jobs.toString());
    Typed text = Typed.run(bare, "jobs");
    assertThat(text.exitCode()).isZero();
    assertThat(text.out()).contains("move-things  2026-11-22T12:40:00Z", "2026-11-23T03:30:00Z");
    assertThat(text.err()).isEmpty();
    var first = Typed.run(bare, "jobs", "--json").json().get("jobs").get(0);
    assertThat(first.get("job").stringValue()).isEqualTo("move-things");
    assertThat(first.get("next").stringValue()).isEqualTo("2026-11-22T12:40:00Z");
    assertThat(first.get("owner").stringValue()).isEqualTo("movers");
    assertThat(first.get("lastOutcome").isNull()).isTrue();
  }

  @Test
  void help_and_version_are_not_errors() {
    for (String typed : List.of("--help", "--version", "run --help", "jobs -h")) {
      Typed answer = Typed.run(Map.of(), typed.split(" "));
      assertThat(answer.exitCode()).isZero();
      assertThat(answer.out()).contains("ops-worker");
    }
    assertThat(Typed.run(Map.of()).exitCode()).isEqualTo(2);
  }

  @Test
  void a_misspelt_variable_is_pointed_out_and_no_password_is_shown() {
    environment.put("DB_HSOT", environment.remove("DB_HOST"));
    Typed answer = Typed.run(environment, "runs");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("Did you mean \"DB_HOST\"?").doesNotContain("s3cret");
  }

  @Test
  void a_rooms_command_reports_everything_at_once_and_repeats_no_value() {
    environment.remove("DB_HOST");
    Typed answer =
        Typed.run(
            environment,
            "approve",
            "r",
            "anna@example.com",
            "--mail=anna@example.com",
            "--by",
            "anna@example.com\u0007",
            "--json");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.json().get("problems"))
        .extracting(problem -> problem.get("what").stringValue())
        .containsExactly(
            "--by is not " + StatedName.described() + ".",
            "There is an argument too many.",
            "There is an unknown option.",
            "DB_HOST is not set.");
    assertThat(answer.out() + answer.err()).doesNotContain("anna");
  }

  @ParameterizedTest
  @ValueSource(strings = {"destruction puase --by anna", "aprove r --by anna"})
  void a_misspelt_command_repeats_nothing_of_what_follows(String typed) {
    Typed answer = Typed.run(environment, typed.split(" "));
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("Did you mean").doesNotContain("anna");
  }

  @Test
  void a_group_without_a_command_shows_what_there_is() {
    Typed answer = Typed.run(environment, "destruction");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("Usage: ops-worker destruction", "pause", "resume", "status");
    Typed help = Typed.run(Map.of(), "destruction", "pause", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("ops-worker destruction pause", "--by", "--reason", "--json");
    assertThat(Typed.run(Map.of(), "--help").out()).contains("approve", "destruction");
  }

  @Test
  void a_run_asks_for_what_every_job_needs_and_leaves_the_rest_to_the_job() {
    environment.put("DB_PORT", "1");
    for (String typed : List.of("run sweep", "run sweep --dry-run", "run move-things")) {
      assertThat(Typed.run(environment, typed.split(" ")).err())
          .contains("cannot be reached")
          .doesNotContain("OPS_LEDGER_URI");
    }
  }
}
