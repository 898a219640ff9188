package ai.coditect.ops.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The image as one file in OCI's layout, which every registry's client can push. */
final class OciArchive {
  /** What changes least comes first, so that an upgrade moves little. */
  private static final Map<String, Predicate<String>> LAYERS = new LinkedHashMap<>();

  static {
    LAYERS.put("java", path -> path.startsWith("opt/"));
    LAYERS.put("libraries", path -> path.startsWith("app/lib/"));
    LAYERS.put("prepared", path -> path.endsWith(".aot"));
    LAYERS.put("worker", path -> path.startsWith("app/"));
    LAYERS.put("system", path -> true);
  }

  private OciArchive() {}

  static void write(ImageTree tree, String version, Path cache, Path file) throws Exception {
    JibContainerBuilder image =
        Jib.fromScratch()
            .setFormat(ImageFormat.OCI)
            .setCreationTime(ImageTree.MODIFIED)
            .setEntrypoint(ImageTree.entry())
            .setUser(ImageTree.USER + ":" + ImageTree.USER)
            .setWorkingDirectory(AbsoluteUnixPath.get("/"))
            .addLabel("org.opencontainers.image.title", "ops-worker")
            .addLabel("org.opencontainers.image.version", version);
    List<Path> files;
    try (Stream<Path> walked = Files.walk(tree.root())) {
      files = walked.sorted().toList();
    }
    for (Map.Entry<String, Predicate<String>> layer : LAYERS.entrySet()) {
      image.addFileEntriesLayer(layer(tree, layer.getKey(), files));
    }
    image.containerize(
        Containerizer.to(TarImage.at(file).named("ops-worker:" + version))
            .setOfflineMode(true)
            .setToolName("ops-worker")
            .setBaseImageLayersCache(cache.resolve("base"))
            .setApplicationLayersCache(cache.resolve("application")));
  }

  private static FileEntriesLayer layer(ImageTree tree, String name, List<Path> files) {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (Path file : files) {
      String path = tree.root().relativize(file).toString();
      if (!path.isEmpty() && name.equals(layerOf(path)) && isLeaf(file)) {
        layer.addEntry(
            file, AbsoluteUnixPath.get("/" + path), permissions(file, path), ImageTree.MODIFIED);
      }
    }
    return layer.build();
  }

  private static boolean isLeaf(Path file) {
    String[] names = file.toFile().list();
    return names == null || names.length == 0;
  }

  private static String layerOf(String path) {
    return LAYERS.entrySet().stream()
        .filter(layer -> layer.getValue().test(path))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private static FilePermissions permissions(Path file, String path) {
    if (path.equals("tmp")) {
      return FilePermissions.fromOctalString("777");
    }
    return FilePermissions.fromOctalString(
        Files.isDirectory(file) || Files.isExecutable(file) ? "755" : "644");
  }
}
