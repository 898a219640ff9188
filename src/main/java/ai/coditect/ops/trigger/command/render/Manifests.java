package ai.coditect.ops.trigger.command.render;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One Kubernetes CronJob for each job that a CronJob fires. */
public final class Manifests {
  /** The worker's container in every pod. */
  private static final String CONTAINER = "worker";

  private static final int LEAST_DEADLINE_SECONDS = 600;

  private Manifests() {}

  /** JSON documents, which Kubernetes reads as YAML, by file name. */
  public static SortedMap<String, Map<String, Object>> of(List<JobFile> files) {
    SortedMap<String, Map<String, Object>> manifests = new TreeMap<>();
    for (JobFile file : files) {
      file.schedules().stream()
          .filter(schedule -> schedule.when().on() == Schedule.On.CRONJOB)
          .forEach(
              schedule ->
                  manifests.put(
                      "cronjob-" + name(file, schedule) + ".json", cronJob(file, schedule)));
    }
    return manifests;
  }

  private static String name(JobFile file, NamedSchedule schedule) {
    return file.name() + schedule.name().map(name -> "-" + name).orElse("");
  }

  private static Map<String, Object> cronJob(JobFile file, NamedSchedule named) {
    Schedule schedule = named.when();
    String cron =
        schedule
            .kubernetesCron()
            .orElseThrow(() -> new IllegalStateException(file.name() + " was not checked"));
    Map<String, Object> labels =
        new LinkedHashMap<>(
            fields(
                "app.kubernetes.io/name",
                "ops-worker",
                "app.kubernetes.io/component",
                "job",
                "ops.coditect.ai/job",
                file.name(),
                "ops.coditect.ai/owner",
                file.owner()));
    named.name().ifPresent(name -> labels.put("ops.coditect.ai/schedule", name));
    return fields(
        "apiVersion",
        "batch/v1",
        "kind",
        "CronJob",
        "metadata",
        fields(
            "name",
            "ops-worker-" + name(file, named),
            "labels",
            labels,
            "annotations",
            fields(
                "ops.coditect.ai/description", file.description(),
                "ops.coditect.ai/runbook", file.alert().runbook())),
        "spec",
        fields(
            "schedule",
            cron,
            "timeZone",
            schedule.zone().getId().equals("UTC") ? "Etc/UTC" : schedule.zone().getId(),
            "concurrencyPolicy",
            "Forbid",
            // Without it, a hundred missed slots stop the CronJob for good.
            "startingDeadlineSeconds",
            startingDeadline(named),
            "successfulJobsHistoryLimit",
            3,
            "failedJobsHistoryLimit",
            3,
            "jobTemplate",
            fields("metadata", fields("labels", labels), "spec", job(file, named, labels))));
  }

  private static long startingDeadline(NamedSchedule schedule) {
    return schedule.when().missed() == Schedule.Missed.RUN_ONCE
        ? Math.max(LEAST_DEADLINE_SECONDS, schedule.silentFor().toSeconds())
        : LEAST_DEADLINE_SECONDS;
  }

  private static Map<String, Object> job(
      JobFile file, NamedSchedule schedule, Map<String, Object> labels) {
    int retries = file.run().attempts() - 1;
    return fields(
        "backoffLimit",
        retries,
        // Every attempt may take its timeout, and the waits between them come on top.
        "activeDeadlineSeconds",
        file.run().timeout().toSeconds() * file.run().attempts()
            + file.run().backoff().longest().toSeconds() * retries
            + LEAST_DEADLINE_SECONDS,
        "ttlSecondsAfterFinished",
        86_400,
        "podReplacementPolicy",
        "Failed",
        "podFailurePolicy",
        fields("rules", failureRules()),
        "template",
        fields(
            "metadata", fields("labels", labels),
            "spec",
                fields(
                    "restartPolicy",
                    "Never",
                    "serviceAccountName",
                    "ops-worker",
                    "terminationGracePeriodSeconds",
                    60,
                    "securityContext",
                    fields(
                        "runAsNonRoot", true, "seccompProfile", fields("type", "RuntimeDefault")),
                    "containers",
                    List.of(container(file, schedule)),
                    "volumes",
                    List.of(fields("name", "tmp", "emptyDir", fields())))));
  }

  /** The exit codes of the command line, in the order that Kubernetes tries the rules. */
  private static List<Map<String, Object>> failureRules() {
    return List.of(
        fields(
            "action",
            "Ignore",
            "onPodConditions",
            List.of(fields("type", "DisruptionTarget", "status", "True"))),
        // 4: interrupted, will resume; not an attempt.
        rule("Ignore", 4),
        // 2, 3, 5: wrong usage, refused, parked; trying again cannot help.
        rule("FailJob", 2, 3, 5),
        rule("Count", 1));
  }

  private static Map<String, Object> rule(String action, Integer... codes) {
    return fields(
        "action",
        action,
        "onExitCodes",
        fields("containerName", CONTAINER, "operator", "In", "values", List.of(codes)));
  }

  private static Map<String, Object> container(JobFile file, NamedSchedule schedule) {
    return fields(
        "name", CONTAINER,
        // Kustomize replaces the name with the image and its digest.
        "image", "ops-worker",
        "args",
            List.of(
                "run",
                file.name(),
                "--scheduled" + schedule.name().map(name -> "=" + name).orElse(""),
                "--json"),
        "envFrom",
            List.of(
                fields("configMapRef", fields("name", "ops-worker")),
                fields("secretRef", fields("name", "coditect-db-credentials"))),
        "resources",
            fields(
                "requests", fields("cpu", "250m", "memory", "384Mi"),
                "limits", fields("memory", "512Mi")),
        "securityContext",
            fields(
                "allowPrivilegeEscalation", false,
                "readOnlyRootFilesystem", true,
                "capabilities", fields("drop", List.of("ALL"))),
        "volumeMounts", List.of(fields("name", "tmp", "mountPath", "/tmp")));
  }

  /** Names and values in turn, kept in this order. */
  static Map<String, Object> fields(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }
}
