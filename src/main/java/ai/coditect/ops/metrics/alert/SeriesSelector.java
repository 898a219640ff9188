package ai.coditect.ops.metrics.alert;

import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.write.Measurement;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The series of one figure, in PromQL and in Cloud Monitoring's filter language.
 *
 * @param figure as its metric file names it
 * @param labels that a series must have
 */
public record SeriesSelector(String figure, Resource resource, SortedMap<String, String> labels) {
  public SeriesSelector {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What a series belongs to, as whoever writes it says. */
  public enum Resource {
    /** The service as a whole: one worker writes it. */
    SERVICE("generic_task", Set.of("project_id", "location", "namespace", "job", "task_id")),
    /** A pod. */
    POD(
        "k8s_container",
        Set.of(
            "project_id",
            "location",
            "cluster_name",
            "namespace_name",
            "pod_name",
            "container_name"));

    private final String type;
    private final Set<String> labels;

    Resource(String type, Set<String> labels) {
      this.type = type;
      this.labels = labels;
    }

    /** Of the figures that a process tells of itself a pod's, of every other the service's. */
    public static Resource of(MetricFiles figures, String figure) {
      return figures.isOfProcess(figure) ? POD : SERVICE;
    }

    public String type() {
      return type;
    }

    /** A metric's label that is also one of the resource is only found under another name. */
    public String inPromQl(String label) {
      return labels.contains(label) ? "metric_" + label : label;
    }
  }

  public static SeriesSelector ofService(String figure, Map<String, String> labels) {
    return new SeriesSelector(figure, Resource.SERVICE, new TreeMap<>(labels));
  }

  /** Whether whatever fits the other one fits this one too. */
  public boolean includes(SeriesSelector other) {
    return figure.equals(other.figure) && other.labels.entrySet().containsAll(labels.entrySet());
  }

  public String metricType() {
    return Measurement.PREFIX + figure;
  }

  /** The metric's name: the first slash becomes a colon, what PromQL does not know a low line. */
  public String metricInPromQl() {
    return Measurement.PREFIX.replaceFirst("/", ":").replaceAll("[./]", "_") + figure;
  }

  public String promQl() {
    SortedMap<String, String> matchers = new TreeMap<>();
    labels.forEach((name, value) -> matchers.put(resource.inPromQl(name), value));
    return metricInPromQl()
        + "{monitored_resource=\""
        + resource.type()
        + "\""
        + matchers.entrySet().stream()
            .map(each -> "," + each.getKey() + "=\"" + each.getValue() + "\"")
            .collect(Collectors.joining())
        + "}";
  }

  public String filter() {
    return "metric.type=\""
        + metricType()
        + "\" AND resource.type=\""
        + resource.type()
        + "\""
        + labels.entrySet().stream()
            .map(each -> " AND metric.label." + each.getKey() + "=\"" + each.getValue() + "\"")
            .collect(Collectors.joining());
  }

  /** A length of time as Prometheus and proto JSON write it: whole seconds. */
  public static String seconds(Duration length) {
    return length.toSeconds() + "s";
  }
}
