package ai.coditect.ops.metrics.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The directory that documents are written to. Nothing else belongs into its directories. */
final class DocumentFilesStore {
  private static final List<String> DIRECTORIES =
      List.of("dashboards", "descriptors", "objectives", "policies", "rules");

  private final Path directory;

  DocumentFilesStore(Path directory) {
    this.directory = directory;
  }

  SortedMap<String, String> read() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : DIRECTORIES) {
      Path below = directory.resolve(name);
      if (Files.isDirectory(below)) {
        try (Stream<Path> files = Files.list(below)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            texts.put(name + "/" + file.getFileName(), Files.readString(file));
          }
        }
      }
    }
    return texts;
  }

  void write(Map<String, String> texts, List<String> removed) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = directory.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
    }
    for (String path : removed) {
      Files.deleteIfExists(directory.resolve(path));
    }
  }
}
