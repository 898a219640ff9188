package ai.coditect.ops.metrics.render;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.alert.Condition;
import ai.coditect.ops.metrics.alert.Condition.BurnRate;
import ai.coditect.ops.metrics.alert.Condition.LogEntries;
import ai.coditect.ops.metrics.alert.Condition.PromQlCondition;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.List;
import java.util.Map;

/** Rules as alert policies of Cloud Monitoring: one condition each. */
final class AlertPolicies {
  static final String GROUP = "ops-worker";
  private static final String EVALUATED_EVERY = "60s";
  private static final String CLOSED_AFTER = "86400s";
  private static final String AT_MOST_EVERY = "3600s";

  private AlertPolicies() {}

  static MonitoringDocument of(AlertRule rule) {
    Map<String, Object> policy =
        object(
            "displayName",
            "ops-worker: " + rule.title(),
            "documentation",
            object("content", documentation(rule), "mimeType", "text/markdown"),
            "userLabels",
            object(
                MonitoringDocument.OWNER_LABEL,
                MonitoringDocument.OWNER,
                MonitoringDocument.ID_LABEL,
                rule.id(),
                "team",
                rule.owner()),
            "conditions",
            List.of(condition(rule)),
            "combiner",
            "OR",
            "enabled",
            true);
    // A policy with PromQL closes by itself once its query answers nothing.
    if (rule.condition() instanceof LogEntries) {
      policy.put(
          "alertStrategy",
          object(
              "notificationRateLimit", object("period", AT_MOST_EVERY), "autoClose", CLOSED_AFTER));
    } else if (rule.condition() instanceof BurnRate) {
      policy.put("alertStrategy", object("autoClose", CLOSED_AFTER));
    }
    policy.put("severity", rule.severity().name());
    String hash = SpecHash.of(policy);
    labels(policy).put(MonitoringDocument.HASH_LABEL, hash);
    return new MonitoringDocument(Kind.POLICY, rule.id(), hash, policy);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> labels(Map<String, Object> policy) {
    return (Map<String, Object>) policy.get("userLabels");
  }

  private static String documentation(AlertRule rule) {
    return """
        **%s.**

        *What it does not mean:* %s

        *What to do:* %s

        Severity %s, owner %s, rule %s."""
        .formatted(
            rule.title(),
            rule.notMeant(),
            rule.runbookPath(),
            rule.severity().label(),
            rule.owner(),
            rule.id());
  }

  private static Map<String, Object> condition(AlertRule rule) {
    Condition condition = rule.condition();
    Map<String, Object> json = object("displayName", rule.title());
    if (condition instanceof PromQlCondition query) {
      json.put("conditionPrometheusQueryLanguage", query(rule, query));
    } else if (condition instanceof BurnRate burn) {
      json.put(
          "conditionThreshold",
          object(
              "filter",
              "select_slo_burn_rate(\"projects/%s/services/%s/serviceLevelObjectives/%s\", \"%s\")"
                  .formatted(
                      MonitoringDocument.PROJECT,
                      MonitoringDocument.OWNER,
                      burn.objective(),
                      SeriesSelector.seconds(burn.lookBack())),
              "comparison",
              "COMPARISON_GT",
              "thresholdValue",
              burn.rate(),
              "duration",
              "0s",
              "trigger",
              object("count", 1)));
    } else if (condition instanceof LogEntries log) {
      json.put("conditionMatchedLog", object("filter", log.filter()));
    }
    return json;
  }

  private static Map<String, Object> query(AlertRule rule, PromQlCondition query) {
    Map<String, Object> json = object("query", query.promQl());
    // Zero is what is there anyway, and is not read back.
    if (!rule.lasting().isZero()) {
      json.put("duration", SeriesSelector.seconds(rule.lasting()));
    }
    json.put("evaluationInterval", EVALUATED_EVERY);
    json.put("ruleGroup", GROUP);
    json.put("alertRule", rule.word());
    if (rule.speaksOfNothing()) {
      json.put("disableMetricValidation", true);
    }
    return json;
  }
}
