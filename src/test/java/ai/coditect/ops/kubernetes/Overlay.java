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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a real kustomize makes of a directory. */
public final class Overlay {
  private static final Map<String, String> BUILT = new ConcurrentHashMap<>();
  private static final Map<String, List<ClusterObject>> PARSED = new ConcurrentHashMap<>();
  private static final Path SCRATCH = Path.of("target/overlays");

  private static boolean modern;

  private Overlay() {}

  /** As whoever deploys builds it: with a version in the place of the missing one. */
  public static String tagged(String overlay) {
    return BUILT.computeIfAbsent(overlay, Overlay::buildTagged);
  }

  /** The same, with components between or behind the overlay's own. */
  static List<ClusterObject> with(String overlay, List<String> components) {
    return PARSED.computeIfAbsent(
        overlay + components, each -> ClusterObject.parse(build(overlay, components), each));
  }

  private static String build(String overlay, List<String> components) {
    String text = read(Path.of("k8s/overlays", overlay, "kustomization.yaml"));
    if (overlay.contains("/")) {
      text =
          text.replaceAll("(?m)^  - \\.\\./\\.\\./\\.\\./components/.*\n", "")
              .replace("../../../", "../../../k8s/");
    }
    StringBuilder listed = new StringBuilder();
    components.forEach(
        each -> listed.append("  - ../../../k8s/components/").append(each).append('\n'));
    return write(
        (overlay + "-with-" + String.join("-", components)).replace('/', '-'),
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

  /** The objects of {@link #tagged}. */
  static List<ClusterObject> objects(String overlay) {
    return PARSED.computeIfAbsent(
        overlay, each -> List.copyOf(ClusterObject.parse(tagged(each), each)));
  }

  static String build(Path directory) {
    requireKustomize();
    return kubectl("kustomize", directory.toString());
  }

  /** Components and replacements as they are used here came with kustomize 5. */
  private static synchronized void requireKustomize() {
    if (modern) {
      return;
    }
    Matcher version =
        Pattern.compile("Kustomize Version: v(\\d+)").matcher(kubectl("version", "--client"));
    if (!version.find() || Integer.parseInt(version.group(1)) < 5) {
      abort("skipped: kubectl is here without kustomize 5, so no overlay is built");
    }
    modern = true;
  }

  private static String kubectl(String... words) {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.PIPE).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + errors);
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
    return new ClusterPlan(manifests, OfTheJobs.READ.jobs(), OfTheJobs.READ.bites());
  }

  /** Read once: to look for them on the class path takes its time. */
  private static final class OfTheJobs {
    private static final ClusterPlan READ =
        RenderKubernetesCommand.plan(List.of(), JobFiles.packaged(), Clock.systemUTC());
  }
}
