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

/** The text of the map: the directory's that replaces the packaged files, else the packaged one. */
record PersonalDataFile(String name, byte[] bytes) {
  private static final String FILE = "personal-data.yaml";

  static PersonalDataFile in(Optional<Path> directory) {
    Optional<Path> own = directory.map(each -> each.resolve(FILE)).filter(Files::exists);
    return own.isPresent() ? read(own.get()) : packaged();
  }

  private static PersonalDataFile read(Path file) {
    try {
      return new PersonalDataFile(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "The map of personal data cannot be read (" + e.getClass().getSimpleName() + ").",
                  file.toString(),
                  "Let the worker read it, or remove it to use the packaged one.")));
    }
  }

  private static PersonalDataFile packaged() {
    String resource = "jobs/" + FILE;
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
