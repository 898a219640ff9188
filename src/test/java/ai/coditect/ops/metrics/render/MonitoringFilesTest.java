package ai.coditect.ops.metrics.render;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.job.render.DocumentDiff;
import ai.coditect.ops.job.render.DocumentFilesStore;
import ai.coditect.ops.metrics.alert.AlertRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** k8s/gcp/monitoring is what the files under jobs say, and runbooks are where rules say. */
class MonitoringFilesTest {
  private static final Path COMMITTED = Path.of("k8s/gcp/monitoring");
  private static final Surroundings PACKAGED =
      new Surroundings(Optional.empty(), Optional.empty(), Optional.empty());

  @TempDir Path directory;

  static MonitoringDocuments shipped() {
    return MonitoringSource.read(PACKAGED, Clock.systemUTC());
  }

  @Test
  void the_committed_files_are_those_that_are_rendered() throws IOException {
    DocumentDiff diff =
        DocumentDiff.between(
            new DocumentFilesStore(COMMITTED, RenderMonitoringCommand.DIRECTORIES).read(),
            shipped().files());
    assertThat(diff.lines())
        .as("render them anew: render monitoring --out k8s/gcp/monitoring")
        .isEmpty();
  }

  @Test
  void what_is_written_is_read_back_and_what_is_rendered_no_longer_goes() throws IOException {
    DocumentFilesStore files =
        new DocumentFilesStore(directory, RenderMonitoringCommand.DIRECTORIES);
    files.write(Map.of("policies/old.json", "{}", "rules/rules.yaml", "a"), List.of());
    Files.writeString(directory.resolve("README.md"), "kept");
    DocumentDiff diff = DocumentDiff.between(files.read(), shipped().files());
    files.write(shipped().files(), diff.removed());
    assertThat(files.read()).isEqualTo(shipped().files());
    assertThat(directory.resolve("README.md")).exists();
  }

  @Test
  void a_difference_is_told_by_field_and_a_changed_kind_is_refused_with_its_cure() {
    SortedMap<String, String> there = new TreeMap<>(shipped().files());
    there.remove("policies/outbox-stalls.json");
    there.put("policies/of-yesterday.json", "{}");
    there.computeIfPresent(
        "policies/run-parked.json",
        (path, text) -> text.replace("3600", "7200").replace("ERROR", "WARNING"));
    there.computeIfPresent("rules/rules.yaml", (path, text) -> text + "#");
    there.computeIfPresent("dashboards/overview.json", (path, text) -> "{ no json");
    DocumentDiff diff = DocumentDiff.between(there, shipped().files());
    assertThat(diff.lines())
        .containsExactly(
            "+ policies/outbox-stalls.json",
            "~ dashboards/overview.json: not JSON",
            "~ policies/run-parked.json: conditions, severity",
            "~ rules/rules.yaml: text",
            "- policies/of-yesterday.json");
    assertThat(RenderMonitoringCommand.changedKinds(diff)).isEmpty();
    there.computeIfPresent(
        "descriptors/licenses.json", (path, text) -> text.replace("GAUGE", "CUMULATIVE"));
    assertThat(RenderMonitoringCommand.changedKinds(DocumentDiff.between(there, shipped().files())))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.what()).startsWith("Kind changed");
              assertThat(problem.cure()).contains("_v2");
            });
  }

  @Test
  void every_rule_leads_to_a_section_with_symptom_cause_and_what_to_do() throws IOException {
    List<AlertRule> rules = shipped().rules();
    assertThat(rules).hasSizeGreaterThan(50);
    for (AlertRule rule : rules) {
      assertThat(section(rule.runbookPath()))
          .as(rule.runbookPath())
          .contains("**Symptom.**", "**Cause.**", "**Do.**");
    }
    assertThat(section("src/docs/runbooks/worker.md#no-such-alert")).isEmpty();
  }

  /**
   * What stands under the heading that a path with an anchor names; nothing where there is none.
   */
  static String section(String path) throws IOException {
    String[] parts = path.split("#");
    String text = Files.exists(Path.of(parts[0])) ? Files.readString(Path.of(parts[0])) : "";
    int from = text.indexOf("\n### " + parts[1] + "\n");
    int to = text.indexOf("\n### ", from + 1);
    return from < 0 ? "" : text.substring(from, to < 0 ? text.length() : to);
  }

  @Test
  void a_rule_that_changes_has_another_hash_and_one_that_does_not_has_the_same() {
    Map<String, String> hashes = new TreeMap<>();
    shipped().documents().forEach(each -> hashes.put(each.kind() + each.id(), each.hash()));
    shipped()
        .documents()
        .forEach(each -> assertThat(hashes.get(each.kind() + each.id())).isEqualTo(each.hash()));
    assertThat(hashes).hasSize(shipped().documents().size());
    assertThat(hashes.values())
        .doesNotHaveDuplicates()
        .allMatch(hash -> hash.matches("[0-9a-f]{16}"));
  }
}
