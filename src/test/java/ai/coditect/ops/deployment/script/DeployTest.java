package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.deployment.script.DeployScript.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty project to a worker, once, twice, and through every death. */
class DeployTest {
  static final String[] DEPLOY = {"--image", "1.2.3"};
  private static final Path RESOURCES = Path.of("src/test/resources/deployment");

  /** One of each kind of change, every second one killed before it happened. */
  private static final List<String> DEATHS =
      List.of(
          "before gcloud services enable storage*",
          "after gcloud services vpc-peerings connect*",
          "before gcloud secrets versions add ops-subject-key*",
          "after gcloud secrets versions add coditect-app-password*",
          "after gcloud beta sql instances create*",
          "before gcloud sql users create ops_migrator*",
          "before gcloud beta services identity create*",
          "after kubectl apply*ops-worker-keys*",
          "after gcloud sql users set-password*",
          "before kubectl patch*");

  @TempDir private static Path directory;
  private static DeployScript deployed;
  private static Ended first;

  @BeforeAll
  static void deploy() {
    deployed = DeployScript.deployed();
    first = DeployScript.firstRun();
    assertThat(first.code()).as("%s%s", first.out(), first.err()).isZero();
  }

  @Test
  void it_types_what_was_reviewed_in_development() throws IOException {
    assertThat(deployed.changes())
        .containsExactlyElementsOf(Files.readAllLines(RESOURCES.resolve("changes-dev.txt")));
    deployed.assertSecretsAgree();
  }

  @Test
  void it_types_what_was_reviewed_in_production() throws IOException {
    DeployScript production =
        DeployScript.inEmptyProject(
            directory.resolve("production"),
            "coditect-production",
            "coditect-production-drills",
            "coditect-production");
    Ended ended = production.run("--environment", "production", "--image", "1.2.3");
    assertThat(ended.code()).as("%s%s", ended.out(), ended.err()).isZero();
    assertThat(ended.out()).contains("63.30").contains("lock-ledger");
    assertThat(production.changes())
        .containsExactlyElementsOf(Files.readAllLines(RESOURCES.resolve("changes-production.txt")));
  }

  @Test
  void it_says_what_will_be_made_what_that_costs_how_long_it_took_and_what_comes_next() {
    assertThat(first.out())
        .contains("0 things are there")
        .containsPattern("SUCCESS Instance: \\d+ s")
        .contains("db-f1-micro, zonal, 10 GB SSD, 7 backups: 10.30")
        .contains("USD; the platform's own plan, not a price list, 2026-11-28")
        .contains("Cloud Storage: 2 buckets: price not known")
        .contains("monitoring apply")
        .doesNotContain("\u001b");
    assertThat(first.err()).isEmpty();
  }

  @Test
  void the_second_time_changes_nothing() {
    DeployScript again = deployed.copiedTo(directory.resolve("again"));
    Ended ended = again.run(DEPLOY);
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains(" 0 will be made or changed");
    assertThat(again.changes()).isEmpty();
    assertThat(again.state()).isEqualTo(deployed.state());
  }

  @Test
  void killed_at_one_step_of_each_kind_and_started_again_it_ends_in_the_same_state() {
    DeployScript script = DeployScript.inDevelopment(directory.resolve("killed"));
    for (String death : DEATHS) {
      assertThat(script.killed(death, DEPLOY).code()).as(death).isEqualTo(137);
    }
    assertThat(script.run(DEPLOY).code()).isZero();
    assertThat(script.state()).isEqualTo(deployed.state());
    script.assertSecretsAgree();
  }

  @Test
  @Tag("campaign")
  void killed_at_any_step_and_started_again_it_ends_in_the_same_state() {
    int steps = deployed.changes().size();
    assertThat(steps).isGreaterThan(100);
    for (int step = 1; step <= steps; step++) {
      for (String when : List.of("before", "after")) {
        Path world = directory.resolve(when + step);
        DeployScript script = DeployScript.inDevelopment(world);
        assertThat(script.killed(when + " #" + step, DEPLOY).code()).isEqualTo(137);
        assertThat(script.run(DEPLOY).code()).isZero();
        assertThat(script.state())
            .as("killed %s change %d", when, step)
            .isEqualTo(deployed.state());
        script.assertSecretsAgree();
      }
    }
  }

  @Test
  void a_dry_run_prints_every_command_and_types_none() {
    DeployScript script = DeployScript.inDevelopment(directory.resolve("dry"));
    var before = script.state();
    Ended ended = script.run("--image", "1.2.3", "--dry-run");
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(script.changes()).isEmpty();
    assertThat(script.state()).isEqualTo(before);
    for (String change : deployed.changes()) {
      // What is known only afterwards: whose identity the sink has, which digest; paths as they
      // are.
      String printed =
          change
              .replaceAll(" '\\[.*]'$", "")
              .replace(
                  "serviceAccount:p1-2@gcp-sa-logging.iam.gserviceaccount.com", "SINK_IDENTITY")
              .replaceAll("service-\\d+@gcp-sa-pubsub", "service-PROJECT_NUMBER@gcp-sa-pubsub")
              .replaceAll("ops-subject-key=1 ops-evidence-key=1", "VERSIONS")
              .replace("deploying/", Path.of("k8s/deploying").toAbsolutePath() + "/");
      assertThat(ended.out()).contains("  " + printed);
    }
  }

  @Test
  void no_secret_is_in_a_command_a_log_or_a_line() {
    String all = String.join("\n", deployed.calls()) + first.out() + first.err();
    assertThat(deployed.secrets()).hasSize(4);
    deployed
        .secrets()
        .values()
        .forEach(
            secret -> {
              assertThat(all)
                  .doesNotContain(secret.lines().toList().get(secret.lines().count() > 1 ? 1 : 0));
            });
  }

  @Test
  void a_new_value_of_a_key_reaches_the_pods_and_nothing_else_changes() {
    DeployScript script = deployed.copiedTo(directory.resolve("rotated"));
    script.put(DeployScript.DEV + "|version|ops-subject-key:2", "k2:new,k1:old");
    Ended ended = script.run(DEPLOY);
    assertThat(ended.code()).isZero();
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).contains("[Secret ops-worker-keys]"),
            change -> assertThat(change).startsWith("kubectl patch").contains("ops-subject-key=2"));
  }

  @Test
  void a_new_image_is_migrated_to_before_it_serves() {
    DeployScript script = deployed.copiedTo(directory.resolve("upgraded"));
    script.put("all|image|1.3.0", "sha256:" + "4".repeat(64));
    assertThat(script.run("--image", "1.3.0").code()).isZero();
    assertThat(script.changes())
        .satisfiesExactly(
            change -> assertThat(change).startsWith("kubectl delete job ops-migrate"),
            change -> assertThat(change).contains("[Job ops-migrate]"),
            change -> assertThat(change).contains("[Deployment ops-worker, CronJob ops-check, "));
  }

  @Test
  void a_red_checklist_ends_it_with_1_and_undoes_nothing() {
    DeployScript script = deployed.copiedTo(directory.resolve("red"));
    script.beside("red", "");
    Ended ended = script.run(DEPLOY);
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.out()).contains("WARNING check is not green");
    assertThat(script.changes()).isEmpty();
  }
}
