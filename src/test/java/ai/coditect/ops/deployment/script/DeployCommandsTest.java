package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locked, protected, and under names of one's own. */
class DeployCommandsTest {
  private static final String DEV = DeployScript.DEV;
  private static final String LEDGER = "coditect-production-ops-ledger";

  @TempDir private static Path directory;
  private static DeployScript deployed;
  private static int worlds;

  @BeforeAll
  static void deploy() {
    deployed = DeployScript.deployed();
  }

  private static Path world() {
    return directory.resolve("world-" + ++worlds);
  }

  private static DeployScript production() {
    return DeployScript.inEmptyProject(
        world(), "coditect-production", "coditect-production-drills", "coditect-production");
  }

  @Test
  void the_ledger_is_locked_in_production_after_name_and_years_were_typed_and_once() {
    DeployScript script = production();
    String[] lock = {"lock-ledger", "--environment", "production"};
    assertThat(script.run("--environment", "production", "--image", "1.2.3").code()).isZero();
    int before = script.changes().size();
    for (String wrong : List.of("", "yes\n", LEDGER + "\n", LEDGER + " 1 years\n")) {
      Ended ended = script.typing(wrong, lock);
      assertThat(ended.code()).isEqualTo(3);
      assertThat(ended.out()).contains("cannot be undone");
    }
    assertThat(script.changes()).hasSize(before);
    assertThat(script.typing(LEDGER + " 10 years\n", lock).code()).isZero();
    assertThat(script.changes()).last().asString().contains("--lock-retention-period");
    assertThat(script.run(lock).out()).contains("locked already");
    assertThat(script.changes()).hasSize(before + 1);
  }

  @Test
  void no_other_ledger_is_locked() {
    DeployScript script = deployed.copiedTo(world());
    Ended ended = script.typing(DEV + "-ops-ledger 10 years\n", "lock-ledger");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Not locked: this is dev");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void protect_sets_what_config_connector_has_no_field_for() {
    DeployScript script = deployed.copiedTo(world());
    assertThat(script.run("protect").code()).isZero();
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).contains("patch").contains("--retain-backups-on-delete"),
            change -> assertThat(change).startsWith("gcloud beta").contains("--final-backup"));
  }

  @Test
  void one_file_of_names_is_enough_for_another_deployment() throws IOException {
    Path names = directory.resolve("own.env");
    Files.writeString(
        names,
        Files.readString(Path.of("k8s/gcp/overlays/dev/names/names.env"))
                .replace(DEV, "another-project")
                .replace("coditect-dev-db", "another-db")
                .replace("coditect_dev", "another")
                .replace("codi-poc-e2-cluster", "another-cluster")
            + "TIER=db-custom-4-15360\nAVAILABILITY=regional\nDISK_GB=50\n");
    DeployScript script =
        DeployScript.inEmptyProject(
            world(), "another-project", "coditect-dev-drills", "another-cluster");
    Ended ended = script.run("--names", names.toString(), "--image", "1.2.3");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("db-custom-4-15360, regional, 50 GB SSD, 7 backups: about 300");
    assertThat(String.join("\n", script.changes()))
        .doesNotContain(DEV)
        .doesNotContain("coditect_dev")
        .contains("--tier=db-custom-4-15360");
    // Kustomize gets these names, not those of the repository.
    assertThat(script.calls())
        .anyMatch(call -> call.matches("kubectl kustomize /tmp/.*/overlays/dev"));
  }

  @Test
  void it_is_coloured_at_a_terminal_only() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script on the path");
    String refused = "k8s/deploy --image latest";
    Process terminal =
        new ProcessBuilder("script", "-qec", refused, "/dev/null")
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    assertThat(new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("\u001b[31mERROR");
    assertThat(deployed.copiedTo(world()).run("--image", "latest").err())
        .startsWith("ERROR")
        .doesNotContain("\u001b");
  }

  @Test
  void help_is_told_without_any_tool() {
    Ended ended = deployed.copiedTo(world()).run("--help");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains("--dry-run").contains("rollback").contains("lock-ledger");
  }
}
