package ai.coditect.ops.local.monitoring;

import com.google.api.MetricDescriptor;
import com.google.monitoring.v3.AlertPolicy;
import com.google.monitoring.v3.AlertPolicy.Condition;
import com.google.monitoring.v3.AlertPolicy.Condition.MetricThreshold;
import com.google.monitoring.v3.AlertPolicy.Condition.PrometheusQueryLanguageCondition;
import com.google.monitoring.v3.ComparisonType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an alert policy has to be like, and how it is refused. */
final class PolicyRules {
  private static final Pattern WORD = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{0,63}");
  private static final Pattern METRIC = Pattern.compile("\\b(custom_googleapis_com:\\w+)");
  private static final Pattern TYPE = Pattern.compile("metric\\.type=\"([^\"]+)\"");
  private static final Pattern BURN =
      Pattern.compile("select_slo_burn_rate\\(\"([^\"]+)\", \"\\d+s\"\\)");

  private PolicyRules() {}

  static List<String> wrong(
      AlertPolicy policy, List<MetricDescriptor> metrics, Predicate<String> isObjective) {
    List<String> wrong = new ArrayList<>();
    if (policy.getDisplayName().isBlank()) {
      wrong.add("Field alert_policy.display_name must be set.");
    }
    if (policy.getConditionsCount() == 0) {
      wrong.add("Field alert_policy.conditions must have one condition at least.");
    }
    if (policy.getCombiner() == AlertPolicy.ConditionCombinerType.COMBINE_UNSPECIFIED) {
      wrong.add("Field alert_policy.combiner must be set.");
    }
    wrong.addAll(wrongLabels(policy.getUserLabelsMap()));
    for (Condition condition : policy.getConditionsList()) {
      if (condition.getDisplayName().isBlank()) {
        wrong.add("Field alert_policy.conditions[0].display_name must be set.");
      }
      switch (condition.getConditionCase()) {
        case CONDITION_PROMETHEUS_QUERY_LANGUAGE -> {
          if (policy.getConditionsCount() > 1) {
            wrong.add("A policy with a PromQL condition has this condition only.");
          }
          wrong.addAll(wrong(condition.getConditionPrometheusQueryLanguage(), metrics));
        }
        case CONDITION_THRESHOLD ->
            wrong.addAll(wrong(condition.getConditionThreshold(), metrics, isObjective));
        case CONDITION_MATCHED_LOG -> {
          if (condition.getConditionMatchedLog().getFilter().isBlank()) {
            wrong.add("Field condition_matched_log.filter must be set.");
          }
          if (!policy.getAlertStrategy().getNotificationRateLimit().hasPeriod()) {
            wrong.add("Log-based policies must set alert_strategy.notification_rate_limit.");
          }
        }
        default -> wrong.add("Field alert_policy.conditions[0].condition must be set.");
      }
    }
    return wrong;
  }

  static List<String> wrongLabels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .filter(
            each ->
                !each.getKey().matches("[a-z][a-z0-9_-]{0,62}")
                    || !LABEL.matcher(each.getValue()).matches())
        .map(each -> "Field user_labels had an invalid value of \"" + each + "\".")
        .toList();
  }

  private static List<String> wrong(
      PrometheusQueryLanguageCondition condition, List<MetricDescriptor> metrics) {
    List<String> wrong = new ArrayList<>();
    if (condition.getQuery().isBlank()) {
      wrong.add("Field query must be set.");
    }
    if (condition.getEvaluationInterval().getSeconds() % 30 != 0) {
      wrong.add("Field evaluation_interval must be a multiple of 30 seconds.");
    }
    if (!WORD.matcher(condition.getAlertRule()).matches()) {
      wrong.add("Field alert_rule must be a label name of Prometheus.");
    }
    Set<String> known =
        metrics.stream()
            .map(each -> each.getType().replaceFirst("/", ":").replaceAll("[^A-Za-z0-9:_]", "_"))
            .collect(Collectors.toSet());
    Matcher named = METRIC.matcher(condition.getQuery());
    while (named.find()) {
      if (!condition.getDisableMetricValidation() && !known.contains(named.group(1))) {
        wrong.add("Invalid query: unknown metric " + named.group(1) + ".");
      }
    }
    return wrong;
  }

  private static List<String> wrong(
      MetricThreshold condition, List<MetricDescriptor> metrics, Predicate<String> isObjective) {
    List<String> wrong = new ArrayList<>();
    if (condition.getComparison() != ComparisonType.COMPARISON_GT
        && condition.getComparison() != ComparisonType.COMPARISON_LT) {
      wrong.add("Field comparison must be COMPARISON_GT or COMPARISON_LT.");
    }
    if (condition.getDuration().getSeconds() % 60 != 0) {
      wrong.add("Field duration must be a multiple of 60 seconds.");
    }
    Matcher burn = BURN.matcher(condition.getFilter());
    if (burn.matches()) {
      if (!isObjective.test(burn.group(1))) {
        wrong.add("Could not find the objective " + burn.group(1) + ".");
      }
      return wrong;
    }
    Matcher type = TYPE.matcher(condition.getFilter());
    if (!type.find() || !condition.getFilter().contains("resource.type=\"")) {
      wrong.add("Field filter must name one metric.type and one resource.type.");
    } else if (metrics.stream().noneMatch(each -> each.getType().equals(type.group(1)))) {
      wrong.add("Cannot find metric that matches type = \"" + type.group(1) + "\".");
    }
    return wrong;
  }
}
