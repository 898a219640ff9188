package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What pods may reach, and who may reach them. */
final class ReachPolicies {
  private static final String FOUNDATION = "Set it as in k8s/foundation/network-policy.yaml.";

  /** An address and a port that every pod needs, and what it is for. */
  private record Way(String cidr, String protocol, int port, String what) {}

  private static final List<Way> WAYS =
      List.of(
          new Way("169.254.20.10/32", "UDP", 53, "names"),
          new Way("169.254.169.254/32", "UDP", 53, "names"),
          new Way("169.254.169.254/32", "TCP", 80, "the metadata server, so who the pod is"),
          new Way("169.254.169.252/32", "TCP", 988, "the metadata server, so who the pod is"),
          new Way("199.36.153.8/30", "TCP", 443, "Google APIs"));

  /** The cluster's DNS, and its cache, to which Dataplane V2 turns what is meant for the first. */
  private static final List<String> NAME_SERVERS = List.of("kube-dns", "node-local-dns");

  /** By the connector, and directly. */
  private static final Set<String> DATABASE_PORTS = new TreeSet<>(Set.of("3307", "5432"));

  static final List<ManifestPolicy> POLICIES =
      List.of(
          new ManifestPolicy(
              "every pod may reach what it needs", plan -> reach(plan, ReachPolicies::needed)),
          new ManifestPolicy(
              "no pod may reach what it does not need", plan -> reach(plan, ReachPolicies::closed)),
          new ManifestPolicy("figures are read from what serves", ReachPolicies::scraped));

  private ReachPolicies() {}

  private interface Question {
    List<Problem> about(ClusterObject pod, List<ClusterObject> policies);
  }

  private static List<Problem> reach(ClusterPlan plan, Question question) {
    List<Problem> problems = new ArrayList<>();
    for (ClusterObject manifest : plan.manifests()) {
      if (manifest.pod().isPresent()) {
        JsonNode labels = manifest.pod().get().at("/metadata/labels");
        problems.addAll(
            question.about(
                manifest,
                plan.ofKind("NetworkPolicy")
                    .filter(each -> ServingPolicies.selects(each.at("/spec/podSelector"), labels))
                    .toList()));
      }
    }
    return problems;
  }

  private static List<Problem> needed(ClusterObject pod, List<ClusterObject> policies) {
    List<Problem> problems = new ArrayList<>();
    for (Way way : WAYS) {
      boolean open =
          rules(policies)
              .filter(rule -> cidrs(rule).anyMatch(way.cidr()::equals))
              .anyMatch(rule -> ports(rule).contains(way.port() + "/" + way.protocol()));
      if (!open) {
        problems.add(
            pod.problem(
                "Way closed: "
                    + way.what()
                    + " ("
                    + way.cidr()
                    + ", "
                    + way.protocol()
                    + " "
                    + way.port()
                    + ").",
                FOUNDATION));
      }
    }
    for (String names : NAME_SERVERS) {
      boolean open =
          rules(policies)
              .filter(rule -> rule.path("to").valueStream().anyMatch(each -> leadsTo(names, each)))
              .anyMatch(rule -> ports(rule).containsAll(Set.of("53/UDP", "53/TCP")));
      if (!open) {
        problems.add(
            pod.problem(
                "Way closed: names, by the pods " + names + " of kube-system.", FOUNDATION));
      }
    }
    boolean database =
        rules(policies)
            .filter(rule -> cidrs(rule).anyMatch(each -> each.endsWith("/20")))
            .anyMatch(
                rule ->
                    DATABASE_PORTS.stream().allMatch(port -> ports(rule).contains(port + "/TCP")));
    if (!database) {
      problems.add(
          pod.problem(
              "Way closed: the database, 3307 by the connector and 5432 directly.", FOUNDATION));
    }
    return problems;
  }

  private static boolean leadsTo(String app, JsonNode peer) {
    return ClusterObject.text(peer.at("/podSelector/matchLabels/k8s-app")).equals(app)
        && ClusterObject.text(
                peer.at("/namespaceSelector/matchLabels").path("kubernetes.io/metadata.name"))
            .equals("kube-system");
  }

  private static List<Problem> closed(ClusterObject pod, List<ClusterObject> policies) {
    List<Problem> problems = new ArrayList<>();
    for (String direction : List.of("Ingress", "Egress")) {
      if (policies.stream()
          .noneMatch(each -> RestrictedPods.contains(each.at("/spec/policyTypes"), direction))) {
        problems.add(
            pod.problem(
                "Network open: nothing restricts "
                    + direction.toLowerCase(java.util.Locale.ROOT)
                    + ".",
                "Give it the labels that k8s/foundation/network-policy.yaml selects."));
      }
    }
    boolean wide =
        rules(policies)
            .anyMatch(
                rule ->
                    ports(rule).isEmpty()
                        || rule.path("to").isEmpty()
                        || cidrs(rule).anyMatch("0.0.0.0/0"::equals)
                            && !(ports(rule).equals(Set.of("443/TCP")) && sparesPrivate(rule)));
    if (wide) {
      problems.add(
          pod.problem(
              "Network open: a rule lets out to every address or port.",
              "Name addresses and ports; for Google APIs by public addresses use"
                  + " k8s/components/public-google-apis."));
    }
    boolean anybody =
        policies.stream()
            .flatMap(each -> each.at("/spec/ingress").valueStream())
            .anyMatch(rule -> rule.path("from").isEmpty() || rule.path("ports").isEmpty());
    if (anybody) {
      problems.add(
          pod.problem(
              "Network open: a rule lets everybody in.",
              "Name who, and the port, as in k8s/components/scraping."));
    }
    return problems;
  }

  private static boolean sparesPrivate(JsonNode rule) {
    return rule.path("to")
        .valueStream()
        .map(each -> each.at("/ipBlock/except"))
        .allMatch(
            except ->
                Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16")
                    .allMatch(each -> RestrictedPods.contains(except, each)));
  }

  private static List<Problem> scraped(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    plan.ofKind("PodMonitoring")
        .forEach(
            monitoring -> {
              JsonNode selector = monitoring.at("/spec/selector");
              boolean serving =
                  plan.ofKind("Deployment").anyMatch(each -> isSelected(selector, each));
              boolean ending =
                  plan.manifests().stream()
                      .filter(each -> each.job().isPresent())
                      .anyMatch(each -> isSelected(selector, each));
              if (!serving || ending) {
                problems.add(
                    monitoring.problem(
                        "Figures are asked of pods that do not answer, or of none.",
                        "Select the labels of the Deployment's pods, with their component."));
              }
            });
    return problems;
  }

  private static boolean isSelected(JsonNode selector, ClusterObject manifest) {
    return ServingPolicies.selects(selector, manifest.pod().orElseThrow().at("/metadata/labels"));
  }

  private static Stream<JsonNode> rules(List<ClusterObject> policies) {
    return policies.stream().flatMap(each -> each.at("/spec/egress").valueStream());
  }

  private static Stream<String> cidrs(JsonNode rule) {
    return rule.path("to").valueStream().map(each -> ClusterObject.text(each.at("/ipBlock/cidr")));
  }

  private static Set<String> ports(JsonNode rule) {
    Set<String> ports = new TreeSet<>();
    rule.path("ports")
        .valueStream()
        .forEach(
            each ->
                ports.add(
                    ClusterObject.text(each.path("port"))
                        + "/"
                        + ClusterObject.text(each.path("protocol"))));
    return ports;
  }
}
