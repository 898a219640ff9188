package ai.coditect.ops.local.monitoring;

import com.google.api.Distribution;
import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import com.google.monitoring.v3.Point;
import com.google.monitoring.v3.TimeSeries;
import com.google.monitoring.v3.TypedValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with a series by itself, in the service's words; nothing about earlier points. */
final class SeriesRules {
  private static final int MOST_BUCKETS = 200;

  /** The resources that we write on, with their labels beside project_id. */
  private static final Map<String, Set<String>> RESOURCES =
      Map.of(
          "global", Set.of(),
          "generic_task", Set.of("location", "namespace", "job", "task_id"),
          "generic_node", Set.of("location", "namespace", "node_id"),
          "k8s_container",
              Set.of("location", "cluster_name", "namespace_name", "pod_name", "container_name"));

  private SeriesRules() {}

  static Optional<String> wrongWithItself(TimeSeries series) {
    Set<String> wanted = RESOURCES.get(series.getResource().getType());
    if (wanted == null) {
      return Optional.of("Unrecognized monitored resource type: " + series.getResource().getType());
    }
    Set<String> given =
        series.getResource().getLabelsMap().keySet().stream()
            .filter(label -> !label.equals("project_id"))
            .collect(Collectors.toSet());
    if (!given.equals(wanted)) {
      return Optional.of("Unrecognized or missing resource labels: " + given);
    }
    if (series.getPointsCount() != 1) {
      return Optional.of(
          "Field points had an invalid value: Exactly one point must be written per TimeSeries.");
    }
    for (Map.Entry<String, String> label : series.getMetric().getLabelsMap().entrySet()) {
      if (label.getValue().length() > DescriptorRules.LONGEST_VALUE) {
        return Optional.of(
            "Field metric.labels[%s] had an invalid value: Label values may have at most 1024 characters."
                .formatted(label.getKey()));
      }
    }
    return wrongValue(series.getPoints(0).getValue());
  }

  static Optional<String> wrongForDescriptor(TimeSeries series, MetricDescriptor descriptor) {
    String type = descriptor.getType();
    MetricKind kind = kindOf(series);
    if (kind != descriptor.getMetricKind()) {
      return Optional.of(
          "Metric kind for metric %s must be %s, but is %s."
              .formatted(type, descriptor.getMetricKind(), kind));
    }
    ValueType value = valueTypeOf(series.getPoints(0));
    if (value != descriptor.getValueType()) {
      return Optional.of(
          "Value type for metric %s must be %s, but is %s."
              .formatted(type, descriptor.getValueType(), value));
    }
    Set<String> known =
        descriptor.getLabelsList().stream()
            .map(LabelDescriptor::getKey)
            .collect(Collectors.toSet());
    Set<String> unknown =
        series.getMetric().getLabelsMap().keySet().stream()
            .filter(label -> !known.contains(label))
            .collect(Collectors.toSet());
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of("Unrecognized metric labels: " + unknown);
  }

  static MetricKind kindOf(TimeSeries series) {
    return series.getMetricKind() == MetricKind.METRIC_KIND_UNSPECIFIED
        ? MetricKind.GAUGE
        : series.getMetricKind();
  }

  static ValueType valueTypeOf(Point point) {
    return switch (point.getValue().getValueCase()) {
      case BOOL_VALUE -> ValueType.BOOL;
      case INT64_VALUE -> ValueType.INT64;
      case DOUBLE_VALUE -> ValueType.DOUBLE;
      case STRING_VALUE -> ValueType.STRING;
      case DISTRIBUTION_VALUE -> ValueType.DISTRIBUTION;
      case VALUE_NOT_SET -> ValueType.VALUE_TYPE_UNSPECIFIED;
    };
  }

  private static Optional<String> wrongValue(TypedValue value) {
    return switch (value.getValueCase()) {
      case VALUE_NOT_SET -> Optional.of("Field points[0].value had an invalid value: not set.");
      case DOUBLE_VALUE ->
          Double.isFinite(value.getDoubleValue())
              ? Optional.empty()
              : invalid("double_value", "must be finite");
      case DISTRIBUTION_VALUE -> wrongDistribution(value.getDistributionValue());
      default -> Optional.empty();
    };
  }

  private static Optional<String> wrongDistribution(Distribution value) {
    if (!Double.isFinite(value.getMean()) || !Double.isFinite(value.getSumOfSquaredDeviation())) {
      return invalid("distribution_value", "must be finite");
    }
    if (value.getCount() < 0 || value.getSumOfSquaredDeviation() < 0) {
      return invalid("distribution_value", "must not be negative");
    }
    if (value.getCount() == 0 && (value.getMean() != 0 || value.getSumOfSquaredDeviation() != 0)) {
      return invalid("distribution_value", "of no value must have no mean and no deviation");
    }
    if (value.getBucketCountsCount() == 0) {
      return value.getCount() == 0
          ? Optional.empty()
          : invalid("distribution_value", "must have bucket counts");
    }
    if (value.getBucketCountsList().stream().anyMatch(count -> count < 0)
        || value.getBucketCountsList().stream().mapToLong(Long::longValue).sum()
            != value.getCount()) {
      return invalid("distribution_value", "bucket counts must add up to count");
    }
    var bounds = value.getBucketOptions().getExplicitBuckets().getBoundsList();
    for (int i = 1; i < bounds.size(); i++) {
      if (bounds.get(i) <= bounds.get(i - 1)) {
        return invalid("distribution_value", "bounds must grow");
      }
    }
    return bounds.isEmpty()
            || value.getBucketCountsCount() > bounds.size() + 1
            || value.getBucketCountsCount() > MOST_BUCKETS
        ? invalid("distribution_value", "has more bucket counts than buckets, or more than 200")
        : Optional.empty();
  }

  private static Optional<String> invalid(String field, String why) {
    return Optional.of("Field points[0].value." + field + " had an invalid value: " + why + ".");
  }
}
