package ai.coditect.ops.metrics.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.coditect.ops.local.monitoring.MonitoringRules;
import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.Condition.Sense;
import ai.coditect.ops.metrics.alert.Condition.Threshold;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.monitoring.dashboard.v1.Aggregation;
import com.google.monitoring.dashboard.v1.Dashboard;
import com.google.monitoring.dashboard.v1.MosaicLayout.Tile;
import com.google.monitoring.dashboard.v1.Scorecard;
import com.google.monitoring.dashboard.v1.Threshold.Color;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.AlertPolicy.Condition;
import com.google.monitoring.v3.Service;
import com.google.monitoring.v3.ServiceLevelObjective;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every committed file is what Google's own messages take, and names only what there is. */
class DocumentProtosTest {
  private static final Path COMMITTED = Path.of("k8s/gcp/monitoring");
  private static final Map<String, MetricDescriptor> DESCRIPTORS = new HashMap<>();
  private static final Pattern METER =
      Pattern.compile("custom\\.googleapis\\.com/ops/worker/(ops_\\w+)");
  private static final NamedMetrics METRICS = new NamedMetrics(DESCRIPTORS);

  @BeforeAll
  static void describe() throws IOException {
    for (String text : texts("descriptors").values()) {
      MetricDescriptor descriptor = parse(text, MetricDescriptor.newBuilder()).build();
      DESCRIPTORS.put(descriptor.getType(), descriptor);
    }
    assertThat(DESCRIPTORS).hasSizeGreaterThan(50);
  }

