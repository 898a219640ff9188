package ai.coditect.ops.kubernetes;

import static ai.coditect.ops.kubernetes.ManifestText.fields;

import ai.coditect.ops.job.file.JobFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Job that runs {@code migrate} before a rollout: once for each login, because each has to be
 * let in; what the first has migrated, the others find up to date. A Job cannot be changed, so the
 * one before is deleted first.
 */
final class MigrationJob {
  static final String SERVICE_ACCOUNT = "ops-migrate";

  /**
   * The login that migrates, as k8s/gcp/base/logins.yaml makes it, and the Secret with its
   * password.
   */
  private static final String OWNER_LOGIN = "ops_migrator";

  private static final String OWNER = "ops-db-owner";

  private static final Duration DEADLINE = Duration.ofHours(1);

  /** A migration is one transaction: it is waited for, or it was never there. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  private MigrationJob() {}

  static Map<String, Object> manifest(List<JobFile> jobs) {
    Map<String, Object> labels =
        fields("app.kubernetes.io/name", "ops-worker", "app.kubernetes.io/component", "migration");
    return fields(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        fields("name", SERVICE_ACCOUNT, "labels", labels),
        "spec",
        fields(
            "backoffLimit",
            3,
            "activeDeadlineSeconds",
            DEADLINE.toSeconds(),
            "ttlSecondsAfterFinished",
            86_400,
            "podReplacementPolicy",
            "Failed",
            "podFailurePolicy",
            fields("rules", failureRules()),
            "template",
            fields("metadata", fields("labels", labels), "spec", pod(jobs))));
  }

  private static Map<String, Object> pod(List<JobFile> jobs) {
    List<Map<String, Object>> before = new ArrayList<>();
    before.add(migrate("worker", "ops-worker"));
    for (JobFile job : jobs.subList(0, jobs.size() - 1)) {
      before.add(migrate(job.name(), CronJobManifest.serviceAccount(job)));
    }
    JobFile last = jobs.get(jobs.size() - 1);
    return WorkerPod.spec(
        SERVICE_ACCOUNT,
        GRACE,
        fields(
            "initContainers",
            before,
            "containers",
            List.of(migrate(last.name(), CronJobManifest.serviceAccount(last))),
            "volumes",
            List.of(WorkerPod.TMP)));
  }

  private static Map<String, Object> migrate(String name, String login) {
    List<Map<String, Object>> environment = new ArrayList<>(WorkerPod.database(login));
    environment.add(WorkerPod.value("DB_OWNER_USER", OWNER_LOGIN));
    environment.add(WorkerPod.secret("DB_OWNER_PASSWORD", OWNER, "password"));
    return WorkerPod.container(
        name,
        WorkerPod.BRIEF,
        List.of("migrate", "--json"),
        environment,
        List.of(WorkerPod.TMP_MOUNT));
  }

  /** Of any of its containers. */
  private static List<Map<String, Object>> failureRules() {
    return List.of(
        fields(
            "action",
            "Ignore",
            "onPodConditions",
            List.of(fields("type", "DisruptionTarget", "status", "True"))),
        fields(
            "action",
            "FailJob",
            "onExitCodes",
            fields("operator", "In", "values", List.of(2, 3, 5))));
  }
}
