package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, what stays, and what is told of it. */
class DestroyTest {
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
                    "cluster\\|(Deployment|Job|CronJob|Secret|ConfigMap)\\|.*|.*\\|(topic|subscription|sink|account)\\|.*"))
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
  void a_ledger_with_entries_goes_after_its_retention_where_nobody_locked_it() {
    DeployScript script = deployed.copiedTo(world());
    String bucket = DEV + "-ops-ledger";
    script.put(DEV + "|entry|" + bucket, "");
    String[] ledger = {"--destroy", "--also", bucket};
    script.put(
        DEV + "|bucket|" + bucket,
        "retention-period=10y\nuniform-bucket-level-access=yes\nlocked=true");
    Ended ended = script.typing(DEV + " " + bucket + "\n", ledger);
    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.err()).contains("Ledger locked").contains("ledger and keys stay");
    assertThat(script.changes()).isEmpty();

    script.put(DEV + "|bucket|" + bucket, "retention-period=10y\nuniform-bucket-level-access=yes");
    ended = script.typing(DEV + " " + bucket + "\n", ledger);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(script.state().keySet())
        .noneMatch(name -> name.contains("ops-ledger") || name.contains("ops-subject-key"));
  }

  @Test
  void alerts_and_dashboards_go_and_what_stays_is_named() {
    DeployScript script = deployed.copiedTo(world());
    script.put(DEV + "|alerts|projects!1!alertPolicies!1", "");
    script.put(DEV + "|dashboard|projects!1!dashboards!2", "");
    Ended ended = script.typing(DEV + "\n", "--destroy");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("Stays: custom roles, services, the registry");
    assertThat(script.state().keySet())
        .noneMatch(name -> name.contains("|alerts|") || name.contains("|dashboard|"));
  }

  @Test
  void a_role_that_somebody_granted_twice_goes_at_once() {
    DeployScript script = deployed.copiedTo(world());
    String granted =
        "roles/cloudsql.client,serviceAccount:ops-migrate@" + DEV + ".iam.gserviceaccount.com";
    script.put(
        "policy.project." + DEV,
        granted + ",,\n" + granted + ",only-this-instance,resource.name == 'x'");
    Ended ended = script.typing(DEV + "\n", "--destroy");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(script.state().get("policy.project." + DEV)).isEqualTo("[]");
  }

  @Test
  void without_the_cluster_and_with_most_services_off_the_rest_still_goes() {
    DeployScript script = deployed.copiedTo(world());
    script.remove(DEV + "|cluster|codi-poc-e2-cluster");
    for (String off : List.of("logging", "pubsub", "storage", "sqladmin", "secretmanager")) {
      script.remove(DEV + "|service|" + off + ".googleapis.com");
    }
    Ended ended =
        script.typing(DEV + " coditect-dev-db\n", "--destroy", "--also", "coditect-dev-db");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("WARNING Not found: cluster codi-poc-e2-cluster");
    assertThat(script.state().keySet()).noneMatch(name -> name.contains("|account|"));
  }
}
