package ai.coditect.ops.privacy;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The text of a file about personal data: the directory's that replaces the packaged files, else
 * the packaged one.
 */
public record PersonalDataFile(String name, byte[] bytes) {
  private static final String FILE = "personal-data.yaml";

  static PersonalDataFile in(Optional<Path> directory) {
    return in(directory, FILE);
  }

  /**
   * @throws ProblemsException when it is there and cannot be read
   */
  public static PersonalDataFile in(Optional<Path> directory, String name) {
    Optional<Path> own = directory.map(each -> each.resolve(name)).filter(Files::exists);
    return own.isPresent() ? read(own.get()) : packaged(name);
  }

  private static PersonalDataFile read(Path file) {
    try {
      return new PersonalDataFile(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The file cannot be read (" + e.getClass().getSimpleName() + ").",
                  file.toString(),
                  "Let the worker read it, or remove it to use the packaged one.")));
    }
  }

  private static PersonalDataFile packaged(String name) {
    String resource = "jobs/" + name;
    try (InputStream stream =
        PersonalDataFile.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the class path");
      }
      return new PersonalDataFile(resource, stream.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
