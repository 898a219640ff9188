package ai.coditect.ops.kubernetes;

import static org.junit.jupiter.api.Assumptions.abort;

import ai.coditect.ops.job.file.JobFiles;
import ai.coditect.ops.kubernetes.policy.ClusterObject;
import ai.coditect.ops.kubernetes.policy.ClusterPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What a real kustomize makes of a directory. */
public final class Overlay {
  private static final Map<String, String> BUILT = new ConcurrentHashMap<>();
  private static final Path SCRATCH = Path.of("target/overlays");

  private Overlay() {}

  /** As whoever deploys builds it: with a version in the place of the missing one. */
  public static String tagged(String overlay) {
    return BUILT.computeIfAbsent(overlay, Overlay::buildTagged);
  }

  /** The same, with components between or behind the overlay's own. */
  static String with(String overlay, List<String> components) {
    String text = read(Path.of("k8s/overlays", overlay, "kustomization.yaml"));
    StringBuilder listed = new StringBuilder();
    components.forEach(
        each -> listed.append("  - ../../../k8s/components/").append(each).append('\n'));
    return write(
        overlay + "-with-" + String.join("-", components).replace('/', '-'),
        text.replaceAll("(?m)^  - \\.\\./\\.\\./components/.*\n", "")
            .replace("components:\n", "components:\n" + listed)
            .replace("../../base", "../../../k8s/base")
            .replace("../../gcp", "../../../k8s/gcp")
            .replaceAll("newName: (\\S+)", "newName: $1, newTag: 1.2.3"));
  }

  private static String buildTagged(String overlay) {
    String up = "../".repeat(3);
    return write(
        overlay.replace('/', '-'),
        "resources: [ "
            + up
            + "k8s/overlays/"
            + overlay
            + " ]\nimages:\n  - { name: "
            + imageName(overlay)
            + ", newTag: 1.2.3 }\n");
  }

  private static String imageName(String overlay) {
    String text = read(Path.of("k8s/overlays", overlay, "kustomization.yaml"));
    return text.replaceAll("(?s).*newName: (\\S+).*", "$1");
  }

  private static String write(String name, String kustomization) {
    try {
      Path directory = Files.createDirectories(SCRATCH.resolve(name));
      Files.writeString(directory.resolve("kustomization.yaml"), kustomization);
      return build(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String build(Path directory) {
    try {
      Process process = new ProcessBuilder("kubectl", "kustomize", directory.toString()).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError("kubectl kustomize " + directory + ": " + errors);
      }
      return text;
    } catch (IOException e) {
      return abort("skipped: kubectl is not here, so no overlay is built (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** These objects beside the packaged job files. */
  public static ClusterPlan plan(List<ClusterObject> manifests) {
    return RenderKubernetesCommand.plan(manifests, JobFiles.packaged(), Clock.systemUTC());
  }
}
