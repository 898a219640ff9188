package ai.coditect.ops.privacy;

import java.nio.file.Path;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets tests of rooms beside read a map without a whole worker. */
public final class PrivacyDoor {
  private PrivacyDoor() {}

  /** The map of this directory, or the packaged one, beside a live catalogue. */
  public static MappedDatabase mapped(Optional<Path> jobs, JdbcClient jdbc) {
    return new MappedDatabase(
        PersonalDataReader.read(PersonalDataFile.in(jobs)), new CatalogueStore(jdbc));
  }
}
