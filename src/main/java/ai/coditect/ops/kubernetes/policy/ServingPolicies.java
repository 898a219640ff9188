package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What serves: how it is asked, how it ends, and that one that goes leaves another. */
final class ServingPolicies {
  private static final String STOP_WITHIN = "OPS_STOP_WITHIN";
  private static final String ENVIRONMENT = "ops.coditect.ai/environment";
  private static final String HEALTH = "/actuator/health/";

  static final List<ManifestPolicy> POLICIES =
      List.of(
          ManifestPolicy.each("what serves is asked how it is", ServingPolicies::probes),
          new ManifestPolicy(
              "a pod has longer to end than its longest bite", ServingPolicies::grace),
          ManifestPolicy.each("a rollout never leaves fewer", ServingPolicies::rollout),
          new ManifestPolicy(
              "two serve in production, apart from each other, and one at a time may be moved",
              ServingPolicies::production));

  private ServingPolicies() {}

  private static List<Problem> probes(ClusterObject manifest) {
    if (!manifest.kind().equals("Deployment")) {
      return List.of();
    }
    List<Problem> problems = new ArrayList<>();
    manifest
        .containers()
        .forEach(
            each -> {
              probe(manifest, each, "startupProbe", "liveness", problems);
              probe(manifest, each, "livenessProbe", "liveness", problems);
              probe(manifest, each, "readinessProbe", "readiness", problems);
            });
    return problems;
  }

  private static void probe(
      ClusterObject manifest,
      JsonNode container,
      String probe,
      String path,
      List<Problem> problems) {
    if (!ClusterObject.text(container.path(probe).at("/httpGet/path")).equals(HEALTH + path)) {
      problems.add(
          manifest.problem(
              "Probe missing: " + probe + " does not ask " + HEALTH + path + ".",
              "Set it as in k8s/base/deployment.yaml."));
    }
  }

  private static List<Problem> grace(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    for (ClusterObject manifest : plan.manifests()) {
      if (manifest.pod().isEmpty()) {
        continue;
      }
      long grace = manifest.pod().get().at("/spec/terminationGracePeriodSeconds").asLong(30);
      Optional<Long> within =
          manifest
              .containers()
              .flatMap(each -> each.path("env").valueStream())
              .filter(each -> ClusterObject.text(each.path("name")).equals(STOP_WITHIN))
              .map(each -> ClusterObject.text(each.path("value")))
              .filter(each -> each.matches("\\d{1,6}s"))
              .map(each -> Long.parseLong(each.substring(0, each.length() - 1)))
              .findFirst();
      boolean bites =
          manifest.kind().equals("Deployment") || JobPolicies.jobOf(manifest).isPresent();
      Duration bite = plan.bite(manifest);
      if (bites && (within.isEmpty() || within.get() <= bite.toSeconds())) {
        problems.add(
            manifest.problem(
                "Grace too short: "
                    + STOP_WITHIN
                    + " is not longer than a bite, which may take "
                    + bite.toSeconds()
                    + " s.",
                "Set it to more, and terminationGracePeriodSeconds to more than that."));
      } else if (grace <= within.orElse(30L)) {
        problems.add(
            manifest.problem(
                "Grace too short: Kubernetes kills after "
                    + grace
                    + " s, and the worker takes up to "
                    + within.orElse(30L)
                    + " s to end.",
                "Set terminationGracePeriodSeconds to more."));
      }
    }
    return problems;
  }

  private static List<Problem> rollout(ClusterObject manifest) {
    return manifest.kind().equals("Deployment")
            && (!manifest.text("/spec/strategy/rollingUpdate/maxUnavailable").equals("0")
                || !manifest.text("/spec/strategy/rollingUpdate/maxSurge").equals("1"))
        ? List.of(
            manifest.problem(
                "A rollout takes one away before the next is ready, or adds more than one.",
                "Set maxUnavailable to 0 and maxSurge to 1: connections are counted so."))
        : List.of();
  }

  private static List<Problem> production(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    plan.ofKind("Deployment")
        .forEach(
            each -> {
              budget(plan, each, problems);
              String environment =
                  ClusterObject.text(each.at("/metadata/annotations").path(ENVIRONMENT));
              if (environment.equals("production")) {
                apart(plan, each, problems);
              }
            });
    return problems;
  }

  private static void budget(ClusterPlan plan, ClusterObject deployment, List<Problem> problems) {
    JsonNode labels = deployment.pod().orElseThrow().at("/metadata/labels");
    boolean protectedOneByOne =
        plan.ofKind("PodDisruptionBudget")
            .filter(each -> selects(each.at("/spec/selector"), labels))
            .filter(each -> each.text("/spec/maxUnavailable").equals("1"))
            .anyMatch(each -> each.text("/spec/unhealthyPodEvictionPolicy").equals("AlwaysAllow"));
    if (!protectedOneByOne) {
      problems.add(
          deployment.problem(
              "Disruption budget missing: all may be moved at once, or none ever, or none that is not"
                  + " ready.",
              "Add a PodDisruptionBudget for its labels with maxUnavailable 1 and"
                  + " unhealthyPodEvictionPolicy AlwaysAllow."));
    }
  }

  private static void apart(ClusterPlan plan, ClusterObject deployment, List<Problem> problems) {
    long least =
        Stream.concat(
                scalers(plan, deployment).map(each -> each.at("/spec/minReplicas").asLong(1)),
                Stream.of(deployment.at("/spec/replicas").asLong(1)))
            .findFirst()
            .orElse(1L);
    if (least < 2) {
      problems.add(
          deployment.problem(
              "One replica in production: while it is moved, nobody works.",
              "Set replicas, or minReplicas of its autoscaler, to 2 or more."));
    }
    List<String> over =
        deployment
            .pod()
            .orElseThrow()
            .at("/spec/topologySpreadConstraints")
            .valueStream()
            .map(each -> ClusterObject.text(each.path("topologyKey")))
            .toList();
    if (!over.containsAll(List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname"))) {
      problems.add(
          deployment.problem(
              "Spread missing: all replicas may be on one node.",
              "Set topologySpreadConstraints over zone and hostname."));
    }
  }

  static Stream<ClusterObject> scalers(ClusterPlan plan, ClusterObject deployment) {
    return plan.ofKind("HorizontalPodAutoscaler")
        .filter(each -> each.text("/spec/scaleTargetRef/name").equals(deployment.name()));
  }

  /** By labels alone: nothing here selects by expressions. */
  static boolean selects(JsonNode selector, JsonNode labels) {
    return selector
        .path("matchLabels")
        .propertyStream()
        .allMatch(each -> each.getValue().equals(labels.path(each.getKey())));
  }
}
