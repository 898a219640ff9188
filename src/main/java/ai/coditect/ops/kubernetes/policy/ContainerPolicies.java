package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What a container is made of, what it may use, and where its secrets are. */
final class ContainerPolicies {
  private static final Pattern DIGEST = Pattern.compile(".+@sha256:[0-9a-f]{64}");
  private static final Pattern TAG = Pattern.compile(".+:([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})");
  private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)(m|k|Ki|M|Mi|G|Gi|)");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "m", new BigDecimal("0.001"),
          "", BigDecimal.ONE,
          "k", new BigDecimal("1000"),
          "Ki", new BigDecimal("1024"),
          "M", new BigDecimal("1000000"),
          "Mi", new BigDecimal("1048576"),
          "G", new BigDecimal("1000000000"),
          "Gi", new BigDecimal("1073741824"));

  /** What Autopilot raises a request to: better to ask for it than to pay for it unasked. */
  private static final BigDecimal LEAST_CPU = new BigDecimal("0.25");

  private static final BigDecimal LEAST_MEMORY = new BigDecimal("536870912");

  /** Variables whose value is nobody's business; USER, NAME and HOST are no secrets. */
  private static final Pattern SECRET =
      Pattern.compile(".*(PASSWORD|SECRET|TOKEN|CREDENTIAL|_KEY)(_.*)?");

  private static final Pattern KEY_TEXT =
      Pattern.compile("PRIVATE KEY-----|(?im)^\\s*(password|secret|token)\\s*[:=]\\s*\\S");

  /** Words in capitals, alone or between signs, that the names of an overlay replace. */
  private static final Pattern UNNAMED =
      Pattern.compile("\\b(PROJECT|REGION|INSTANCE|DATABASE|[A-Z]+_(BUCKET|PROJECT|RANGE))\\b");

  private static final Set<String> KNOWN_SECRETS =
      Set.of("ops-worker-keys", "coditect-db-credentials", "ops-db-owner");

  static final List<ManifestPolicy> POLICIES =
      List.of(
          new ManifestPolicy(
              "every image has a tag that stays, or a digest", ContainerPolicies::images),
          ManifestPolicy.each(
              "every container says what it needs and may use", ContainerPolicies::resources),
          ManifestPolicy.each("secrets come by reference only", ContainerPolicies::secrets),
          new ManifestPolicy("what a pod refers to is there", ContainerPolicies::references),
          ManifestPolicy.each("no word in capitals is left", ContainerPolicies::unnamed));

  private ContainerPolicies() {}

  /** Told once for each image: all pods of an overlay have the same. */
  private static List<Problem> images(ClusterPlan plan) {
    return plan.manifests().stream()
        .flatMap(ClusterObject::containers)
        .map(each -> ClusterObject.text(each.path("image")))
        .distinct()
        .flatMap(image -> image(image).stream())
        .toList();
  }

  private static List<Problem> image(String image) {
    if (DIGEST.matcher(image).matches()) {
      return List.of();
    }
    Matcher tag = TAG.matcher(image.substring(image.lastIndexOf('/') + 1));
    if (tag.matches() && !tag.group(1).equals("latest")) {
      return List.of();
    }
    return List.of(
        new Problem(
            tag.matches()
                ? "Image has the tag latest, which is another one tomorrow."
                : "Image has no tag.",
            "image " + image,
            "Say which version in the overlay's images: newTag, or digest."));
  }

  private static List<Problem> resources(ClusterObject manifest) {
    List<Problem> problems = new ArrayList<>();
    manifest
        .containers()
        .forEach(
            each -> {
              BigDecimal cpu = quantity(each.at("/resources/requests/cpu"));
              BigDecimal memory = quantity(each.at("/resources/requests/memory"));
              BigDecimal most = quantity(each.at("/resources/limits/memory"));
              if (cpu.signum() == 0
                  || memory.signum() == 0
                  || quantity(each.at("/resources/limits/cpu")).signum() == 0
                  || memory.compareTo(most) != 0) {
                problems.add(
                    manifest.problem(
                        "Resources missing: container "
                            + ClusterObject.text(each.path("name"))
                            + " needs requests and limits of cpu and memory, and memory no"
                            + " more than it asks for.",
                        "Set resources as in k8s/base/deployment.yaml."));
              } else if (cpu.compareTo(LEAST_CPU) < 0 || memory.compareTo(LEAST_MEMORY) < 0) {
                problems.add(
                    manifest.problem(
                        "Resources are below what Autopilot gives at least (250m, 512Mi).",
                        "Ask for that: less is billed as that."));
              }
            });
    return problems;
  }

  /** Zero where there is none. */
  private static BigDecimal quantity(JsonNode node) {
    Matcher quantity = QUANTITY.matcher(ClusterObject.text(node));
    return quantity.matches()
        ? new BigDecimal(quantity.group(1)).multiply(UNITS.get(quantity.group(2)))
        : BigDecimal.ZERO;
  }

  private static List<Problem> secrets(ClusterObject manifest) {
    List<Problem> problems = new ArrayList<>();
    manifest
        .containers()
        .flatMap(each -> each.path("env").valueStream())
        .filter(each -> SECRET.matcher(ClusterObject.text(each.path("name"))).matches())
        .filter(each -> each.at("/valueFrom/secretKeyRef").isMissingNode())
        .forEach(
            each ->
                problems.add(
                    manifest.problem(
                        "Secret in clear: " + ClusterObject.text(each.path("name")) + ".",
                        "Take it from a Secret by valueFrom.secretKeyRef, and replace it: whoever"
                            + " could read the manifest has it.")));
    boolean written =
        switch (manifest.kind()) {
          case "Secret" -> manifest.json().has("data") || manifest.json().has("stringData");
          case "ConfigMap" ->
              manifest
                  .at("/data")
                  .valueStream()
                  .anyMatch(each -> KEY_TEXT.matcher(ClusterObject.text(each)).find());
          default -> false;
        };
    if (written) {
      problems.add(
          manifest.problem(
              "Secret in clear: its value stands in a manifest.",
              "Keep it in Secret Manager: see k8s/components/secret-manager. Replace it: whoever"
                  + " could read the manifest has it."));
    }
    return problems;
  }

  private static List<Problem> references(ClusterPlan plan) {
    List<Problem> problems = new ArrayList<>();
    for (ClusterObject manifest : plan.manifests()) {
      if (manifest.pod().isEmpty()) {
        continue;
      }
      JsonNode spec = manifest.pod().get().path("spec");
      String account = ClusterObject.text(spec.path("serviceAccountName"));
      if (!plan.has("ServiceAccount", account)
          || spec.path("automountServiceAccountToken").asBoolean(true)) {
        problems.add(
            manifest.problem(
                "Service account missing, or its token for the cluster is mounted: \""
                    + account
                    + "\".",
                "Name one that is there, and set automountServiceAccountToken to false."));
      }
      spec.path("volumes")
          .valueStream()
          .map(each -> ClusterObject.text(each.at("/configMap/name")))
          .filter(each -> !each.isEmpty() && !plan.has("ConfigMap", each))
          .forEach(
              each ->
                  problems.add(
                      manifest.problem(
                          "ConfigMap missing: " + each + ".",
                          "Add it to the overlay; an object without a namespace does not get the name"
                              + " that kustomize gives it.")));
      secretNames(manifest)
          .filter(each -> !KNOWN_SECRETS.contains(each))
          .forEach(
              each ->
                  problems.add(
                      manifest.problem(
                          "Unknown Secret: " + each + ".",
                          "Use one of "
                              + String.join(", ", KNOWN_SECRETS.stream().sorted().toList())
                              + ".")));
    }
    plan.ofKind("ServiceAccount")
        .filter(
            each ->
                !ClusterObject.text(
                        each.at("/metadata/annotations").path("iam.gke.io/gcp-service-account"))
                    .startsWith(each.name() + "@"))
        .forEach(
            each ->
                problems.add(
                    each.problem(
                        "Google service account missing: nothing behind it can log in to Cloud SQL.",
                        "Set the annotation iam.gke.io/gcp-service-account to "
                            + each.name()
                            + "@PROJECT.iam.gserviceaccount.com, with the project's id.")));
    return problems;
  }

  private static Stream<String> secretNames(ClusterObject manifest) {
    return manifest
        .containers()
        .flatMap(each -> each.path("env").valueStream())
        .map(each -> ClusterObject.text(each.at("/valueFrom/secretKeyRef/name")))
        .filter(each -> !each.isEmpty())
        .distinct();
  }

  private static List<Problem> unnamed(ClusterObject manifest) {
    // The text of job files says such words where it explains itself.
    if (manifest.kind().equals("ConfigMap")) {
      return List.of();
    }
    return leaves(manifest.json())
        .filter(each -> UNNAMED.matcher(each).find())
        .findFirst()
        .map(
            each ->
                List.of(
                    manifest.problem(
                        "Name missing: \""
                            + each
                            + "\" is what the files say before they are named.",
                        "Add k8s/components/names to the overlay, with its names.env.")))
        .orElse(List.of());
  }

  private static Stream<String> leaves(JsonNode node) {
    return node.isString()
        ? Stream.of(node.asString())
        : node.valueStream().flatMap(ContainerPolicies::leaves);
  }
}
