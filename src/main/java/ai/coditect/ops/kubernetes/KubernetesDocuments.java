package ai.coditect.ops.kubernetes;

import static ai.coditect.ops.kubernetes.ManifestText.fields;

import ai.coditect.ops.job.file.JobFile;
import ai.coditect.ops.job.file.JobFiles;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster is given because of the job files.
 *
 * @param manifests by path below k8s/
 * @param copies of the files themselves, for the ConfigMap: kustomize reads no file outside its own
 *     directory
 */
record KubernetesDocuments(
    SortedMap<String, List<Map<String, Object>>> manifests, SortedMap<String, String> copies) {
  /** Holds the job files; its name ends in a hash of them, so that a change makes new pods. */
  static final String CONFIG_MAP = "ops-jobs";

  static final String NAMESPACE = "coditect-app";

  /** CronJobs that fire by themselves, and the files. */
  private static final String BASE = "base/jobs";

  /** CronJobs that a person makes Jobs of. */
  private static final String ON_REQUEST = "components/cronjobs";

  /** The Job that brings the database up to date, for a time before the rollout. */
  private static final String MIGRATION = "migration";

  static final List<String> DIRECTORIES = List.of(BASE, BASE + "/files", ON_REQUEST, MIGRATION);

  static KubernetesDocuments of(JobFiles files, Clock clock) {
    List<JobFile> jobs = files.read(clock);
    SortedMap<String, String> texts = files.texts();
    SortedMap<String, List<Map<String, Object>>> manifests = new TreeMap<>();
    List<String> base = new ArrayList<>(List.of("service-accounts.yaml"));
    List<String> onRequest = new ArrayList<>();
    for (JobFile job : jobs) {
      Duration bite = BiteLength.of(texts.get(job.name() + ".yaml"));
      for (CronJobManifest cronJob : cronJobs(job, bite)) {
        String file = "cronjob-" + cronJob.name().substring("ops-".length()) + ".yaml";
        (cronJob.fires() ? base : onRequest).add(file);
        manifests.put(
            (cronJob.fires() ? BASE : ON_REQUEST) + "/" + file, List.of(cronJob.manifest()));
      }
    }
    onRequest.add("cronjob-check.yaml");
    manifests.put(ON_REQUEST + "/cronjob-check.yaml", List.of(ChecklistCronJob.manifest()));
    manifests.put(
        BASE + "/service-accounts.yaml",
        jobs.stream().map(each -> serviceAccount(CronJobManifest.serviceAccount(each))).toList());
    Map<String, Object> kustomization =
        kustomization("kustomize.config.k8s.io/v1beta1", "Kustomization", base);
    kustomization.put(
        "configMapGenerator",
        List.of(
            fields(
                "name",
                CONFIG_MAP,
                "files",
                texts.keySet().stream().map(each -> "files/" + each).toList())));
    manifests.put(BASE + "/kustomization.yaml", List.of(kustomization));
    manifests.put(
        ON_REQUEST + "/kustomization.yaml",
        List.of(kustomization("kustomize.config.k8s.io/v1alpha1", "Component", onRequest)));
    manifests.put(MIGRATION + "/job.yaml", List.of(MigrationJob.manifest(jobs)));
    manifests.put(
        MIGRATION + "/service-account.yaml", List.of(serviceAccount(MigrationJob.SERVICE_ACCOUNT)));
    Map<String, Object> migration =
        kustomization(
            "kustomize.config.k8s.io/v1beta1",
            "Kustomization",
            List.of("../foundation", "job.yaml", "service-account.yaml"));
    migration.put("namespace", NAMESPACE);
    manifests.put(MIGRATION + "/kustomization.yaml", List.of(migration));
    return new KubernetesDocuments(manifests, texts);
  }

  private static List<CronJobManifest> cronJobs(JobFile job, Duration bite) {
    return job.schedules().isEmpty()
        ? List.of(new CronJobManifest(job, Optional.empty(), bite))
        : job.schedules().stream()
            .map(each -> new CronJobManifest(job, Optional.of(each), bite))
            .toList();
  }

  private static Map<String, Object> serviceAccount(String name) {
    return fields(
        "apiVersion",
        "v1",
        "kind",
        "ServiceAccount",
        "metadata",
        fields(
            "name",
            name,
            "annotations",
            fields("iam.gke.io/gcp-service-account", name + "@PROJECT.iam.gserviceaccount.com")),
        "automountServiceAccountToken",
        false);
  }

  private static Map<String, Object> kustomization(
      String version, String kind, List<String> resources) {
    Map<String, Object> kustomization = fields("apiVersion", version, "kind", kind);
    if (!resources.isEmpty()) {
      kustomization.put("resources", resources);
    }
    return kustomization;
  }

  /** Everything, as it is written. */
  SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    manifests.forEach((path, documents) -> files.put(path, ManifestText.yaml(documents)));
    copies.forEach((name, text) -> files.put(BASE + "/files/" + name, text));
    return files;
  }

  /** The CronJobs alone, as one document that Kubernetes reads. */
  Map<String, Object> list() {
    return fields(
        "apiVersion",
        "v1",
        "kind",
        "List",
        "items",
        manifests.values().stream()
            .flatMap(List::stream)
            .filter(each -> "CronJob".equals(each.get("kind")))
            .toList());
  }
}