  private static Map<String, String> texts(String directory) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(COMMITTED.resolve(directory))) {
      for (Path file : files.toList()) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return texts;
  }

  /** A field that the message does not have is refused. */
  private static <T extends Message.Builder> T parse(String text, T into)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(text, into);
    return into;
  }

  @Test
  void policies_are_alert_policies_with_one_condition_about_what_there_is() throws IOException {
    Map<String, String> policies = texts("policies");
    assertThat(policies).hasSizeGreaterThan(60);
    for (Map.Entry<String, String> each : policies.entrySet()) {
      AlertPolicy policy = parse(each.getValue(), AlertPolicy.newBuilder()).build();
      assertThat(policy.getConditionsCount()).as(each.getKey()).isEqualTo(1);
      Condition condition = policy.getConditions(0);
      if (condition.hasConditionPrometheusQueryLanguage()) {
        String query = condition.getConditionPrometheusQueryLanguage().getQuery();
        assertThat(METRICS.wrongQuery(query)).as(each.getKey()).isEmpty();
        assertThat(condition.getConditionPrometheusQueryLanguage().getDisableMetricValidation())
            .as(each.getKey())
            .isEqualTo(query.contains("absent("));
      }
      assertThat(
              MonitoringRules.wrong(
                  policy, List.copyOf(DESCRIPTORS.values()), name -> objectiveIsThere(name)))
          .as(each.getKey())
          .isEmpty();
      assertThat(policy.getSeverity()).isNotEqualTo(AlertPolicy.Severity.SEVERITY_UNSPECIFIED);
      assertThat(policy.getUserLabelsMap()).containsKeys("owner", "rule", "spec", "team");
      assertThat(policy.getDocumentation().getContent())
          .contains("What it does not mean", "src/docs/runbooks/");
    }
  }

  private static boolean objectiveIsThere(String name) {
    return Files.exists(
        COMMITTED.resolve("objectives/" + name.substring(name.lastIndexOf('/') + 1) + ".json"));
  }

  @Test
  void a_policy_that_names_what_is_not_there_is_found() {
    List<String> queries =
        List.of(
            "custom_googleapis_com:ops_job_overdeu{monitored_resource=\"generic_task\"} > 1",
            "custom_googleapis_com:ops_job_overdue{monitored_resource=\"generic_task\",jop=\"x\"} > 1",
            "custom_googleapis_com:ops_job_overdue{metric_job=\"x\"} > 1",
            "custom_googleapis_com:ops_events_rejected{monitored_resource=\"generic_task\"} > 1",
            "vector(1)");
    assertThat(queries).allSatisfy(query -> assertThat(METRICS.wrongQuery(query)).hasSize(1));
    Set<MetricKind> gauges = Set.of(MetricKind.GAUGE);
    assertThat(METRICS.wrongFilter("metric.type=\"custom.googleapis.com/ops/job_overdue\"", gauges))
        .hasSize(1);
    assertThat(
            METRICS.wrongFilter(
                "metric.type=\"custom.googleapis.com/ops/job_overdue\" AND resource.type=\"generic_task\" AND metric.label.jop=\"x\"",
                gauges))
        .hasSize(1);
  }

  @Test
  void what_the_message_does_not_know_is_refused() {
    List<String> texts =
        List.of(
            "{\"displayNaem\": \"x\"}",
            "{\"severity\": \"URGENT\"}",
            "{\"alertStrategy\": {\"autoClose\": \"86400\"}}",
            "{\"conditions\": [{\"conditionMatchedLog\": {}, \"conditionAbsent\": {}}]}");
    assertThat(texts)
        .allSatisfy(
            text ->
                assertThatThrownBy(() -> parse(text, AlertPolicy.newBuilder()))
                    .isInstanceOf(InvalidProtocolBufferException.class));
  }

  @Test
  void dashboards_are_dashboards_whose_tiles_lie_side_by_side() throws IOException {
    Map<String, String> dashboards = texts("dashboards");
    assertThat(dashboards).containsKeys("overview.json", "jobs.json", "backup.json");
    Set<String> charted = new java.util.HashSet<>();
    for (Map.Entry<String, String> each : dashboards.entrySet()) {
      Dashboard dashboard = parse(each.getValue(), Dashboard.newBuilder()).build();
      assertThat(MonitoringRules.wrong(dashboard)).as(each.getKey()).isEmpty();
      assertThat(MonitoringRules.filledIn(dashboard))
          .as(each.getKey() + " says what the service would fill in")
          .isEqualTo(dashboard);
      MonitoringRules.filters(dashboard).stream()
          .filter(query -> !METER.matcher(query.getTimeSeriesFilter().getFilter()).find())
          .forEach(
              query -> {
                String filter = query.getTimeSeriesFilter().getFilter();
                boolean delta =
                    query.getTimeSeriesFilter().getAggregation().getPerSeriesAligner()
                        == Aggregation.Aligner.ALIGN_DELTA;
                assertThat(
                        METRICS.wrongFilter(
                            filter, Set.of(delta ? MetricKind.CUMULATIVE : MetricKind.GAUGE)))
                    .as(each.getKey())
                    .isEmpty();
                charted.add(filter.replaceFirst("metric.type=\"([^\"]+)\".*", "$1"));
              });
    }
    assertThat(charted).as("every figure is on a page").isEqualTo(DESCRIPTORS.keySet());
  }

  /** A meter is on no list: that it is written is seen where it is made. */
  @Test
  void the_page_of_meters_names_those_that_workers_have() throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      sources =
          files
              .filter(file -> file.toString().matches(".*(Meters|Listener|Loop|Healing)\\.java"))
              .map(DocumentProtosTest::text)
              .collect(Collectors.joining());
    }
    List<String> named =
        METER
            .matcher(Files.readString(COMMITTED.resolve("dashboards/meters.json")))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(named).hasSize(8).doesNotHaveDuplicates();
    assertThat(named)
        .allSatisfy(
            name ->
                assertThat(sources)
                    .containsPattern(
                        "(Timer|Counter)\\.builder\\(\"" + name.replace("_", "\\.") + "\"\\)"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_light_is_red_from_where_its_last_rule_speaks() throws IOException {
    Dashboard overview =
        parse(texts("dashboards").get("overview.json"), Dashboard.newBuilder()).build();
    int ruled = 0;
    for (Tile tile : overview.getMosaicLayout().getTilesList()) {
      Scorecard light = tile.getWidget().getScorecard();
      List<Threshold> rules =
          MonitoringFilesTest.shipped().rules().stream()
              .map(AlertRule::condition)
              .filter(Threshold.class::isInstance)
              .map(Threshold.class::cast)
              .filter(
                  rule ->
                      rule.of()
                          .filter()
                          .equals(light.getTimeSeriesQuery().getTimeSeriesFilter().getFilter()))
              .toList();
      if (rules.isEmpty()) {
        continue;
      }
      ruled++;
      assertThat(light.getThresholdsList())
          .filteredOn(each -> each.getColor() == Color.RED)
          .as(tile.getWidget().getTitle())
          .singleElement()
          .satisfies(
              red -> {
                assertThat(rules)
                    .filteredOn(
                        rule ->
                            red.getValue()
                                == rule.threshold() - (rule.sense() == Sense.AT_LEAST ? 0.5 : 0))
                    .hasSize(1);
                assertThat(rules)
                    .allMatch(
                        rule ->
                            rule.sense() == Sense.BELOW
                                ? red.getValue() <= rule.threshold()
                                : red.getValue() >= rule.threshold() - 0.5);
              });
    }
    assertThat(ruled).isEqualTo(17);
  }

  @Test
  void a_tile_on_another_one_or_beside_the_grid_is_found() throws IOException {
    Dashboard good =
        parse(texts("dashboards").get("overview.json"), Dashboard.newBuilder()).build();
    Dashboard.Builder onAnother = good.toBuilder();
    Tile.Builder tile = onAnother.getMosaicLayoutBuilder().getTilesBuilder(2);
    tile.setXPos(tile.getXPos() - 1);
    assertThat(MonitoringRules.wrong(onAnother.build()))
        .anyMatch(each -> each.contains("overlaps"));
    Dashboard.Builder beside = good.toBuilder();
    beside.getMosaicLayoutBuilder().getTilesBuilder(4).setWidth(40);
    assertThat(MonitoringRules.wrong(beside.build())).anyMatch(each -> each.contains("beside"));
    Dashboard.Builder empty = good.toBuilder();
    empty.getMosaicLayoutBuilder().getTilesBuilder(1).clearWidget();
    assertThat(MonitoringRules.wrong(empty.build())).anyMatch(each -> each.contains("no content"));
  }

  @Test
  void objectives_are_objectives_of_gauges_that_there_are() throws IOException {
    Map<String, String> objectives = texts("objectives");
    assertThat(objectives).hasSizeGreaterThan(6).containsKey("ops-worker.json");
    for (Map.Entry<String, String> each : objectives.entrySet()) {
      if (each.getKey().equals("ops-worker.json")) {
        assertThat(parse(each.getValue(), Service.newBuilder()).hasCustom()).isTrue();
      } else {
        ServiceLevelObjective objective =
            parse(each.getValue(), ServiceLevelObjective.newBuilder()).build();
        var range = objective.getServiceLevelIndicator().getWindowsBased().getMetricMeanInRange();
        assertThat(METRICS.wrongFilter(range.getTimeSeries(), Set.of(MetricKind.GAUGE)))
            .as(each.getKey())
            .isEmpty();
        assertThat(range.getRange().getMax()).isPositive();
      }
    }
  }
}
