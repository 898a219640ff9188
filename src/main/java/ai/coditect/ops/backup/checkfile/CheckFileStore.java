package ai.coditect.ops.backup.checkfile;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The check files of the directory that replaces the packaged files, else the packaged ones. */
public final class CheckFileStore {
  private static final String DIRECTORY = "backup-checks";

  private CheckFileStore() {}

  /**
   * @param jobs OPS_JOBS_DIR; without a directory backup-checks in it the packaged ones are read
   * @throws ProblemsException with every problem of every file
   */
  public static List<CheckFile> read(Optional<Path> jobs) {
    Optional<Path> own = jobs.map(each -> each.resolve(DIRECTORY)).filter(Files::isDirectory);
    return own.isPresent()
        ? CheckFileReader.read(own.get().toString(), in(own.get()))
        : CheckFileReader.read("jobs/" + DIRECTORY, packaged());
  }

  private static Map<String, byte[]> packaged() {
    Map<String, byte[]> contents = new TreeMap<>();
    try {
      for (Resource resource :
          new PathMatchingResourcePatternResolver()
              .getResources("classpath*:jobs/" + DIRECTORY + "/*.*")) {
        try (InputStream stream = resource.getInputStream()) {
          contents.put(String.valueOf(resource.getFilename()), stream.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the packaged check files cannot be read", e);
    }
    return contents;
  }

  private static Map<String, byte[]> in(Path directory) {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = String.valueOf(file.getFileName());
        // A mounted ConfigMap has hidden entries of its own.
        if (!name.startsWith(".")) {
          contents.put(name, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The check files cannot be read (" + e.getClass().getSimpleName() + ").",
                  directory.toString(),
                  "Let the worker read them, or remove the directory to use the packaged ones.")));
    }
    return contents;
  }
}
