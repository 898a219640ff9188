package ai.coditect.ops.metrics.render;

import com.google.api.LabelDescriptor;
import com.google.api.MetricDescriptor;
import com.google.api.MetricDescriptor.MetricKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What filters and queries say about metrics, held against their descriptors.
 *
 * @param byType descriptors
 */
record NamedMetrics(Map<String, MetricDescriptor> byType) {
  private static final Pattern FILTER =
      Pattern.compile(
          "metric\\.type=\"([^\"]+)\" AND resource\\.type=\"(generic_task|k8s_container)\"((?: AND metric\\.label\\.\\w+=\"[^\"]*\")*)");
  private static final Pattern FILTER_LABEL = Pattern.compile("metric\\.label\\.(\\w+)=");
  private static final Pattern SELECTOR =
      Pattern.compile("custom_googleapis_com:(\\w+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)=\"[^\"]*\"");

  /** Everything that a filter says wrongly. */
  List<String> wrongFilter(String filter, Set<MetricKind> kinds) {
    Matcher found = FILTER.matcher(filter);
    if (!found.matches()) {
      return List.of("not one metric.type and resource.type: " + filter);
    }
    List<String> labels = new ArrayList<>();
    Matcher label = FILTER_LABEL.matcher(found.group(3));
    while (label.find()) {
      labels.add(label.group(1));
    }
    return wrong(found.group(1), labels, kinds);
  }

  /** Everything that a query says wrongly. */
  List<String> wrongQuery(String query) {
    List<String> wrong = new ArrayList<>();
    Matcher selector = SELECTOR.matcher(query);
    boolean any = false;
    while (selector.find()) {
      any = true;
      String type = "custom.googleapis.com/" + selector.group(1).replaceFirst("ops_", "ops/");
      List<String> labels = new ArrayList<>();
      boolean resource = false;
      Matcher matcher = MATCHER.matcher(selector.group(2));
      while (matcher.find()) {
        if (matcher.group(1).equals("monitored_resource")) {
          resource = true;
        } else {
          labels.add(matcher.group(1).replaceFirst("^metric_", ""));
        }
      }
      if (!resource) {
        wrong.add("no monitored_resource: " + query);
      }
      wrong.addAll(wrong(type, labels, Set.of(MetricKind.GAUGE)));
    }
    return any ? wrong : List.of("no metric: " + query);
  }

  private List<String> wrong(String type, List<String> labels, Set<MetricKind> kinds) {
    MetricDescriptor descriptor = byType.get(type);
    if (descriptor == null) {
      return List.of("unknown metric " + type);
    }
    List<String> wrong = new ArrayList<>();
    Set<String> known =
        descriptor.getLabelsList().stream()
            .map(LabelDescriptor::getKey)
            .collect(Collectors.toSet());
    labels.stream()
        .filter(label -> !known.contains(label))
        .forEach(label -> wrong.add("unknown label " + label + " of " + type));
    if (!kinds.contains(descriptor.getMetricKind())) {
      wrong.add(type + " is " + descriptor.getMetricKind());
    }
    return wrong;
  }
}
