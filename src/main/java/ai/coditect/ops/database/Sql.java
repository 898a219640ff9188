package ai.coditect.ops.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** One SQL statement, read from its file under {@code sql/queries}. */
public record Sql(String file, String text) {

  /** Reads {@code sql/queries/<file>.sql}; a missing file fails the class that names it. */
  public static Sql file(String file) {
    String resource = "sql/queries/" + file + ".sql";
    try (InputStream stream = Sql.class.getClassLoader().getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException(resource + " is missing from the class path");
      }
      return new Sql(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
