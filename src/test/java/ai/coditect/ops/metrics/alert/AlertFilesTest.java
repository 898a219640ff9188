package ai.coditect.ops.metrics.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.metrics.file.MetricFileStore;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.problem.Problem;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an alert file may say: marked by an editor, refused by the worker, never left out quietly.
 */
final class AlertFilesTest {
  private static final MetricFiles FIGURES = MetricFileStore.read(Optional.empty());
  private static final String WELL =
      """
      owner: platform
      runbook: events.md
      alerts:
        backlog-high:
          title: Events wait in the outbox.
          severity: error
          when: { figure: drill_verdict, labels: { verdict: failed }, above: 90 }
          lasting: 5m
          does-not-mean: Nothing is lost at all.
        nobody-there:
          title: Nobody tells anything.
          severity: critical
          absent: { figure: process_uptime }
          does-not-mean: Nothing is lost at all.
      """;

  @Test
  void every_shipped_file_names_the_schema_and_fits_it() throws IOException {
    assertThat(AlertFileStore.read(Optional.empty(), FIGURES).problems()).isEmpty();
    assertThat(AlertFileStore.read(Optional.empty(), FIGURES).rules()).hasSizeGreaterThan(20);
    try (Stream<Path> files = Files.list(Path.of("jobs/alerts"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        assertThat(text).startsWith("# yaml-language-server: $schema=../alert.schema.json\n");
        assertThat(schema().validate(text, InputFormat.YAML)).as(file.toString()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          severity: error      | severity: warning                          | neither
          severity: error      | severity: urgent                           | both
          severity: error      | severty: error                             | both
          lasting: 5m          | lasting: 90s                               | worker
          lasting: 5m          | lasting: 0m                                | both
          lasting: 5m          | lasting: 1d                                | both
          above: 90            | above: 1.5                                 | neither
          above: 90            | above: 5m                                  | worker
          above: 90            | above: many                                | both
          above: 90            | above: 90, below: 3                        | both
          above: 90            | labels: { level: drill }                   | both
          figure: drill_verdict| figure: drill_verdikt                      | worker
          figure: drill_verdict| figure: events_rejected                    | worker
          verdict: failed      | verdict: faild                             | worker
          verdict: failed      | verdikt: failed                            | worker
          absent: { figure     | absent: { while: job_overdue, figure       | neither
          absent: { figure     | absent: { while: job_overdeu, figure       | worker
          absent: { figure: process_uptime }| lasting: 5m                   | both
          runbook: events.md   | runbook: ../events.md                      | both
          nobody-there         | Nobody                                     | both
          Nothing is lost at all. | No.                                     | both
          """)
  void what_is_wrong_is_refused_and_marked(String good, String bad, String who) throws IOException {
    String text = WELL.replace(good, bad);
    assertThat(text).isNotEqualTo(WELL);
    AlertFiles read = read(Map.of("one.yaml", text));
    assertThat(read.problems().isEmpty())
        .as(read.problems().toString())
        .isEqualTo(who.equals("neither"));
    assertThat(schema().validate(text, InputFormat.YAML).isEmpty())
        .as("the schema accepts")
        .isEqualTo(!who.equals("both"));
  }

  @Test
  void every_problem_of_every_file_is_told_at_once_with_its_line_and_cure() {
    AlertFiles read =
        read(
            Map.of(
                "one.yaml",
                WELL,
                "same.yaml",
                WELL,
                "typo.yaml",
                WELL.replace("-high", "-typo")
                    .replace("-there", "-typo")
                    .replace("drill_verdict", "drill_verdic"),
                "notes.txt",
                "hello"));
    assertThat(read.rules())
        .extracting(AlertRule::id)
        .containsOnlyOnce("backlog-high", "nobody-there");
    assertThat(read.problems())
        .extracting(Problem::toString)
        .anyMatch(each -> each.contains("same.yaml: The alert \"backlog-high\" is in one.yaml too"))
        .anyMatch(
            each ->
                each.contains("typo.yaml, line 7")
                    && each.contains("Did you mean \"drill_verdict\"?"))
        .anyMatch(each -> each.contains("notes.txt"))
        .hasSize(4);
  }

  @Test
  void conditions_become_the_queries_that_they_say() {
    List<String> queries =
        AlertFileStore.read(Optional.empty(), FIGURES).rules().stream()
            .filter(rule -> rule.condition() instanceof Condition.PromQlCondition)
            .map(rule -> ((Condition.PromQlCondition) rule.condition()).promQl())
            .toList();
    assertThat(queries)
        .contains(
            "custom_googleapis_com:ops_outbox_oldest{monitored_resource=\"generic_task\"} > 900",
            "absent(custom_googleapis_com:ops_process_uptime{monitored_resource=\"k8s_container\"})",
            "custom_googleapis_com:ops_database_connections_share{monitored_resource=\"generic_task\"} > 0.8");
    // A metric's label that the resource has too is found under another name only.
    assertThat(SeriesSelector.ofService("job_overdue", Map.of("job", "gdpr-purge")).promQl())
        .contains("metric_job=\"gdpr-purge\"");
  }

  private static AlertFiles read(Map<String, String> files) {
    return new AlertFileReader("alerts", FIGURES)
        .read(
            files.entrySet().stream()
                .collect(
                    java.util.stream.Collectors.toMap(
                        Map.Entry::getKey,
                        each -> each.getValue().getBytes(StandardCharsets.UTF_8))));
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("jobs/alert.schema.json")));
  }
}
