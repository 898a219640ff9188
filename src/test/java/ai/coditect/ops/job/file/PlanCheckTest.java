package ai.coditect.ops.job.file;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.OpsJob;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a destructive job without a plan has to say before it loads. */
class PlanCheckTest {
  private static final String LIMITS =
      "limits: { most-rows: 1000, most-percent: 2.5, deviation: 3 }";
  private static final String REASON = "without-plan: It counts nothing that a person owns.\n";
  private static final String UNPLANNED =
      Fixture.GOOD.replace(LIMITS, "limits: { most-rows: 1000 }");

  @TempDir Path directory;

  @Test
  void a_job_without_a_plan_loads_with_a_reason_and_a_limit_of_rows() throws IOException {
    assertThat(problems(UNPLANNED + REASON, false)).isEmpty();
    assertThat(schemaAccepts(UNPLANNED + REASON)).isTrue();
    assertThat(
            JobFiles.in(directory)
                .load(List.of(Fixture.job("prune", false, Set.of())), Fixture.CLOCK)
                .find("prune")
                .orElseThrow()
                .file()
                .withoutPlan())
        .contains("It counts nothing that a person owns.");
  }

  @Test
  void without_a_reason_it_does_not_load() {
    assertThat(problems(UNPLANNED, false))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).contains("without a plan");
              assertThat(problem.cure()).contains("without-plan: REASON", "most-rows");
              assertThat(problem.where()).endsWith("prune.yaml");
            });
    assertThat(problems(UNPLANNED, true)).isEmpty();
  }

  @Test
  void a_reason_of_a_job_that_plans_is_a_contradiction() {
    assertThat(problems(UNPLANNED + REASON, true))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("contradicts"));
  }

  @Test
  void a_limit_that_needs_a_plan_bounds_nothing_without_one() throws IOException {
    String percent = Fixture.GOOD.replace(LIMITS, "limits: { most-percent: 2.5 }") + REASON;
    assertThat(problems(percent, false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("only most-rows bounds"));
    assertThat(problems(Fixture.GOOD + REASON, false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("most-percent and deviation"));
    assertThat(schemaAccepts(percent)).isFalse();
    assertThat(schemaAccepts(Fixture.GOOD + REASON)).isFalse();
  }

  @Test
  void a_reason_needs_words_and_a_job_that_destroys() throws IOException {
    String harmless = UNPLANNED.replace("destructive: true", "destructive: false");
    harmless = harmless.replace("limits: { most-rows: 1000 }\n", "") + REASON;
    assertThat(problems(harmless, false))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("not destructive"));
    assertThat(schemaAccepts(harmless)).isFalse();
    assertThat(problems(UNPLANNED + "without-plan: \" \"\n", true))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).isEqualTo("Empty value."));
    assertThat(schemaAccepts(UNPLANNED + "without-plan: \" \"\n")).isFalse();
  }

  @Test
  void it_is_told_beside_everything_else_that_is_wrong() {
    assertThat(problems(UNPLANNED.replace("owner: keepers\n", ""), false))
        .extracting(Problem::what)
        .hasSize(2)
        .anyMatch(what -> what.contains("\"owner\" is missing"))
        .anyMatch(what -> what.contains("without a plan"));
  }

  @Test
  void only_tables_of_the_worker_can_be_work_tables() {
    Fixture.write(directory, "prune.yaml", Fixture.GOOD);
    Set<String> tables = Set.of("coditect_ops.notes", "coditect_shared.users");
    assertThat(load(Fixture.job("prune", true, tables)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("coditect_shared.users"));
  }

  private List<Problem> problems(String text, boolean planned) {
    Fixture.write(directory, "prune.yaml", text);
    return load(Fixture.job("prune", planned, Set.of()));
  }

  private List<Problem> load(OpsJob<?> job) {
    try {
      JobFiles.in(directory).load(List.of(job), Fixture.CLOCK);
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  private static boolean schemaAccepts(String text) throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/job.schema.json")))
        .validate(text, InputFormat.YAML)
        .isEmpty();
  }
}
