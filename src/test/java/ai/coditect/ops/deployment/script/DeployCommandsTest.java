package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Back, away, locked, protected, and under names of one's own. */
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
  void going_back_takes_a_backup_first_and_leaves_the_database_as_it_is() {
    DeployScript script = deployed.copiedTo(world());
    assertThat(script.run("rollback", "--image", "1.2.2").code()).isZero();
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).startsWith("gcloud sql backups create"),
            change -> assertThat(change).contains("[Deployment ops-worker]"));
    assertThat(script.state().get("cluster|Deployment|ops-worker"))
        .contains("@sha256:" + "2".repeat(64));
    assertThat(script.run("rollback", "--image", "1.2.2").out()).contains("is deployed already");
    assertThat(script.changes()).hasSize(2);
  }

  @Test
  void without_a_backup_nobody_goes_back() {
    DeployScript script = deployed.copiedTo(world());
    script.refuse(
        "gcloud sql backups create*", "ERROR: (gcloud.sql.backups.create) operationInProgress");
    assertThat(script.run("rollback", "--image", "1.2.2").code()).isEqualTo(1);
    assertThat(script.state()).isEqualTo(deployed.state());
  }

  @Test
  void nobody_goes_back_to_an_image_that_is_not_there() {
    DeployScript script = deployed.copiedTo(world());
    Ended ended = script.run("rollback", "--image", "0.0.1");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Image not found").contains("docker tags list");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void what_is_taken_away_leaves_the_instance_the_ledger_and_what_they_need() {
    DeployScript script = deployed.copiedTo(world());
    Ended ended = script.typing("yes\n", "--destroy");
    assertThat(ended.code()).as(ended.err()).isEqualTo(3);
    assertThat(script.changes()).isEmpty();

    ended = script.typing(DEV + "\n", "--destroy");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("Stays: the instance").contains("Stays: the ledger");
    assertThat(script.state().keySet())
        .noneMatch(
            name ->
                name.matches(
                    "cluster\\|(Deployment|Job|Secret)\\|.*|.*\\|(topic|subscription|sink|account)\\|.*"))
        .contains(
            DEV + "|instance|coditect-dev-db",
            DEV + "|database|coditect_dev",
            // Others live in it.
            "cluster|Namespace|coditect-app",
            DEV + "|bucket|" + DEV + "-ops-ledger",
            DEV + "|version|ops-subject-key:1",
            DEV + "|version|ops-db-owner:1")
        .doesNotContain(DEV + "|bucket|" + DEV + "-ops-exports");
    assertThat(script.state().get("policy.project." + DEV)).isEqualTo("[]");

    // And back again: what stayed is taken up.
    Map<String, String> secrets = script.secrets();
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.secrets()).isEqualTo(secrets);
    assertThat(script.state()).isEqualTo(deployed.state());
  }

  @Test
  void half_taken_away_it_goes_on() {
    DeployScript script = deployed.copiedTo(world());
    for (String death :
        List.of("after gcloud pubsub topics delete*", "before gcloud projects remove*")) {
      assertThat(script.killedTyping(death, DEV + "\n", "--destroy").code()).isEqualTo(137);
    }
    assertThat(script.typing(DEV + "\n", "--destroy").code()).isZero();
    assertThat(script.state().keySet()).noneMatch(name -> name.contains("|account|"));
  }

  @Test
  void told_by_name_the_instance_and_the_ledger_go_too() {
    DeployScript script = deployed.copiedTo(world());
    String bucket = DEV + "-ops-ledger";
    String[] all = {"--destroy", "--also", "coditect-dev-db", "--also", bucket};
    assertThat(script.typing(DEV + "\n", all).code()).isEqualTo(3);
    assertThat(script.changes()).isEmpty();
    Ended ended = script.typing(DEV + " coditect-dev-db " + bucket + "\n", all);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(script.state().keySet())
        .noneMatch(
            name ->
                name.contains("|instance|")
                    || name.contains("|bucket|")
                    || name.contains("|secret|"));
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
