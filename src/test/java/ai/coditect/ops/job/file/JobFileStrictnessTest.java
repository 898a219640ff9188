package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.Problem;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFileStrictnessTest {
  private static final Pattern KEY = Pattern.compile("(?m)(?<=^|\\{ |, )( *)([A-Za-z-]+):");
  @TempDir Path directory;

  @Test
  void a_good_file_becomes_its_records() {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    JobCatalog.Entry<?> entry = Fixture.load(directory, "prune").find("prune").orElseThrow();
    assertThat(entry.settings())
        .isEqualTo(
            new Fixture.PruneSettings(
                List.of(
                    Period.ofDays(30), Period.ofWeeks(2), Period.ofMonths(1), Period.ofYears(1)),
                Duration.ofMinutes(45),
                Map.of(Fixture.Size.LARGE, 3, Fixture.Size.SMALL, 1),
                Fixture.Size.LARGE,
                true,
                new Fixture.Nested(0.5, "soft", Optional.empty())));
    assertThat(entry.file().limits())
        .isEqualTo(new JobFile.Limits(Optional.of(1000L), Optional.of(2.5), Optional.of(3.0)));
    assertThat(entry.file().schedules().get(0).when().kubernetesCron()).contains("30 4 * * *");
  }

  @Test
  void every_key_misspelt_in_turn_is_caught_with_the_right_suggestion() {
    List<MatchResult> keys = KEY.matcher(Fixture.GOOD).results().toList();
    assertThat(keys).hasSizeGreaterThan(45);
    for (MatchResult key : keys) {
      String good = key.group(2);
      if (isParameterName(good)) {
        continue;
      }
      List<Problem> problems = Fixture.problemsOf(directory, misspell(Fixture.GOOD, key));
      assertThat(problems)
          .as("misspelt %s", good)
          .anySatisfy(
              problem -> {
                assertThat(problem.what()).isEqualTo("Unknown key \"" + wrong(good) + "\".");
                assertThat(problem.cure()).isEqualTo("Did you mean \"" + good + "\"?");
                assertThat(problem.where()).contains("prune.yaml, line ").contains(wrong(good));
              });
      assertThat(problems).noneMatch(problem -> problem.what().contains("is missing"));
    }
  }

  @Test
  void all_misspelt_leaf_keys_are_reported_at_once() {
    String text = Fixture.GOOD;
    List<String> leaves =
        List.of("description", "owner", "cron", "bite", "first", "most-rows", "silent-for");
    for (String leaf : leaves) {
      text = text.replace(leaf + ":", wrong(leaf) + ":");
    }
    assertThat(Fixture.problemsOf(directory, text))
        .extracting(Problem::cure)
        .containsExactlyInAnyOrderElementsOf(
            leaves.stream().map(leaf -> "Did you mean \"" + leaf + "\"?").toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          destructive: true     | destructive: yes       | destructive      | Expected true or false   | both
          bite: 500             | bite: 0                | run.bite         | out of bounds            | both
          bite: 500             | bite: many             | run.bite         | Expected a whole number  | both
          bite: 500             | bite: 99999999999999999999 | run.bite     | Expected a whole number  | both
          partitions: 4         | partitions: 65         | run.partitions   | out of bounds            | both
          connections: 5        | connections: 6         | run.connections  | out of bounds            | both
          connections: 5        | connections: 1         | run.connections  | out of bounds            | both
          connections: 5        | connections: 4         | run.connections  | too few for 4 partitions | loader
          attempts: 3           | attempts: -1           | run.attempts     | out of bounds            | both
          timeout: 2h           | timeout: 0h            | run.timeout      | above zero               | both
          timeout: 2h           | timeout: -5m           | run.timeout      | not an amount of time    | both
          timeout: 2h           | timeout: 1d            | run.timeout      | calendar time            | both
          timeout: 2h           | timeout: 2 hours       | run.timeout      | not an amount of time    | both
          timeout: 2h           | timeout: 90            | run.timeout      | not an amount of time    | both
          timeout: 2h           | timeout:               | run.timeout      | Empty value              | both
          first: 30s            | first: 30m             | run.backoff      | longer than              | loader
          most-percent: 2.5     | most-percent: 250      | limits.most-percent | out of bounds         | both
          most-percent: 2.5     | most-percent: 0        | limits.most-percent | out of bounds         | both
          most-rows: 1000       | most-rows: 0           | limits.most-rows | out of bounds            | both
          deviation: 3          | deviation: -1          | limits.deviation | out of bounds            | both
          owner: keepers        | owner: The Keepers     | owner            | not an owner             | both
          owner: keepers        | owner: 12              | owner            | Expected text            | both
          owner: keepers        | owner: ""              | owner            | Empty value              | both
          silent-for: 26h, runbook | runbook             | alert            | The key "silent-for" is missing | both
          silent-for: 26h       | silent-for: 0h         | alert.silent-for | above zero               | both
          README.md#prune       | README.md              | alert.runbook    | not a heading            | both
          type: uuid            | type: uid              | parameters.organization.type | Unknown value | both
          required: true        | required: maybe        | parameters.organization.required | Expected true or false | both
          license.changed       | license.chnged         | events[0]        | Unknown event            | both
          [ license.changed ]   | license.changed        | events           | Expected a list          | both
          Europe/Berlin         | Europe/Berlni          | schedule.zone    | Unknown time zone        | loader
          missed: skip          | missed: skp            | schedule.missed  | Unknown value            | both
          on: cronjob           | on: cron               | schedule.on      | Unknown value            | both
          0 30 4 * * ?          | 30 4 * * *             | schedule.cron    | not a Quartz cron        | both
          0 30 4 * * ?          | 0 61 4 * * ?           | schedule.cron    | not a Quartz cron        | loader
          0 30 4 * * ?          | 0 30 4 1 1 ? 2001      | schedule.cron    | never fires again        | loader
          0 30 4 * * ?          | 0 30 4 L * ?           | schedule.cron    | CronJob                  | loader
          0 30 4 * * ?          | 7 30 4 * * ?           | schedule.cron    | CronJob                  | loader
          patience: 45m         | patience: 45d          | settings.patience | calendar time           | loader
          [ 30d, 2w, 1mo, 1y ]  | [ 30d, 2h ]            | settings.keep-for[1] | machine time         | loader
          [ 30d, 2w, 1mo, 1y ]  | [ ]                    | settings         | keep-for names no period | loader
          kind: large           | kind: lareg            | settings.kind    | Unknown value            | loader
          ratio: 0.5            | ratio: half            | settings.nested.ratio | Expected a number   | loader
          strict: true          | strict: 1              | settings.strict  | Expected true or false   | loader
          label: soft           | label: [ soft ]        | settings.nested.label | Expected text       | loader
          """)
  void a_bad_value_is_named_with_its_path(
      String good, String bad, String path, String what, String who) throws IOException {
    String text = Fixture.GOOD.replaceFirst(Pattern.quote(good), bad);
    assertThat(text).isNotEqualTo(Fixture.GOOD);
    List<Problem> problems = Fixture.problemsOf(directory, text);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).where()).contains("prune.yaml, line ").endsWith(", " + path);
    assertThat(problems.get(0).what()).contains(what);
    assertThat(problems.get(0).cure()).isNotBlank();
    assertThat(schema().validate(text, InputFormat.YAML).isEmpty())
        .as("what the schema can see, it rejects too")
        .isEqualTo(who.equals("loader"));
  }

  @Test
  void the_schema_accepts_what_the_loader_accepts() throws IOException {
    assertThat(schema().validate(Fixture.GOOD, InputFormat.YAML)).isEmpty();
    try (var files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).toList()) {
        if (file.endsWith("personal-data.yaml") || file.endsWith("participants.yaml")) {
          continue;
        }
        assertThat(schema().validate(Files.readString(file), InputFormat.YAML)).isEmpty();
      }
    }
  }

  @Test
  void the_schema_rejects_every_misspelt_key_outside_the_settings() throws IOException {
    Schema schema = schema();
    for (MatchResult key : KEY.matcher(Fixture.GOOD).results().toList()) {
      String name = key.group(2);
      boolean inSettings =
          key.start() > Fixture.GOOD.indexOf("settings:")
              && key.start() < Fixture.GOOD.indexOf("\nrun:");
      if (!inSettings && !isParameterName(name)) {
        assertThat(schema.validate(misspell(Fixture.GOOD, key), InputFormat.YAML))
            .as(name)
            .isNotEmpty();
      }
    }
  }

  @Test
  void limits_belong_to_destructive_jobs_and_only_to_them() throws IOException {
    String limits = "limits: { most-rows: 1000, most-percent: 2.5, deviation: 3 }\n";
    for (String bad :
        List.of(
            Fixture.GOOD.replace(limits, ""),
            Fixture.GOOD.replace(limits, "limits: { }\n"),
            Fixture.GOOD.replace("destructive: true", "destructive: false"))) {
      assertThat(Fixture.problemsOf(directory, bad))
          .singleElement()
          .satisfies(problem -> assertThat(problem.what().toLowerCase()).contains("limits"));
      assertThat(schema().validate(bad, InputFormat.YAML)).isNotEmpty();
    }
  }

  @Test
  void a_missing_key_says_where_to_add_it() {
    assertThat(Fixture.problemsOf(directory, Fixture.GOOD.replace("owner: keepers\n", "")))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.what()).isEqualTo("The key \"owner\" is missing."));
    assertThat(Fixture.problemsOf(directory, Fixture.GOOD.replace("patience: 45m", "")))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).isEqualTo("The key \"patience\" is missing.");
              assertThat(problem.cure()).isEqualTo("Add \"patience:\" under \"settings:\".");
            });
  }

  @Test
  void a_key_given_twice_is_a_problem() {
    assertThat(Fixture.problemsOf(directory, Fixture.GOOD + "owner: others\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).isEqualTo("Duplicate key \"owner\"."));
  }

  @ParameterizedTest
  @CsvSource({
    "'owner: a\n\tdestructive: true\n', 2",
    "'owner: [ a\n', 2",
    "'owner: \"a\n', 2",
    "'owner: a\n  b: c\n', 2"
  })
  void broken_yaml_is_reported_with_its_line(String text, int line) {
    assertThat(Fixture.problemsOf(directory, text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).startsWith("Not valid YAML");
              assertThat(problem.where()).contains("prune.yaml, line " + line + ", column ");
            });
  }

  @Test
  void empty_list_and_binary_files_are_reported() throws IOException {
    assertThat(Fixture.problemsOf(directory, "# nothing\n"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).isEqualTo("The file is empty."));
    assertThat(Fixture.problemsOf(directory, "[ a ]")).hasSize(1);
    Files.write(directory.resolve("prune.yaml"), "owner: ü".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(catchProblems("prune"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).isEqualTo("The file is not UTF-8 text."));
  }

  @Test
  void files_and_code_must_meet_and_all_files_are_reported_together() {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    Fixture.write(directory, "purne-old.yaml", Fixture.GOOD.replace("owner:", "ower:"));
    Fixture.write(directory, "Big_Job.yaml", Fixture.GOOD);
    Fixture.write(directory, "short.yml", Fixture.GOOD);
    assertThat(catchProblems("prune", "prune-old", "Big_Job", "short"))
        .extracting(
            Problem::what,
            problem -> Path.of(problem.where().split(",")[0]).getFileName().toString())
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "No code is named \"purne-old\".", "purne-old.yaml"),
            org.assertj.core.groups.Tuple.tuple("Unknown key \"ower\".", "purne-old.yaml"),
            org.assertj.core.groups.Tuple.tuple(
                "The job \"prune-old\" has no file.", directory.getFileName().toString()),
            org.assertj.core.groups.Tuple.tuple(
                "The file name is the job's name and must be in kebab-case.", "Big_Job.yaml"),
            org.assertj.core.groups.Tuple.tuple("Job files end in .yaml.", "short.yml"));
  }

  @Test
  void what_is_not_a_job_is_left_alone() throws IOException {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    Fixture.write(directory, "personal-data.yaml", "tables: []\n");
    Fixture.write(directory, "job.schema.json", "{}");
    Files.createDirectories(directory.resolve("metrics"));
    Fixture.write(directory.resolve("metrics"), "all.yaml", "x: 1\n");
    assertThat(Fixture.load(directory, "prune").entries()).hasSize(1);
  }

  private List<Problem> catchProblems(String... jobs) {
    try {
      Fixture.load(directory, jobs);
      return List.of();
    } catch (ai.coditect.ops.problem.ProblemsException e) {
      return e.problems();
    }
  }

  private static boolean isParameterName(String key) {
    return List.of("organization", "amount", "since", "note", "loud").contains(key);
  }

  private static String misspell(String text, MatchResult key) {
    return text.substring(0, key.start(2)) + wrong(key.group(2)) + text.substring(key.end(2));
  }

  /** Swaps two letters, or doubles the last where that changes nothing. */
  private static String wrong(String word) {
    return word.length() > 3 && word.charAt(1) != word.charAt(2)
        ? word.charAt(0) + "" + word.charAt(2) + word.charAt(1) + word.substring(3)
        : word + "x";
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/job.schema.json")));
  }
}
