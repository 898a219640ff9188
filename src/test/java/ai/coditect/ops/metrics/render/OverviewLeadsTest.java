package ai.coditect.ops.metrics.render;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.metrics.alert.AlertRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a light of the overview to what has to be typed: a page and a section of a runbook. */
class OverviewLeadsTest {
  private static final Path BOARDS = Path.of("k8s/gcp/monitoring/dashboards");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern METRIC = Pattern.compile("metric.type=\\\\?\"([^\"\\\\]+)");
  private static final Pattern COMMAND =
      Pattern.compile(
          "`(jobs|runs|run|check|approve|erasures|exports|drills|figures|destruction|holds)\\b");

  @ParameterizedTest
  @CsvSource({
    "Jobs past their slot, gdpr-purge-overdue",
    "Oldest event to publish (s), outbox-stalls",
    "Events rejected in a day, events-rejected",
    "Workers that report, figures-absent",
    "Ledger last read (s), ledger-unread",
    "Newest backup (s), backup-old",
    "Drills that failed, drill-content-wrong",
    "Longest silence (1 is too long), gdpr-purge-silent",
    "Workers that lead, figures-absent",
    "'Days left, the fewest', privacy-request-due",
    "Runs waiting for approval, run-parked",
    "Connections in use (1 is all), database-connections",
  })
  void a_fault_leads_to_its_cause_in_two_steps(String light, String alert) throws IOException {
    JsonNode overview = page("overview");
    JsonNode tile = widget(overview, light);
    assertThat(tile.has("scorecard")).isTrue();
    Matcher lead =
        Pattern.compile(
                "- \\*\\*" + Pattern.quote(light) + "\\*\\*: page `([\\w-]+)`, runbook (.*)")
            .matcher(widget(overview, "Lights").get("text").get("content").stringValue());
    assertThat(lead.find()).isTrue();
    assertThat(metrics(page(lead.group(1)))).contains(metrics(tile));

    AlertRule rule = rule(alert);
    String told = rule.runbookPath().replace("src/docs/runbooks/", "");
    assertThat(lead.group(2))
        .containsAnyOf("`" + told + "`", "`" + told.replaceFirst(".*#", "JOB.md#") + "`");
    assertThat(MonitoringFilesTest.section(rule.runbookPath())).containsPattern(COMMAND);
    assertThat(Files.readString(Path.of("k8s/gcp/monitoring/policies/" + alert + ".json")))
        .contains(rule.runbookPath());
  }

  @Test
  void every_light_is_told_where_it_leads() throws IOException {
    JsonNode overview = page("overview");
    String leads = widget(overview, "Lights").get("text").get("content").stringValue();
    assertThat(
            StreamSupport.stream(tiles(overview).spliterator(), false)
                .map(tile -> tile.get("widget"))
                .filter(widget -> widget.has("scorecard"))
                .map(widget -> widget.get("title").stringValue()))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            title ->
                assertThat(leads)
                    .containsPattern(
                        Pattern.quote("**" + title + "**") + ": page `.+`, runbook `.+`"));
  }

  private static AlertRule rule(String id) {
    return MonitoringSource.read(
            new Surroundings(Optional.empty(), Optional.empty(), Optional.empty()),
            Clock.systemUTC())
        .rules()
        .stream()
        .filter(rule -> rule.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode page(String id) throws IOException {
    return JSON.readTree(Files.readString(BOARDS.resolve(id + ".json")));
  }

  private static JsonNode tiles(JsonNode page) {
    return page.get("mosaicLayout").get("tiles");
  }

  private static JsonNode widget(JsonNode page, String title) {
    return StreamSupport.stream(tiles(page).spliterator(), false)
        .map(tile -> tile.get("widget"))
        .filter(widget -> widget.get("title").stringValue().equals(title))
        .findFirst()
        .orElseThrow();
  }

  /** The metrics that are named, each once. */
  private static String metrics(JsonNode node) {
    return METRIC
        .matcher(node.toString())
        .results()
        .map(found -> found.group(1) + ";")
        .distinct()
        .reduce("", String::concat);
  }
}
