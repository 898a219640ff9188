package ai.coditect.ops.metrics.render;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.Condition.PromQlCondition;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** The rules that have a query, as Prometheus and its managed edition read them. */
public final class RuleGroups {
  private static final String HEAD =
      "# Written by \"render monitoring\" from jobs/; change those files.\n";

  private RuleGroups() {}

  /** A rule file as promtool and a Prometheus server read it. */
  public static String plain(List<AlertRule> rules) {
    return HEAD + yaml(groups(rules));
  }

  /**
   * For managed Prometheus. Rules of the cluster only see series of the cluster, and these figures
   * belong to no cluster.
   */
  static String managed(List<AlertRule> rules) {
    return HEAD
        + yaml(
            object(
                "apiVersion",
                "monitoring.googleapis.com/v1",
                "kind",
                "GlobalRules",
                "metadata",
                object("name", MonitoringDocument.OWNER),
                "spec",
                groups(rules)));
  }

  private static Map<String, Object> groups(List<AlertRule> rules) {
    return object(
        "groups",
        List.of(
            object(
                "name",
                AlertPolicies.GROUP,
                "interval",
                "60s",
                "rules",
                rules.stream()
                    .filter(rule -> rule.condition() instanceof PromQlCondition)
                    .map(RuleGroups::rule)
                    .toList())));
  }

  private static Map<String, Object> rule(AlertRule rule) {
    Map<String, Object> json =
        object("alert", rule.word(), "expr", ((PromQlCondition) rule.condition()).promQl());
    if (!rule.lasting().isZero()) {
      json.put("for", SeriesSelector.seconds(rule.lasting()));
    }
    json.put(
        "labels",
        object("severity", rule.severity().label(), "team", rule.owner(), "rule", rule.id()));
    json.put(
        "annotations",
        object(
            "summary", rule.title(), "not_meant", rule.notMeant(), "runbook", rule.runbookPath()));
    return json;
  }

  private static String yaml(Map<String, Object> document) {
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(1000)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .build())
        .dumpToString(document);
  }
}
