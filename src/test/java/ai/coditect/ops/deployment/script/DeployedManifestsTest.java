package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the script makes of the overlays, with the real kustomize: every image by its digest. */
class DeployedManifestsTest {
  private static final String IMAGE = "registry/some/coditect/ops-worker@sha256:" + "a".repeat(64);

  private static String of(String environment, String function) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
        "there is no kubectl on the path");
    String script =
        "set -o pipefail; declare -A name=([ENVIRONMENT]="
            + environment
            + "); folders=k8s image_reference="
            + IMAGE
            + "; . k8s/deploying/cluster.sh; . k8s/deploying/destroy.sh; "
            + function;
    Process bash =
        new ProcessBuilder("bash", "-c", script)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String manifests = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    return manifests;
  }

  private static List<String> images(String manifests) {
    return manifests.lines().map(String::strip).filter(l -> l.matches("(- )?image: .*")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production"})
  void every_image_of_rollout_and_migration_is_the_one_that_was_asked_for(String environment)
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("k8s/overlays")), "there are no overlays yet");
    String overlay = of(environment, "overlay_manifests");
    assertThat(overlay).contains("kind: Deployment\n");
    String migration = of(environment, "migration_manifests");
    assertThat(migration).contains("name: ops-migrate\n");
    assertThat(images(overlay)).isNotEmpty().allMatch(line -> line.endsWith("image: " + IMAGE));
    assertThat(images(migration)).isNotEmpty().allMatch(line -> line.endsWith("image: " + IMAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "staging", "production"})
  void what_is_taken_away_is_not_the_namespace_in_which_others_live(String environment)
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("k8s/overlays")), "there are no overlays yet");
    String all = of(environment, "overlay_manifests");
    String own = of(environment, "own_manifests");
    assertThat(own).doesNotContain("kind: Namespace\n").contains("kind: Deployment\n");
    assertThat(own.split("(?m)^---$").length)
        .isGreaterThanOrEqualTo(all.split("(?m)^---$").length - 1);
  }
}
