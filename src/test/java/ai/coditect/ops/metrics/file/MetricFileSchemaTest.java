package ai.coditect.ops.metrics.file;

import static org.assertj.core.api.Assertions.assertThat;

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
final class MetricFileSchemaTest {
  private static final String WELL =
      "capability: license\nquery: ask.sql\nevery: 5m\ntimeout: 2s\nfigures:\n  things:\n"
          + "    description: Things by plan.\n    unit: \"{thing}\"\n    kind: gauge\n"
          + "    type: int64\n    labels: { plan: [ FREE, PRO ] }\n    missing: zero\n";

  @Test
  void every_shipped_file_names_the_schema_and_fits_it() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs/metrics"))) {
      List<Path> metrics = files.toList();
      assertThat(metrics).hasSizeGreaterThan(10);
      for (Path metric : metrics) {
        String text = Files.readString(metric);
        assertThat(text).startsWith("# yaml-language-server: $schema=../metric.schema.json\n");
        assertThat(schema().validate(text, InputFormat.YAML)).as(metric.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          every: 5m          | every: 24h                          | neither
          every: 5m          | every: 25h                          | worker
          every: 5m          | every: 10s                          | worker
          every: 5m          | every: often                        | both
          timeout: 2s        | timeout: 6s                         | worker
          timeout: 2s        | timout: 2s                          | both
          query: ask.sql     | meter: jobs                         | both
          query: ask.sql     | query: ../ask.sql                   | both
          query: ask.sql     | query: aks.sql                      | worker
          capability: license| capability: License                 | both
          "{thing}"          | furlongs                            | both
          "{thing}"          | "%"                                 | neither
          kind: gauge        | kind: delta                         | both
          kind: gauge        | kind: counter                       | worker
          type: int64        | type: string                        | both
          [ FREE, PRO ]      | [ FREE, FREE ]                      | both
          [ FREE, PRO ]      | [ "a@b.c" ]                         | both
          [ FREE, PRO ]      | [ ]                                 | both
          [ FREE, PRO ]      | text                                | both
          [ FREE, PRO ]      | id                                  | worker
          { plan:            | { value:                            | both
          { plan:            | { figure:                           | worker
          missing: zero      | missing: absent                     | neither
          missing: zero      | missing: nothing                    | both
          missing: zero      | top: 5                              | worker
          Things by plan.    | Things.                             | both
            things:          |   Things:                           | both
          """)
  void what_is_wrong_is_refused_and_marked(String good, String bad, String who) throws IOException {
    String text = WELL.replace(good, bad);
    assertThat(text).isNotEqualTo(WELL);
    MetricFiles read =
        MetricFileReader.read(
            "metrics",
            Map.of("one.yaml", text.getBytes(StandardCharsets.UTF_8)),
            Map.of("ask.sql", "select 1".getBytes(StandardCharsets.UTF_8)));
    assertThat(read.files().isEmpty())
        .as("the worker leaves it out")
        .isEqualTo(!who.equals("neither"));
    assertThat(read.problems().isEmpty()).isEqualTo(who.equals("neither"));
    assertThat(schema().validate(text, InputFormat.YAML).isEmpty())
        .as("the schema accepts")
        .isEqualTo(!who.equals("both"));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/metric.schema.json")));
  }
}
