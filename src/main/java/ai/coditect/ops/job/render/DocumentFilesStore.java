package ai.coditect.ops.job.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The place that documents are written to.
 *
 * @param directories those below it that are filled; nothing else belongs into them
 */
public record DocumentFilesStore(Path place, List<String> directories) {

  public SortedMap<String, String> read() throws IOException {
    SortedMap<String, String> texts = new TreeMap<>();
    for (String name : directories) {
      Path below = place.resolve(name);
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

  /** Writes these, and removes those. */
  public void write(Map<String, String> texts, List<String> removed) throws IOException {
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Path file = place.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
    }
    for (String path : removed) {
      Files.deleteIfExists(place.resolve(path));
    }
  }
}
