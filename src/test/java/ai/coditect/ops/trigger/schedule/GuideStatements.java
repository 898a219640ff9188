package ai.coditect.ops.trigger.schedule;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The statements that the operating guide tells people to type, typed by the worker's login. */
final class GuideStatements {
  private static final Path GUIDE = Path.of("src/docs/operating.md");

  private GuideStatements() {}

  /**
   * @param heading of the section that holds them
   * @param name what stands in the place of NAME or GROUP
   */
  static void execute(LocalPostgres.Database database, String heading, String name) {
    String section;
    try {
      String guide = Files.readString(GUIDE);
      section = guide.substring(guide.indexOf("\n### " + heading + "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String block = section.substring(section.indexOf("```sql\n") + 7);
    String statements =
        block
            .substring(0, block.indexOf("```"))
            .replace("'NAME'", "'" + name + "'")
            .replace("'GROUP'", "'" + name + "'");
    try (var connection = database.as(LocalPostgres.WORKER).getConnection();
        var statement = connection.createStatement()) {
      for (String each : statements.split(";\n")) {
        statement.execute(each);
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(statements, e);
    }
  }
}
