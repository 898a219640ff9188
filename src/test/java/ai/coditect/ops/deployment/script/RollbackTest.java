package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Back to what an image was rolled out with, or not at all. */
class RollbackTest {
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

  /** A newer version with objects of its own, rolled out over the first. */
  private static DeployScript upgraded() {
    DeployScript script = deployed.copiedTo(world());
    script.put("all|image|1.3.0", "sha256:" + "4".repeat(64));
    script.beside("checkout", "two");
    assertThat(script.run("--image", "1.3.0").code()).isZero();
    assertThat(script.state().get("cluster|Deployment|ops-worker")).contains("version: two");
    assertThat(script.has("cluster|CronJob|ops-new-job")).isTrue();
    script.beside("log", "");
    return script;
  }

  private static void assertRunsAsBefore(DeployScript script) {
    for (String object : List.of("Deployment|ops-worker", "CronJob|ops-check")) {
      assertThat(script.state().get("cluster|" + object))
          .isEqualTo(deployed.state().get("cluster|" + object));
    }
    assertThat(script.has("cluster|CronJob|ops-new-job")).isFalse();
  }

  @Test
  void the_image_of_before_gets_its_own_objects_again_after_a_backup() {
    DeployScript script = upgraded();
    Ended ended = script.run("rollback", "--image", "1.2.3");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("The backup stays").contains("gcloud sql backups list");
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).startsWith("gcloud sql backups create"),
            change -> assertThat(change).contains("[Deployment ops-worker, CronJob ops-check, "),
            change -> assertThat(change).startsWith("kubectl delete cronjob ops-new-job"));
    assertRunsAsBefore(script);
    assertThat(script.run("rollback", "--image", "1.2.3").out()).contains("is deployed already");
    assertThat(script.changes()).hasSize(3);
  }

  @Test
  void killed_on_the_way_back_it_goes_on() {
    DeployScript script = upgraded();
    for (String death : List.of("after kubectl apply*", "before kubectl delete cronjob*")) {
      assertThat(script.killed(death, "rollback", "--image", "1.2.3").code()).isEqualTo(137);
    }
    assertThat(script.run("rollback", "--image", "1.2.3").code()).isZero();
    assertRunsAsBefore(script);
  }

  @Test
  void an_upgrade_takes_away_cronjobs_that_the_new_version_has_no_more() {
    DeployScript script = upgraded();
    script.beside("checkout", "one");
    assertThat(script.killed("after kubectl apply*Deployment*", DeployTest.DEPLOY).code())
        .isEqualTo(137);
    assertThat(script.run(DeployTest.DEPLOY).code()).isZero();
    assertRunsAsBefore(script);
  }

  @Test
  void without_a_backup_nobody_goes_back() {
    DeployScript script = upgraded();
    var before = script.state();
    script.refuse(
        "gcloud sql backups create*", "ERROR: (gcloud.sql.backups.create) operationInProgress");
    assertThat(script.run("rollback", "--image", "1.2.3").code()).isEqualTo(1);
    assertThat(script.state()).isEqualTo(before);
  }

  @Test
  void nobody_goes_back_to_an_image_of_which_no_rollout_is_on_record() {
    DeployScript script = deployed.copiedTo(world());
    Ended ended = script.run("rollback", "--image", "1.2.2");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err())
        .contains("Rollout not recorded")
        .contains("kubectl get configmaps")
        .contains("check out that version");
    assertThat(script.changes()).isEmpty();
  }

  @Test
  void nobody_goes_back_to_an_instance_that_is_no_more_the_one() throws Exception {
    DeployScript script = upgraded();
    Ended ended =
        script.run("rollback", "--names", anotherInstance().toString(), "--image", "1.2.3");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Instance differs").contains("coditect-dev-db-2");
    assertThat(script.changes()).isEmpty();
  }

  private static Path anotherInstance() throws Exception {
    return DeployScript.names(directory.resolve("another.env"), "dev-db", "dev-db-2");
  }

  @Test
  void nobody_goes_back_to_an_image_that_is_not_there() {
    DeployScript script = deployed.copiedTo(world());
    Ended ended = script.run("rollback", "--image", "0.0.1");
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Image not found").contains("docker tags list");
    assertThat(script.changes()).isEmpty();
  }
}
