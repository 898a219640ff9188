package ai.coditect.ops.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.job.render.DocumentDiff;
import ai.coditect.ops.job.render.DocumentFilesStore;
import ai.coditect.ops.kubernetes.policy.ClusterPlan;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands under k8s and follows from the job files is what the job files say. */
class KubernetesFilesTest {
  private static final Path COMMITTED = Path.of("k8s");

  @TempDir Path directory;

  static Room room(Optional<Path> jobs) {
    Surroundings surroundings = new Surroundings(jobs, Optional.empty(), Optional.empty());
    return new Room() {
      @Override
      public <T> T get(Class<T> type) {
        return type.cast(surroundings);
      }
    };
  }

  private Reply render(String... namesAndValues) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new RenderKubernetesCommand()
        .run(new Given(values, Clock.systemUTC(), "tester"), room(Optional.empty()));
  }

  @Test
  void the_committed_files_are_those_that_are_rendered() throws IOException {
    DocumentDiff diff =
        DocumentDiff.between(
            new DocumentFilesStore(COMMITTED, KubernetesDocuments.DIRECTORIES).read(),
            KubernetesDocuments.of(JobFiles.packaged(), Clock.systemUTC()).files());
    assertThat(diff.lines()).as("render them anew: render k8s --out k8s").isEmpty();
  }

  @Test
  void what_differs_is_told_and_only_what_is_rendered_is_replaced() throws IOException {
    String place = directory.toString();
    assertThat(render("out", place).text()).contains("+ migration/job.yaml");
    assertThat(render("out", place, "diff", "true").text()).containsExactly("Nothing differs.");
    Files.writeString(directory.resolve("base/jobs/cronjob-of-yesterday.yaml"), "kind: CronJob");
    Files.writeString(directory.resolve("base/deployment.yaml"), "kept");
    Files.writeString(directory.resolve("migration/job.yaml"), "changed");
    assertThat(render("out", place, "diff", "true").text())
        .containsExactly("~ migration/job.yaml: text", "- base/jobs/cronjob-of-yesterday.yaml");
    render("out", place);
    assertThat(directory.resolve("base/jobs/cronjob-of-yesterday.yaml")).doesNotExist();
    assertThat(directory.resolve("base/deployment.yaml")).hasContent("kept");
    assertThat(render("diff", "true").problems())
        .singleElement()
        .asString()
        .contains("Add --out k8s.");
  }

  /** What manifests are computed from is what the worker does. */
  @Test
  void statements_and_connections_are_those_of_the_workers_sessions() {
    Map<String, String> properties =
        OpsEnvironment.read(
                Map.of("DB_HOST", "h", "DB_NAME", "d", "DB_USER", "u", "DB_PASSWORD", "p"),
                EnumSet.of(Need.DATABASE))
            .properties();
    String hikari = "spring.datasource.hikari.";
    assertThat(properties.get(hikari + "data-source-properties.options"))
        .contains("statement_timeout=" + BiteLength.STATEMENT.toSeconds() + "s");
    assertThat(properties)
        .containsEntry(
            hikari + "maximum-pool-size", Long.toString(ClusterPlan.CONNECTIONS_OF_A_WORKER));
  }

  @Test
  void a_bite_is_as_long_as_its_longest_statement() {
    assertThat(BiteLength.of("settings: { statement-timeout: 5m }"))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(BiteLength.of("settings: { statement-timeout: 5s }"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(BiteLength.of("settings: { keep: 35d }")).isEqualTo(Duration.ofSeconds(30));
    assertThat(BiteLength.of("limits: { }")).isEqualTo(Duration.ofSeconds(30));
  }
}
