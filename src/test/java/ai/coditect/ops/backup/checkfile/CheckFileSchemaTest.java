package ai.coditect.ops.backup.checkfile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.problem.ProblemsException;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an editor marks and what the worker refuses are the same, as far as a schema can see. */
final class CheckFileSchemaTest {
  private static final String WELL =
      "proves: Something that matters.\ndoes-not-prove: Anything else.\nstatement: ask.sql\n"
          + "comparison: equal\ntimeout: 5s\n";

  @Test
  void every_shipped_file_names_the_schema_and_fits_it() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs/backup-checks"))) {
      List<Path> checks = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertThat(checks).isNotEmpty();
      for (Path check : checks) {
        String text = Files.readString(check);
        assertThat(text)
            .startsWith("# yaml-language-server: $schema=../backup-check.schema.json\n");
        assertThat(schema().validate(text, InputFormat.YAML)).as(check.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          comparison: equal | comparison: not-less                             | neither
          comparison: equal | comparison: { within: { percent: 2.5 } }         | neither
          comparison: equal | comparison: { at-most-so-old: 2h }               | neither
          comparison: equal | comparison: equla                                | both
          comparison: equal | comparison: within                               | both
          comparison: equal | comparison: { within: { } }                      | both
          comparison: equal | comparison: { within: { amount: -1 } }           | both
          comparison: equal | comparison: { within: { percent: 101 } }         | both
          comparison: equal | comparison: { wihtin: { amount: 1 } }            | both
          comparison: equal | comparison: { within: { amount: 1 }, equal: 1 }  | both
          comparison: equal | comparison: { at-most-so-old: 2 hours }          | both
          comparison: equal | comparison: { at-most-so-old: 2d }               | both
          timeout: 5s       | timeout: soon                                    | both
          timeout: 5s       | timeout: 10m                                     | worker
          timeout: 5s       | tiemout: 5s                                      | both
          ask.sql           | ../ask.sql                                       | both
          ask.sql           | ask                                              | both
          ask.sql           | other.sql                                        | worker
          Anything else.    | No.                                              | both
          """)
  void what_is_wrong_is_refused_and_marked(String good, String bad, String who) throws IOException {
    String text = WELL.replace(good, bad);
    assertThat(text).isNotEqualTo(WELL);
    assertThat(refused(text)).as("the worker refuses").isEqualTo(!who.equals("neither"));
    assertThat(schema().validate(text, InputFormat.YAML).isEmpty())
        .as("the schema accepts")
        .isEqualTo(!who.equals("both"));
  }

  private static boolean refused(String text) {
    try {
      CheckFileReader.read(
          "checks",
          Map.of(
              "one.yaml", text.getBytes(StandardCharsets.UTF_8),
              "ask.sql", "select 1".getBytes(StandardCharsets.UTF_8)));
      return false;
    } catch (ProblemsException e) {
      return true;
    }
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/backup-check.schema.json")));
  }
}
