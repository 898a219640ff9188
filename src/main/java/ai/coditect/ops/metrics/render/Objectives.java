package ai.coditect.ops.metrics.render;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFile.Expected;
import ai.coditect.ops.metrics.alert.JobAlerts;
import ai.coditect.ops.metrics.alert.SeriesSelector;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How fresh each job's success is to be, as objectives of a service of Cloud Monitoring. */
final class Objectives {
  private static final String WINDOW = "300s";
  private static final String OVER = "2419200s";

  private Objectives() {}

  static List<MonitoringDocument> of(List<JobFile> jobs) {
    List<MonitoringDocument> all = new ArrayList<>();
    all.add(
        document(
            Kind.SERVICE,
            MonitoringDocument.OWNER,
            object("displayName", MonitoringDocument.OWNER, "custom", object())));
    for (JobFile job : jobs) {
      job.expected().forEach(expected -> all.add(objective(expected)));
    }
    return all;
  }

  /** A window is good while the newest success in it is, on average, young enough. */
  private static MonitoringDocument objective(Expected expected) {
    SeriesSelector series =
        SeriesSelector.ofService(JobAlerts.SINCE_SUCCESS, Map.of("job", expected.label()));
    return document(
        Kind.OBJECTIVE,
        JobAlerts.objectiveOf(expected),
        object(
            "displayName",
            expected.label() + ": a success not older than its silent-for",
            "serviceLevelIndicator",
            object(
                "windowsBased",
                object(
                    "metricMeanInRange",
                    object(
                        "timeSeries",
                        series.filter(),
                        "range",
                        object("max", (double) expected.silentFor().toSeconds())),
                    "windowPeriod",
                    WINDOW)),
            "goal",
            JobAlerts.GOAL,
            "rollingPeriod",
            OVER));
  }

  private static MonitoringDocument document(Kind kind, String id, Map<String, Object> json) {
    json.put(
        "userLabels",
        object(
            MonitoringDocument.OWNER_LABEL,
            MonitoringDocument.OWNER,
            MonitoringDocument.ID_LABEL,
            id));
    String hash = SpecHash.of(json);
    Map<String, Object> labelled = new java.util.LinkedHashMap<>(json);
    labelled.put(
        "userLabels",
        object(
            MonitoringDocument.OWNER_LABEL,
            MonitoringDocument.OWNER,
            MonitoringDocument.ID_LABEL,
            id,
            MonitoringDocument.HASH_LABEL,
            hash));
    return new MonitoringDocument(kind, id, hash, labelled);
  }
}
