package ai.coditect.ops.kubernetes;

import static ai.coditect.ops.kubernetes.ManifestText.fields;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pod of a run. What the Deployment of {@code serve} has otherwise, stands in
 * k8s/base/deployment.yaml.
 *
 * @param serviceAccount whose Google service account logs in to the database
 * @param command how Java starts; empty for the image's own way
 * @param arguments of the worker
 * @param bite the longest that a bite may take
 */
record WorkerPod(
    String serviceAccount, List<String> command, List<String> arguments, Duration bite) {
  /** The worker's container in every pod. */
  static final String CONTAINER = "worker";

  /** How Java starts for what is soon over (k8s/image/one-shot.args). */
  static final List<String> BRIEF = List.of("/opt/java/bin/java", "@/app/one-shot.args");

  /** A run that may take longer is worth Java's second compiler. */
  private static final Duration LONGEST_BRIEF = Duration.ofMinutes(30);

  /** What kustomize replaces with the image and its tag or digest. */
  static final String IMAGE = "ops-worker";

  /** Where the job files are mounted. */
  static final String JOBS_DIRECTORY = "/etc/ops-worker/jobs";

  /** The keys of ledger and evidence, as Kubernetes has them. */
  private static final String KEYS = "ops-worker-keys";

  static final Map<String, Object> TMP =
      fields("name", "tmp", "emptyDir", fields("sizeLimit", "128Mi"));
  static final Map<String, Object> TMP_MOUNT = fields("name", "tmp", "mountPath", "/tmp");

  /** The user of the image. */
  private static final int NOBODY = 65532;

  /** Between what the worker takes for itself after a bite and what Kubernetes grants it. */
  static final Duration MARGIN = Duration.ofSeconds(15);

  /** How Java starts for a run that may take so long. */
  static List<String> command(Duration timeout) {
    return timeout.compareTo(LONGEST_BRIEF) <= 0 ? BRIEF : List.of();
  }

  /** After the signal the worker ends its bite, says how it went, and closes its connections. */
  Duration stopWithin() {
    return bite.plus(MARGIN);
  }

  Duration grace() {
    return stopWithin().plus(MARGIN);
  }

  Map<String, Object> spec() {
    return spec(
        serviceAccount,
        grace(),
        fields(
            "containers",
            List.of(
                container(
                    CONTAINER,
                    command,
                    arguments,
                    environment(serviceAccount, stopWithin()),
                    List.of(
                        TMP_MOUNT,
                        fields("name", "jobs", "mountPath", JOBS_DIRECTORY, "readOnly", true)))),
            "volumes",
            List.of(
                TMP,
                fields(
                    "name", "jobs", "configMap", fields("name", KubernetesDocuments.CONFIG_MAP)))));
  }

  /** What every pod that ends has in common, and these. */
  static Map<String, Object> spec(
      String serviceAccount, Duration grace, Map<String, Object> others) {
    Map<String, Object> spec =
        fields(
            "restartPolicy",
            "Never",
            "serviceAccountName",
            serviceAccount,
            "automountServiceAccountToken",
            false,
            "enableServiceLinks",
            false,
            "terminationGracePeriodSeconds",
            grace.toSeconds(),
            "securityContext",
            fields(
                "runAsNonRoot",
                true,
                "runAsUser",
                NOBODY,
                "runAsGroup",
                NOBODY,
                "fsGroup",
                NOBODY,
                "seccompProfile",
                fields("type", "RuntimeDefault")));
    spec.putAll(others);
    return spec;
  }

  static Map<String, Object> container(
      String name,
      List<String> command,
      List<String> arguments,
      List<Map<String, Object>> environment,
      List<Map<String, Object>> mounts) {
    Map<String, Object> container = fields("name", name, "image", IMAGE);
    if (!command.isEmpty()) {
      container.put("command", command);
    }
    container.putAll(rest(arguments, environment, mounts));
    return container;
  }

  private static Map<String, Object> rest(
      List<String> arguments,
      List<Map<String, Object>> environment,
      List<Map<String, Object>> mounts) {
    return fields(
        "args",
        arguments,
        "env",
        environment,
        // Measured: src/docs/decisions.md, 148.
        "resources",
        fields(
            "requests",
            fields("cpu", "250m", "memory", "512Mi", "ephemeral-storage", "256Mi"),
            "limits",
            fields("cpu", "1", "memory", "512Mi", "ephemeral-storage", "256Mi")),
        "securityContext",
        fields(
            "allowPrivilegeEscalation",
            false,
            "readOnlyRootFilesystem",
            true,
            "capabilities",
            fields("drop", List.of("ALL"))),
        "volumeMounts",
        mounts);
  }

  private static List<Map<String, Object>> environment(String serviceAccount, Duration stopWithin) {
    List<Map<String, Object>> variables = new ArrayList<>(database(serviceAccount));
    variables.add(0, ofPod("JOB_NAME", "metadata.labels['batch.kubernetes.io/job-name']"));
    variables.add(value("OPS_JOBS_DIR", JOBS_DIRECTORY));
    variables.add(value("OPS_STOP_WITHIN", stopWithin.toSeconds() + "s"));
    variables.add(value("OPS_LOG_FORMAT", "json"));
    // The words in capitals are the overlay's: k8s/components/names puts them in.
    variables.add(value("OPS_EXPORT_URI", "gs://EXPORTS_BUCKET/packages"));
    variables.add(value("OPS_LEDGER_URI", "gs://LEDGER_BUCKET/ledger"));
    variables.add(value("OPS_DRILL_PROJECT", "DRILL_PROJECT"));
    variables.add(secret("OPS_SUBJECT_KEY", KEYS, "subject"));
    variables.add(secret("OPS_EVIDENCE_KEY", KEYS, "evidence"));
    variables.add(ofPod("POD_NAME", "metadata.name"));
    variables.add(ofPod("POD_NAMESPACE", "metadata.namespace"));
    variables.add(value("CONTAINER_NAME", CONTAINER));
    return variables;
  }

  /** Where the database is, and as whom; the login is the account's address without its end. */
  static List<Map<String, Object>> database(String serviceAccount) {
    return List.of(
        value("GOOGLE_CLOUD_PROJECT", "PROJECT"),
        value("DB_INSTANCE", "PROJECT:REGION:INSTANCE"),
        value("DB_NAME", "DATABASE"),
        value("DB_USER", serviceAccount + "@$(GOOGLE_CLOUD_PROJECT).iam"));
  }

  static Map<String, Object> value(String name, String value) {
    return fields("name", name, "value", value);
  }

  /** Optional for Kubernetes: the worker says what is missing, with all else, and the cure. */
  static Map<String, Object> secret(String name, String secret, String key) {
    return fields(
        "name",
        name,
        "valueFrom",
        fields("secretKeyRef", fields("name", secret, "key", key, "optional", true)));
  }

  private static Map<String, Object> ofPod(String name, String path) {
    return fields("name", name, "valueFrom", fields("fieldRef", fields("fieldPath", path)));
  }
}
