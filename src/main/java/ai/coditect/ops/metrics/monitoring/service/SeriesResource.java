package ai.coditect.ops.metrics.monitoring.service;

import java.util.Map;

/** What a series belongs to, as Cloud Monitoring names it, beside the project. */
public record SeriesResource(String type, Map<String, String> labels) {
  private static final String ANYWHERE = "global";
  private static final String JOB = "ops-worker";
  private static final String POD = "k8s_container";

  /** The same for whichever worker writes: a pod that goes leaves no series behind. */
  public static SeriesResource ofBusiness() {
    return new SeriesResource(
        "generic_task",
        Map.of("location", ANYWHERE, "namespace", JOB, "job", JOB, "task_id", "singleton"));
  }

  public static SeriesResource ofPod(
      String location, String cluster, String namespace, String pod, String container) {
    return new SeriesResource(
        POD,
        Map.of(
            "location", location,
            "cluster_name", cluster,
            "namespace_name", namespace,
            "pod_name", pod,
            "container_name", container));
  }

  boolean isPod() {
    return type.equals(POD);
  }

  public static SeriesResource ofHost(String host) {
    return new SeriesResource(
        "generic_node", Map.of("location", ANYWHERE, "namespace", JOB, "node_id", host));
  }
}
