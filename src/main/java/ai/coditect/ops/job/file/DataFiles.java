package ai.coditect.ops.job.file;

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

/**
 * The files of one directory beside the job files: data that a job is driven by.
 *
 * @param place where they are, for problems
 * @param contents by name
 */
public record DataFiles(String place, Map<String, byte[]> contents) {

  public DataFiles {
    contents = Map.copyOf(contents);
  }

  /**
   * The files of this directory in the one that replaces the packaged job files; without it, the
   * packaged ones.
   *
   * @param jobs OPS_JOBS_DIR
   * @throws ProblemsException when the directory cannot be read
   */
  public static DataFiles in(Optional<Path> jobs, String directory) {
    Optional<Path> own = jobs.map(each -> each.resolve(directory)).filter(Files::isDirectory);
    return own.isPresent()
        ? new DataFiles(own.get().toString(), read(own.get()))
        : packaged("jobs/" + directory);
  }

  /** The files that travel in the jar under this path. */
  public static DataFiles packaged(String path) {
    Map<String, byte[]> contents = new TreeMap<>();
    try {
      for (Resource resource :
          new PathMatchingResourcePatternResolver().getResources("classpath*:" + path + "/*.*")) {
        try (InputStream stream = resource.getInputStream()) {
          contents.put(String.valueOf(resource.getFilename()), stream.readAllBytes());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the packaged files of " + path + " cannot be read", e);
    }
    return new DataFiles(path, contents);
  }

  private static Map<String, byte[]> read(Path directory) {
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
                  "The files of this directory cannot be read ("
                      + e.getClass().getSimpleName()
                      + ").",
                  directory.toString(),
                  "Let the worker read them, or remove the directory to use the packaged ones.")));
    }
    return contents;
  }
}
