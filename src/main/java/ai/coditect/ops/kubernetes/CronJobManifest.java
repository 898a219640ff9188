package ai.coditect.ops.kubernetes;

import static ai.coditect.ops.kubernetes.ManifestText.fields;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.NamedSchedule;
import ai.coditect.ops.job.file.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One CronJob: that of a schedule, or of a job that has none.
 *
 * @param bite the longest that a bite of the job may take
 */
record CronJobManifest(JobFile file, Optional<NamedSchedule> schedule, Duration bite) {
  static final int LEAST_DEADLINE_SECONDS = 600;

  /** Of what is suspended; it is not looked at. */
  static final String NEW_YEAR = "0 0 1 1 *";

  /** Whether it fires by itself; the others wait for a person, who makes a Job of them. */
  boolean fires() {
    return schedule.filter(each -> each.when().on() == Schedule.On.CRONJOB).isPresent();
  }

  /** Of its Jobs too, with a hyphen and the minutes of the slot since 1970. */
  String name() {
    return "ops-" + file.name() + scheduleName().map(each -> "-" + each).orElse("");
  }

  /** Of the job, whatever its schedules: what a job may do follows from the job. */
  static String serviceAccount(JobFile file) {
    return "ops-" + file.name();
  }

  private Optional<String> scheduleName() {
    return schedule.flatMap(NamedSchedule::name);
  }

  Map<String, Object> manifest() {
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
    scheduleName().ifPresent(each -> labels.put("ops.coditect.ai/schedule", each));
    Map<String, Object> spec =
        fields(
            "schedule",
            schedule.flatMap(each -> each.when().kubernetesCron()).orElse(NEW_YEAR),
            "timeZone",
            schedule.map(each -> zone(each.when())).orElse("Etc/UTC"),
            "suspend",
            !fires(),
            "concurrencyPolicy",
            "Forbid",
            // Without it, a hundred missed slots stop the CronJob for good.
            "startingDeadlineSeconds",
            schedule.map(CronJobManifest::startingDeadline).orElse((long) LEAST_DEADLINE_SECONDS),
            "successfulJobsHistoryLimit",
            3,
            "failedJobsHistoryLimit",
            3,
            "jobTemplate",
            fields("metadata", fields("labels", labels), "spec", job(labels)));
    return fields(
        "apiVersion",
        "batch/v1",
        "kind",
        "CronJob",
        "metadata",
        fields(
            "name",
            name(),
            // Said here: kustomize gives the objects of a component no namespace, and without it
            // the ConfigMap's name is not followed.
            "namespace",
            KubernetesDocuments.NAMESPACE,
            "labels",
            labels,
            "annotations",
            fields(
                "ops.coditect.ai/description", file.description(),
                "ops.coditect.ai/runbook", file.alert().runbook(),
                "ops.coditect.ai/connections", Integer.toString(file.run().connections()))),
        "spec",
        spec);
  }

  private static String zone(Schedule schedule) {
    return schedule.zone().getId().equals("UTC") ? "Etc/UTC" : schedule.zone().getId();
  }

  private static long startingDeadline(NamedSchedule schedule) {
    return schedule.when().missed() == Schedule.Missed.RUN_ONCE
        ? Math.max(LEAST_DEADLINE_SECONDS, schedule.silentFor().toSeconds())
        : LEAST_DEADLINE_SECONDS;
  }

  private Map<String, Object> job(Map<String, Object> labels) {
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
            "metadata",
            fields("labels", labels),
            "spec",
            new WorkerPod(
                    serviceAccount(file),
                    WorkerPod.command(file.run().timeout()),
                    arguments(),
                    bite)
                .spec()));
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("run", file.name()));
    schedule.ifPresent(
        each -> arguments.add("--scheduled" + each.name().map(name -> "=" + name).orElse("")));
    // Which slot, and of what a person made: which key. The pod that comes after one has the same.
    arguments.add("--kubernetes-job=$(JOB_NAME)");
    arguments.add("--json");
    return arguments;
  }

  /** The exit codes of the command line, in the order that Kubernetes tries the rules. */
  static List<Map<String, Object>> failureRules() {
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
        fields("containerName", WorkerPod.CONTAINER, "operator", "In", "values", List.of(codes)));
  }
}
