package ai.coditect.ops.local.monitoring;

import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import com.google.api.MetricDescriptor.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a descriptor may be, and what may be changed about it. */
final class DescriptorRules {
  static final int LONGEST_VALUE = 1024;
  private static final int LONGEST_KEY = 100;
  private static final int MOST_LABELS = 30;
  private static final Pattern TYPE =
      Pattern.compile("(custom|external|workload)\\.googleapis\\.com/[A-Za-z0-9_./-]{1,200}");
  private static final Pattern KEY = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

  private DescriptorRules() {}

  static Optional<String> wrong(MetricDescriptor descriptor) {
    if (!TYPE.matcher(descriptor.getType()).matches()) {
      return Optional.of(
          "Field metricDescriptor.type had an invalid value of \"%s\": it must begin with custom.googleapis.com/."
              .formatted(descriptor.getType()));
    }
    if (descriptor.getMetricKind() == MetricKind.METRIC_KIND_UNSPECIFIED
        || descriptor.getValueType() == ValueType.VALUE_TYPE_UNSPECIFIED) {
      return Optional.of("Field metricDescriptor had an invalid value: kind and type must be set.");
    }
    boolean onlyGauge =
        descriptor.getValueType() == ValueType.BOOL
            || descriptor.getValueType() == ValueType.STRING;
    if (onlyGauge && descriptor.getMetricKind() != MetricKind.GAUGE) {
      return Optional.of(
          "Field metricDescriptor.valueType had an invalid value of \"%s\": only a GAUGE may have it."
              .formatted(descriptor.getValueType()));
    }
    if (descriptor.getLabelsCount() > MOST_LABELS) {
      return Optional.of(
          "Field metricDescriptor.labels had an invalid value: at most 30 labels are allowed.");
    }
    return descriptor.getLabelsList().stream()
        .map(LabelDescriptor::getKey)
        .filter(key -> key.length() > LONGEST_KEY || !KEY.matcher(key).matches())
        .findFirst()
        .map(
            key ->
                "Field metricDescriptor.labels had an invalid value of \""
                    + key
                    + "\": not a key.");
  }

  /** Kind and type stay for ever; labels are added and never removed; words are replaced. */
  static Optional<String> wrongChange(MetricDescriptor old, MetricDescriptor wanted) {
    if (old.getMetricKind() != wanted.getMetricKind()) {
      return Optional.of(
          "Field metricDescriptor.metricKind had an invalid value of \"%s\": the kind of metric %s is %s and cannot be changed."
              .formatted(wanted.getMetricKind(), old.getType(), old.getMetricKind()));
    }
    if (old.getValueType() != wanted.getValueType()) {
      return Optional.of(
          "Field metricDescriptor.valueType had an invalid value of \"%s\": the value type of metric %s is %s and cannot be changed."
              .formatted(wanted.getValueType(), old.getType(), old.getValueType()));
    }
    return Optional.empty();
  }

  static MetricDescriptor merged(MetricDescriptor old, MetricDescriptor wanted) {
    Map<String, LabelDescriptor> labels = new LinkedHashMap<>();
    old.getLabelsList().forEach(label -> labels.put(label.getKey(), label));
    wanted.getLabelsList().forEach(label -> labels.put(label.getKey(), label));
    return wanted.toBuilder().clearLabels().addAllLabels(labels.values()).build();
  }
}
