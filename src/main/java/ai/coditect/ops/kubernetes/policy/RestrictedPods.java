package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The restricted standard of Pod Security, and a root that nobody writes to. */
final class RestrictedPods {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");
  private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
  private static final String LEVEL = "pod-security.kubernetes.io/enforce";

  static final List<ManifestPolicy> POLICIES =
      List.of(
          ManifestPolicy.ofPods(
              "no pod runs as root",
              manifest ->
                  everywhere(manifest, "/securityContext/runAsNonRoot", JsonNode::asBoolean)
                      && nowhere(manifest, "/securityContext/runAsUser", "0"),
              "A container may run as root.",
              "Set securityContext.runAsNonRoot of the pod to true, and no runAsUser to 0."),
          ManifestPolicy.ofPods(
              "every pod has a seccomp profile",
              manifest ->
                  everywhere(
                      manifest,
                      "/securityContext/seccompProfile/type",
                      type -> PROFILES.contains(ClusterObject.text(type))),
              "Seccomp profile missing: system calls are not filtered.",
              "Set securityContext.seccompProfile.type of the pod to RuntimeDefault."),
          ManifestPolicy.ofPods(
              "no container gains privileges",
              manifest ->
                  manifest
                      .containers()
                      .allMatch(
                          each ->
                              "false"
                                      .equals(
                                          ClusterObject.text(
                                              each.at("/securityContext/allowPrivilegeEscalation")))
                                  && !each.at("/securityContext/privileged").asBoolean(false)),
              "Privileges may be gained: allowPrivilegeEscalation is not false.",
              "Set securityContext.allowPrivilegeEscalation of the container to false."),
          ManifestPolicy.ofPods(
              "every container drops all capabilities",
              manifest ->
                  manifest
                      .containers()
                      .allMatch(
                          each ->
                              contains(each.at("/securityContext/capabilities/drop"), "ALL")
                                  && each.at("/securityContext/capabilities/add").isEmpty()),
              "Capabilities are kept or added.",
              "Set securityContext.capabilities of the container to drop: [ ALL ]."),
          ManifestPolicy.ofPods(
              "no pod shares what is the node's",
              RestrictedPods::isApart,
              "The pod uses the node's namespaces, ports or directories.",
              "Take away hostNetwork, hostPID, hostIPC, hostPort and volumes of other types than "
                  + String.join(", ", VOLUMES.stream().sorted().toList())
                  + "."),
          ManifestPolicy.ofPods(
              "every root is read-only, beside a /tmp",
              manifest ->
                  manifest
                      .containers()
                      .allMatch(
                          each ->
                              each.at("/securityContext/readOnlyRootFilesystem").asBoolean(false)
                                  && writesTmpOnly(manifest, each)),
              "Root is writable, or there is no /tmp of its own.",
              "Set securityContext.readOnlyRootFilesystem to true and mount an emptyDir with a"
                  + " sizeLimit at /tmp."),
          ManifestPolicy.each(
              "the namespace enforces the restricted standard, and everything is in one",
              RestrictedPods::namespace));

  private RestrictedPods() {}

  /** What the pod says for all containers, unless one of them says otherwise. */
  private static boolean everywhere(
      ClusterObject manifest, String pointer, Predicate<JsonNode> holds) {
    JsonNode ofPod = manifest.pod().orElseThrow().at("/spec" + pointer);
    return manifest
        .containers()
        .map(each -> each.at(pointer))
        .map(each -> each.isMissingNode() ? ofPod : each)
        .allMatch(each -> !each.isMissingNode() && holds.test(each));
  }

  private static boolean nowhere(ClusterObject manifest, String pointer, String value) {
    return !ClusterObject.text(manifest.pod().orElseThrow().at("/spec" + pointer)).equals(value)
        && manifest
            .containers()
            .noneMatch(each -> ClusterObject.text(each.at(pointer)).equals(value));
  }

  private static boolean isApart(ClusterObject manifest) {
    JsonNode spec = manifest.pod().orElseThrow().at("/spec");
    boolean namespaces =
        List.of("hostNetwork", "hostPID", "hostIPC").stream()
            .anyMatch(each -> spec.path(each).asBoolean(false));
    boolean ports =
        manifest
            .containers()
            .flatMap(each -> each.at("/ports").valueStream())
            .anyMatch(each -> each.has("hostPort"));
    boolean volumes =
        spec.path("volumes")
            .valueStream()
            .flatMap(each -> each.propertyNames().stream())
            .allMatch(each -> each.equals("name") || VOLUMES.contains(each));
    return !namespaces && !ports && volumes;
  }

  private static boolean writesTmpOnly(ClusterObject manifest, JsonNode container) {
    return container
        .at("/volumeMounts")
        .valueStream()
        .filter(each -> ClusterObject.text(each.path("mountPath")).equals("/tmp"))
        .anyMatch(
            mount ->
                manifest
                    .pod()
                    .orElseThrow()
                    .at("/spec/volumes")
                    .valueStream()
                    .filter(each -> each.path("name").equals(mount.path("name")))
                    .anyMatch(each -> !each.at("/emptyDir/sizeLimit").isMissingNode()));
  }

  static boolean contains(JsonNode list, String value) {
    return list.valueStream().anyMatch(each -> ClusterObject.text(each).equals(value));
  }

  private static List<Problem> namespace(ClusterObject manifest) {
    List<Problem> problems = new ArrayList<>();
    if (manifest.kind().equals("Namespace")) {
      if (!"restricted".equals(ClusterObject.text(manifest.at("/metadata/labels").path(LEVEL)))) {
        problems.add(
            manifest.problem(
                "Pod Security is not enforced.",
                "Set the label " + LEVEL + " to restricted: see k8s/foundation/namespace.yaml."));
      }
    } else if (manifest.text("/metadata/namespace").isEmpty()) {
      problems.add(
          manifest.problem(
              "Namespace missing: it would go wherever kubectl points.",
              "Set metadata.namespace, or namespace of the kustomization."));
    }
    return problems;
  }
}
