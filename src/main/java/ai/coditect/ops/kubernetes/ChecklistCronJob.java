package ai.coditect.ops.kubernetes;

import static ai.coditect.ops.kubernetes.ManifestText.fields;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The checklist as a Job that a person makes: with the identity and the settings of what serves, in
 * a pod of its own, also while no serving pod is there to be entered. It never fires by itself.
 */
final class ChecklistCronJob {
  static final String NAME = "ops-check";
  static final String SERVICE_ACCOUNT = "ops-worker";

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private ChecklistCronJob() {}

  static Map<String, Object> manifest() {
    Map<String, Object> labels =
        fields("app.kubernetes.io/name", "ops-worker", "app.kubernetes.io/component", "check");
    return fields(
        "apiVersion",
        "batch/v1",
        "kind",
        "CronJob",
        "metadata",
        fields(
            "name",
            NAME,
            "namespace",
            KubernetesDocuments.NAMESPACE,
            "labels",
            labels,
            "annotations",
            fields(
                "ops.coditect.ai/description",
                "Goes through the deployment checklist, item by item.")),
        "spec",
        fields(
            "schedule",
            CronJobManifest.NEW_YEAR,
            "timeZone",
            "Etc/UTC",
            "suspend",
            true,
            "concurrencyPolicy",
            "Forbid",
            "startingDeadlineSeconds",
            CronJobManifest.LEAST_DEADLINE_SECONDS,
            "successfulJobsHistoryLimit",
            3,
            "failedJobsHistoryLimit",
            3,
            "jobTemplate",
            fields("metadata", fields("labels", labels), "spec", job(labels))));
  }

  private static Map<String, Object> job(Map<String, Object> labels) {
    return fields(
        // Asking again is a person's decision, too.
        "backoffLimit",
        0,
        "activeDeadlineSeconds",
        DEADLINE.toSeconds(),
        "ttlSecondsAfterFinished",
        86_400,
        "podReplacementPolicy",
        "Failed",
        "podFailurePolicy",
        fields("rules", CronJobManifest.failureRules()),
        "template",
        fields(
            "metadata",
            fields("labels", labels),
            "spec",
            new WorkerPod(SERVICE_ACCOUNT, WorkerPod.BRIEF, List.of("check"), BiteLength.STATEMENT)
                .spec()));
  }
}
