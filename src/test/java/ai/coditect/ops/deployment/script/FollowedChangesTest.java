package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What has changed since is followed: instance, values, rights of an earlier version. */
class FollowedChangesTest {
  private static final String DEV = DeployScript.DEV;

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

  /** As after each point-in-time recovery, which is always into another instance. */
  @Test
  void another_instance_is_migrated_reached_and_granted_and_the_old_right_goes() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|instance|coditect-dev-db-2", "tier=db-f1-micro\nhost=172.24.0.9");
    script.put(DEV + "|database|coditect_dev", "");
    Path names = DeployScript.names(directory.resolve("recovered.env"), "dev-db", "dev-db-2");
    Ended ended = script.run("--names", names.toString(), "--image", "1.2.3");
    assertThat(ended.code()).as(ended.err()).isZero();
    String granted =
        "roles/cloudsql.client,serviceAccount:ops-gdpr-purge@"
            + DEV
            + ".iam.gserviceaccount.com,only-this-instance,resource.name == 'projects/"
            + DEV
            + "/instances/coditect-dev-db";
    String rest = "' && resource.type == 'sqladmin.googleapis.com/Instance'";
    assertThat(script.state().get("policy.project." + DEV))
        .contains(granted + "-2" + rest)
        .doesNotContain(granted + rest);
    assertThat(script.changes())
        .anyMatch(change -> change.contains("[Job ops-migrate]"))
        .anyMatch(change -> change.contains("set-password coditect_app"))
        .anyMatch(change -> change.contains("[Deployment ops-worker, "));
    script.assertSecretsAgree("172.24.0.9");
    script.beside("log", "");
    assertThat(script.run("--names", names.toString(), "--image", "1.2.3").code()).isZero();
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void a_value_that_ends_in_a_line_is_the_same_for_login_and_copy() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|version|coditect-app-password:2", "typed by a person");
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.secrets()).containsEntry("coditect-app-password", "typed by a person");
    script.assertSecretsAgree();
  }

  @Test
  void a_role_of_an_earlier_version_gets_the_rights_of_this_one() {
    DeployScript script = deployed.copiedTo(world());
    script.put("coditect-dev-drills|role|opsDrills", "permissions=cloudsql.instances.get");
    script.put(DEV + "|role|opsDrillClone", "permissions=cloudsql.instances.clone,compute.x");
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).startsWith("gcloud iam roles update opsDrills "),
            change -> assertThat(change).startsWith("gcloud iam roles update opsDrillClone "));
    assertThat(script.state()).isEqualTo(deployed.state());
    assertThat(List.of(script.run(DeployTest.DEPLOY).code())).containsExactly(0);
    assertThat(script.changes()).hasSize(2);
  }
}
