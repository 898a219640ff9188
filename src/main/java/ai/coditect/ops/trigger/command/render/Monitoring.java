package ai.coditect.ops.trigger.command.render;

import static ai.coditect.ops.trigger.command.render.Manifests.fields;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Alert policies and a dashboard for Cloud Monitoring. */
public final class Monitoring {
  /**
   * What a serving worker is to publish every minute, so that a job that never ran is seen too. No
   * version publishes it yet: until one does, the policy for silence of all fires.
   */
  public static final String SILENCE = "custom.googleapis.com/ops/job/seconds_since_last_success";

  private static final String RESOURCE = "generic_task";
  private static final int COLUMNS = 12;

  private Monitoring() {}

  /**
   * JSON documents by file name: a policy for each schedule and each job that events wake, one for
   * silence of all, a dashboard.
   */
  public static SortedMap<String, Map<String, Object>> of(List<JobFile> files) {
    SortedMap<String, Map<String, Object>> documents = new TreeMap<>();
    for (JobFile file : files) {
      for (Expected expected : file.expected()) {
        documents.put(
            "alert-" + expected.label().replace('/', '-') + "-silent.json", silent(file, expected));
      }
    }
    documents.put("alert-worker-silent.json", workerSilent());
    documents.put("dashboard.json", dashboard(files));
    return documents;
  }

  private static Map<String, Object> silent(JobFile file, Expected expected) {
    return policy(
        expected.label() + " has been silent for too long",
        file.destructive() ? "CRITICAL" : "ERROR",
        fields(
            "displayName",
            "no success for " + expected.silentFor(),
            "conditionThreshold",
            fields(
                "filter", filter(expected),
                "comparison", "COMPARISON_GT",
                "thresholdValue", expected.silentFor().toSeconds(),
                "duration", "0s",
                "aggregations", List.of(aggregation(expected)),
                "trigger", fields("count", 1))),
        file.description()
            + "\n\nOwner: "
            + file.owner()
            + "\n\nWhat to do: "
            + file.alert().runbook(),
        fields("job", file.name(), "owner", file.owner()));
  }

  private static Map<String, Object> workerSilent() {
    return policy(
        "the ops worker reports nothing",
        "CRITICAL",
        fields(
            "displayName",
            "no report for 10 minutes",
            "conditionAbsent",
            fields(
                "filter", metric(),
                "duration", "600s",
                "aggregations", List.of(aggregation(List.of("metric.label.job"))),
                "trigger", fields("count", 1))),
        "No serving worker reports how long its jobs have been silent.\n\nLook at the deployment ops-worker.",
        fields("owner", "operations"));
  }

  private static Map<String, Object> policy(
      String name,
      String severity,
      Map<String, Object> condition,
      String documentation,
      Map<String, Object> labels) {
    return fields(
        "displayName",
        "ops-worker: " + name,
        "combiner",
        "OR",
        "enabled",
        true,
        "severity",
        severity,
        "conditions",
        List.of(condition),
        "alertStrategy",
        fields("autoClose", "86400s"),
        "documentation",
        fields("content", documentation, "mimeType", "text/markdown"),
        "userLabels",
        labels);
  }

  private static Map<String, Object> dashboard(List<JobFile> files) {
    List<Map<String, Object>> tiles = new ArrayList<>();
    for (Expected expected : files.stream().flatMap(file -> file.expected().stream()).toList()) {
      int index = tiles.size();
      tiles.add(
          fields(
              "xPos",
              index % 2 * COLUMNS / 2,
              "yPos",
              index / 2 * 4,
              "width",
              COLUMNS / 2,
              "height",
              4,
              "widget",
              fields(
                  "title",
                  expected.label() + ": seconds since last success",
                  "xyChart",
                  chart(expected))));
    }
    return fields(
        "displayName", "ops-worker", "mosaicLayout", fields("columns", COLUMNS, "tiles", tiles));
  }

  private static Map<String, Object> chart(Expected expected) {
    return fields(
        "dataSets",
            List.of(
                fields(
                    "timeSeriesQuery",
                        fields(
                            "timeSeriesFilter",
                            fields(
                                "filter", filter(expected), "aggregation", aggregation(expected))),
                    "plotType", "LINE",
                    "targetAxis", "Y1",
                    "minAlignmentPeriod", "60s")),
        "yAxis", fields("label", "seconds", "scale", "LINEAR"),
        "thresholds", List.of(fields("value", expected.silentFor().toSeconds(), "label", "alert")));
  }

  private static String filter(Expected expected) {
    String job = expected.label().split("/", 2)[0];
    return metric()
        + " metric.label.job=\""
        + job
        + "\""
        + expected.schedule().map(n -> " metric.label.schedule=\"" + n + "\"").orElse("");
  }

  private static String metric() {
    return "metric.type=\"" + SILENCE + "\" resource.type=\"" + RESOURCE + "\"";
  }

  /** The least of all reporters: one worker that knows of a success is enough. */
  private static Map<String, Object> aggregation(Expected expected) {
    return aggregation(
        expected.schedule().isPresent()
            ? List.of("metric.label.job", "metric.label.schedule")
            : List.of("metric.label.job"));
  }

  private static Map<String, Object> aggregation(List<String> groups) {
    return fields(
        "alignmentPeriod", "60s",
        "perSeriesAligner", "ALIGN_MIN",
        "crossSeriesReducer", "REDUCE_MIN",
        "groupByFields", groups);
  }
}
