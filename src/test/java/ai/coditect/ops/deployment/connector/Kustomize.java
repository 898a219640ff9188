package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The folders of k8s/gcp: files as they are written, and overlays as a real kustomize builds them.
 */
final class Kustomize {
  static final Path FOLDER = Path.of("k8s/gcp");
  private static final Map<String, List<ConnectorObject>> BUILT = new ConcurrentHashMap<>();

  private Kustomize() {}

  /** Every object of the base, with words in capitals where an overlay puts names. */
  static List<ConnectorObject> base() {
    List<ConnectorObject> objects = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER.resolve("base"))) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          objects.addAll(ConnectorObject.read(Files.readString(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return objects;
  }

  /** What an overlay builds; the test says skipped where there is no kubectl. */
  static List<ConnectorObject> overlay(String name) {
    assumeTrue(isThere(), "there is no kubectl on the path");
    return BUILT.computeIfAbsent(name, each -> ConnectorObject.read(build(each)));
  }

  private static boolean isThere() {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
  }

  private static String build(String name) {
    try {
      Process kubectl =
          new ProcessBuilder("kubectl", "kustomize", FOLDER.resolve("overlays/" + name).toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String built = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(kubectl.waitFor()).as("kubectl kustomize %s", name).isZero();
      return built;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The names of an overlay. */
  static Map<String, String> names(String overlay) {
    try (Stream<String> lines =
        Files.lines(FOLDER.resolve("overlays/" + overlay + "/names/names.env"))) {
      Map<String, String> names = new ConcurrentHashMap<>();
      lines
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> names.put(line.split("=", 2)[0], line.split("=", 2)[1]));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
