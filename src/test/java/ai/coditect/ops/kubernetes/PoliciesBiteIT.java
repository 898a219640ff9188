package ai.coditect.ops.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.kubernetes.policy.ClusterObject;
import ai.coditect.ops.kubernetes.policy.ClusterPlan;
import ai.coditect.ops.kubernetes.policy.ManifestPolicy;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Each policy finds its fault in production's objects, where one value is another or gone. */
class PoliciesBiteIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String POD = "/spec/template/spec";
  private static final String JOB = "/spec/jobTemplate/spec";
  private static final String WORKER = POD + "/containers/0";

  /** A value of {@code -} takes the field away. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no pod runs as root | Deployment ops-worker | POD/securityContext/runAsNonRoot | false
          no pod runs as root | Deployment ops-worker | POD/securityContext/runAsNonRoot | -
          no pod runs as root | Deployment ops-worker | POD/securityContext/runAsUser | 0
          no pod runs as root | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/securityContext/runAsNonRoot | false
          no pod runs as root | Job ops-migrate | POD/initContainers/0/securityContext/runAsUser | 0
          every pod has a seccomp profile | Deployment ops-worker | POD/securityContext/seccompProfile | -
          every pod has a seccomp profile | Job ops-migrate | POD/securityContext/seccompProfile/type | "Unconfined"
          no container gains privileges | Deployment ops-worker | WORKER/securityContext/allowPrivilegeEscalation | -
          no container gains privileges | Job ops-migrate | POD/initContainers/1/securityContext/privileged | true
          every container drops all capabilities | Deployment ops-worker | WORKER/securityContext/capabilities/drop | ["NET_RAW"]
          every container drops all capabilities | Deployment ops-worker | WORKER/securityContext/capabilities/add | ["SYS_PTRACE"]
          no pod shares what is the node's | Deployment ops-worker | POD/hostNetwork | true
          no pod shares what is the node's | Deployment ops-worker | WORKER/ports/0/hostPort | 8080
          no pod shares what is the node's | CronJob ops-gdpr-purge | JOB/template/spec/volumes/1/hostPath | {"path":"/"}
          every root is read-only, beside a /tmp | Deployment ops-worker | WORKER/securityContext/readOnlyRootFilesystem | false
          every root is read-only, beside a /tmp | Deployment ops-worker | WORKER/volumeMounts/0/mountPath | "/var/tmp"
          every root is read-only, beside a /tmp | Deployment ops-worker | POD/volumes/0/emptyDir | {}
          the namespace enforces the restricted standard, and everything is in one | Namespace coditect-app | /metadata/labels | {"pod-security.kubernetes.io/enforce":"baseline"}
          the namespace enforces the restricted standard, and everything is in one | CronJob ops-gdpr-purge | /metadata/namespace | -
          every image has a tag that stays, or a digest | Deployment ops-worker | WORKER/image | "us-central1-docker.pkg.dev/p/coditect/ops-worker"
          every image has a tag that stays, or a digest | Deployment ops-worker | WORKER/image | "registry:5000/ops-worker"
          every image has a tag that stays, or a digest | Job ops-migrate | POD/initContainers/2/image | "ops-worker:latest"
          every container says what it needs and may use | Deployment ops-worker | WORKER/resources/limits | -
          every container says what it needs and may use | Deployment ops-worker | WORKER/resources/requests/cpu | -
          every container says what it needs and may use | Deployment ops-worker | WORKER/resources/limits/memory | "1Gi"
          every container says what it needs and may use | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/resources/requests/cpu | "100m"
          secrets come by reference only | Deployment ops-worker | WORKER/env/10 | {"name":"OPS_SUBJECT_KEY","value":"k1:abc"}
          secrets come by reference only | Job ops-migrate | POD/containers/0/env/5 | {"name":"DB_OWNER_PASSWORD","value":"abc"}
          secrets come by reference only | ConfigMap ops-jobs | /data/mail.yaml | "password: abc"
          secrets come by reference only | ConfigMap ops-jobs | /data/key.pem | "-----BEGIN PRIVATE KEY-----"
          what a pod refers to is there | Deployment ops-worker | POD/serviceAccountName | "default"
          what a pod refers to is there | Deployment ops-worker | POD/automountServiceAccountToken | -
          what a pod refers to is there | CronJob ops-gdpr-purge | JOB/template/spec/volumes/1/configMap/name | "ops-jobs"
          what a pod refers to is there | Deployment ops-worker | WORKER/env/10/valueFrom/secretKeyRef/name | "ops-keys"
          what a pod refers to is there | ServiceAccount ops-worker | /metadata/annotations | -
          no word in capitals is left | Deployment ops-worker | WORKER/env/1/value | "p:us-central1:INSTANCE"
          no word in capitals is left | Deployment ops-worker | WORKER/env/7/value | "gs://EXPORTS_BUCKET/packages"
          every CronJob runs a job that there is | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/args/1 | "gdpr-puge"
          every CronJob runs a job that there is | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/args/3 | "--json"
          every CronJob runs a job that there is | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/env/0/valueFrom/fieldRef/fieldPath | "metadata.name"
          every CronJob runs a job that there is | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/args/2 | "--scheduled=nightly"
          every CronJob runs a job that there is | CronJob ops-gdpr-purge | /spec/schedule | "30 2 * * *"
          every CronJob runs a job that there is | CronJob ops-check | /spec/suspend | false
          every CronJob forbids two at a time and says its zone and deadline | CronJob ops-gdpr-purge | /spec/concurrencyPolicy | "Allow"
          every CronJob forbids two at a time and says its zone and deadline | CronJob ops-gdpr-purge | /spec/timeZone | -
          every CronJob forbids two at a time and says its zone and deadline | CronJob ops-gdpr-purge | /spec/startingDeadlineSeconds | 5
          every CronJob forbids two at a time and says its zone and deadline | CronJob ops-gdpr-purge | /metadata/name | "ops-a-name-that-is-longer-than-what-a-cronjob-may-have"
          every Job ends: attempts, deadline and removal | CronJob ops-gdpr-purge | JOB/ttlSecondsAfterFinished | -
          every Job ends: attempts, deadline and removal | CronJob ops-gdpr-purge | JOB/activeDeadlineSeconds | -
          every Job ends: attempts, deadline and removal | Job ops-migrate | /spec/backoffLimit | -
          a Job fails at once where trying again cannot help, and outlives a disruption | CronJob ops-gdpr-purge | JOB/template/spec/restartPolicy | "OnFailure"
          a Job fails at once where trying again cannot help, and outlives a disruption | CronJob ops-gdpr-purge | JOB/podFailurePolicy/rules/0/action | "Count"
          a Job fails at once where trying again cannot help, and outlives a disruption | CronJob ops-gdpr-purge | JOB/podFailurePolicy/rules/0/onPodConditions/0/status | "False"
          a Job fails at once where trying again cannot help, and outlives a disruption | Job ops-migrate | /spec/podFailurePolicy/rules/1/onExitCodes/values | [2,3]
          a Job fails at once where trying again cannot help, and outlives a disruption | CronJob ops-gdpr-purge | JOB/podFailurePolicy/rules/2/onExitCodes/values | [1,2,3,5]
          what serves is asked how it is | Deployment ops-worker | WORKER/readinessProbe | -
          what serves is asked how it is | Deployment ops-worker | WORKER/livenessProbe/httpGet/path | "/actuator/health"
          what serves is asked how it is | Deployment ops-worker | WORKER/startupProbe | -
          a pod has longer to end than its longest bite | Deployment ops-worker | POD/terminationGracePeriodSeconds | 60
          a pod has longer to end than its longest bite | Deployment ops-worker | POD/terminationGracePeriodSeconds | -
          a pod has longer to end than its longest bite | Deployment ops-worker | WORKER/env/5/value | "45s"
          a pod has longer to end than its longest bite | CronJob ops-gdpr-purge | JOB/template/spec/containers/0/env/6/value | "30s"
          a pod has longer to end than its longest bite | Job ops-migrate | POD/terminationGracePeriodSeconds | 20
          a rollout never leaves fewer | Deployment ops-worker | /spec/strategy/rollingUpdate/maxUnavailable | 1
          a rollout never leaves fewer | Deployment ops-worker | /spec/strategy | {"type":"Recreate"}
          two serve in production, apart from each other, and one at a time may be moved | HorizontalPodAutoscaler ops-worker | /spec/minReplicas | 1
          two serve in production, apart from each other, and one at a time may be moved | Deployment ops-worker | POD/topologySpreadConstraints/1 | {"topologyKey":"topology.kubernetes.io/zone"}
          two serve in production, apart from each other, and one at a time may be moved | PodDisruptionBudget ops-worker | /spec/maxUnavailable | 0
          two serve in production, apart from each other, and one at a time may be moved | PodDisruptionBudget ops-worker | /spec/unhealthyPodEvictionPolicy | -
          two serve in production, apart from each other, and one at a time may be moved | PodDisruptionBudget ops-worker | /spec/selector/matchLabels | {"app":"another"}
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/0/ports | [{"protocol":"UDP","port":53}]
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/0/to/0/podSelector/matchLabels/k8s-app | "coredns"
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/0/to/1/podSelector/matchLabels/k8s-app | "kube-dns"
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/0/to/1/namespaceSelector | {}
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/0/to/3 | {"ipBlock":{"cidr":"10.0.0.10/32"}}
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/1/ports/0/port | 8080
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/2/ports | [{"protocol":"TCP","port":987}]
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/3/ports | [{"protocol":"TCP","port":5432}]
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/3/ports | [{"protocol":"TCP","port":3307}]
          every pod may reach what it needs | NetworkPolicy ops-worker | /spec/egress/4/ports/0/port | 80
          no pod may reach what it does not need | NetworkPolicy ops-worker | /spec/policyTypes | ["Egress"]
          no pod may reach what it does not need | NetworkPolicy ops-worker | /spec/egress/4/ports | -
          no pod may reach what it does not need | NetworkPolicy ops-worker | /spec/egress/3/to | -
          no pod may reach what it does not need | NetworkPolicy ops-worker | /spec/ingress | [{}]
          no pod may reach what it does not need | NetworkPolicy ops-worker-public-google-apis | /spec/egress/0/to/0/ipBlock/except | ["10.0.0.0/8"]
          no pod may reach what it does not need | NetworkPolicy ops-worker-public-google-apis | /spec/egress/0/ports/0/port | 80
          figures are read from what serves | PodMonitoring ops-worker | /spec/selector/matchLabels | {"app.kubernetes.io/name":"ops-worker"}
          figures are read from what serves | PodMonitoring ops-worker | /spec/selector/matchLabels | {"app":"ops-worker"}
          connections suffice at the worst time | HorizontalPodAutoscaler ops-worker | /spec/maxReplicas | 4
          connections suffice at the worst time | Deployment ops-worker | /metadata/annotations | {"ops.coditect.ai/environment":"production","ops.coditect.ai/instance-connections":"50","ops.coditect.ai/tenant-connections":"20"}
          connections suffice at the worst time | CronJob ops-gdpr-purge | /spec/suspend | false
          connections suffice at the worst time | Deployment ops-worker | /metadata/annotations | {"ops.coditect.ai/environment":"production"}
          what an autoscaler chose is not set back | Deployment ops-worker | /spec/replicas | 2
          """)
  void a_policy_finds_its_fault_and_says_where_and_what_to_do(
      String claim, String object, String pointer, String value) {
    List<ClusterObject> manifests = production();
    List<Problem> problems =
        policy(claim).findings().apply(Overlay.plan(changed(manifests, object, pointer, value)));
    assertThat(problems).isNotEmpty();
    assertThat(problems)
        .allSatisfy(
            problem -> {
              assertThat(problem.what()).isNotBlank();
              assertThat(problem.cure()).isNotBlank();
            });
    // What is at a pod's network, its image or its budget is told of the pod.
    assertThat(problems)
        .anyMatch(
            each ->
                each.where().startsWith(object)
                    || each.where().startsWith("image ")
                    || object.matches("(NetworkPolicy|PodDisruptionBudget|Horizontal).*|CronJob.*")
                    || object.startsWith("ConfigMap"));
  }

  /** The objects of an overlay and its migration, with which the names are the same. */
  private static List<ClusterObject> production() {
    List<ClusterObject> manifests = new ArrayList<>(scaled(Overlay.objects("production")));
    Overlay.objects("production/migration").stream()
        .filter(each -> each.kind().equals("Job") || each.name().equals("ops-migrate"))
        .forEach(manifests::add);
    return manifests;
  }

  /** As with the component backlog-scaling, on an instance that has just enough for it. */
  private static List<ClusterObject> scaled(List<ClusterObject> overlay) {
    List<ClusterObject> manifests = new ArrayList<>();
    for (ClusterObject manifest : overlay) {
      JsonNode copy = manifest.json().deepCopy();
      if (manifest.kind().equals("Deployment")) {
        ((ObjectNode) copy.at("/spec")).remove("replicas");
        ((ObjectNode) copy.at("/metadata/annotations"))
            .put("ops.coditect.ai/instance-connections", "60");
      }
      manifests.add(new ClusterObject(copy));
    }
    Path scaler = Path.of("k8s/components/backlog-scaling/horizontal-pod-autoscaler.yaml");
    manifests.addAll(ClusterObject.parse(Overlay.read(scaler), scaler.toString()));
    assertThat(Overlay.plan(manifests).problems()).isEmpty();
    return manifests;
  }

  private static ManifestPolicy policy(String claim) {
    return ClusterPlan.policies().stream()
        .filter(each -> each.claim().equals(claim))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no policy claims: " + claim));
  }

  private static List<ClusterObject> changed(
      List<ClusterObject> manifests, String object, String pointer, String value) {
    String[] kindAndName = object.split(" ");
    List<ClusterObject> changed = new ArrayList<>();
    boolean found = false;
    for (ClusterObject manifest : manifests) {
      boolean meant =
          manifest.kind().equals(kindAndName[0])
              && manifest.name().startsWith(kindAndName[1])
              && !found;
      if (meant
          && (manifest.name().equals(kindAndName[1]) || manifest.kind().equals("ConfigMap"))) {
        found = true;
        JsonNode copy = manifest.json().deepCopy();
        change(
            copy,
            pointer.replace("WORKER", WORKER).replace("POD", POD).replaceFirst("^JOB", JOB),
            value);
        changed.add(new ClusterObject(copy));
      } else {
        changed.add(manifest);
      }
    }
    assertThat(found).as(object).isTrue();
    return changed;
  }

  private static void change(JsonNode copy, String pointer, String value) {
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    JsonNode parent = copy.at(pointer.substring(0, pointer.lastIndexOf('/')));
    JsonNode before = copy.at(pointer);
    if (parent instanceof ArrayNode list) {
      list.set(Integer.parseInt(last), JSON.readTree(value));
    } else if (value.equals("-")) {
      assertThat(((ObjectNode) parent).remove(last)).as(pointer).isNotNull();
    } else {
      ((ObjectNode) parent).set(last, JSON.readTree(value));
    }
    assertThat(copy.at(pointer)).as(pointer).isNotEqualTo(before);
  }

  @Test
  void nothing_is_found_where_nothing_was_changed() {
    assertThat(Overlay.plan(production()).problems()).isEmpty();
  }

  @Test
  void the_table_has_a_line_for_every_policy() throws ReflectiveOperationException {
    String table =
        PoliciesBiteIT.class
            .getDeclaredMethod(
                "a_policy_finds_its_fault_and_says_where_and_what_to_do",
                String.class,
                String.class,
                String.class,
                String.class)
            .getAnnotation(CsvSource.class)
            .textBlock();
    assertThat(ClusterPlan.policies())
        .allMatch(each -> table.contains(each.claim() + " |"), "has a line")
        .extracting(ManifestPolicy::claim)
        .doesNotHaveDuplicates();
  }
}
