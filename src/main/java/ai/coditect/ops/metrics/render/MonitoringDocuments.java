package ai.coditect.ops.metrics.render;

import static ai.coditect.ops.metrics.dashboard.Json.object;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.metrics.alert.AlertRule;
import ai.coditect.ops.metrics.dashboard.ChartSource;
import ai.coditect.ops.metrics.dashboard.Dashboard;
import ai.coditect.ops.metrics.dashboard.Dashboards;
import ai.coditect.ops.metrics.file.MetricFigure;
import ai.coditect.ops.metrics.file.MetricFiles;
import ai.coditect.ops.metrics.render.MonitoringDocument.Kind;
import ai.coditect.ops.metrics.write.Measurement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that is rendered.
 *
 * @param documents what Cloud Monitoring is given, in the order in which it is made
 */
public record MonitoringDocuments(List<MonitoringDocument> documents, List<AlertRule> rules) {
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public MonitoringDocuments {
    documents = List.copyOf(documents);
    rules = List.copyOf(rules);
  }

  public static MonitoringDocuments of(
      List<JobFile> jobs, MetricFiles figures, List<AlertRule> rules) {
    List<MonitoringDocument> all = new ArrayList<>();
    figures.figures().forEach(figure -> all.add(descriptor(figure)));
    all.addAll(Objectives.of(jobs));
    Dashboards.of(new ChartSource(figures, rules), jobs)
        .forEach(dashboard -> all.add(labelled(dashboard)));
    rules.forEach(rule -> all.add(AlertPolicies.of(rule)));
    return new MonitoringDocuments(all, rules);
  }

  /** Texts by path below the directory that they are written to. */
  public SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    documents.forEach(
        each -> files.put(each.path(), PRETTY.writeValueAsString(each.json()) + "\n"));
    files.put("rules/rules.yaml", RuleGroups.plain(rules));
    files.put("rules/global-rules.yaml", RuleGroups.managed(rules));
    return files;
  }

  /** The same, as parts of one JSON document. */
  SortedMap<String, Object> parts() {
    SortedMap<String, Object> parts = new TreeMap<>(files());
    documents.forEach(each -> parts.put(each.path(), each.json()));
    return parts;
  }

  private static MonitoringDocument descriptor(MetricFigure figure) {
    Map<String, Object> json =
        object(
            "type",
            Measurement.PREFIX + figure.name(),
            "labels",
            figure.labels().keySet().stream().map(each -> object("key", each)).toList(),
            "metricKind",
            figure.kind() == MetricFigure.Kind.COUNTER ? "CUMULATIVE" : "GAUGE",
            "valueType",
            figure.type().name(),
            "unit",
            figure.unit(),
            "description",
            figure.description(),
            "displayName",
            "ops " + figure.name());
    return new MonitoringDocument(Kind.DESCRIPTOR, figure.name(), SpecHash.of(json), json);
  }

  private static MonitoringDocument labelled(Dashboard dashboard) {
    String hash = SpecHash.of(dashboard.json());
    Map<String, Object> json = new LinkedHashMap<>(dashboard.json());
    json.put(
        "labels",
        object(
            MonitoringDocument.OWNER_LABEL,
            MonitoringDocument.OWNER,
            MonitoringDocument.ID_LABEL,
            dashboard.id(),
            MonitoringDocument.HASH_LABEL,
            hash));
    return new MonitoringDocument(Kind.DASHBOARD, dashboard.id(), hash, json);
  }
}
