package ai.coditect.ops.kubernetes;

import ai.coditect.ops.kubernetes.policy.ClusterObject;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonParser;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Two models of Kubernetes' objects, made by different people from the same schema. The first
 * refuses fields that it does not know or misses, the second those whose type is another; words of
 * a list are held against the list here, since neither does.
 */
final class ObjectModels {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String OF_THE_MODEL = "io.fabric8.kubernetes.api.model";

  private interface Validation {
    void of(com.google.gson.JsonElement json) throws IOException;
  }

  private record Model(String apiVersion, Validation validation, Class<?> parsed, Class<?> other) {}

  private static final Map<String, Model> BY_KIND =
      Map.of(
          "Namespace",
          new Model("v1", V1Namespace::validateJsonElement, V1Namespace.class, Namespace.class),
          "ServiceAccount",
          new Model(
              "v1",
              V1ServiceAccount::validateJsonElement,
              V1ServiceAccount.class,
              ServiceAccount.class),
          "ConfigMap",
          new Model("v1", V1ConfigMap::validateJsonElement, V1ConfigMap.class, ConfigMap.class),
          "Deployment",
          new Model(
              "apps/v1", V1Deployment::validateJsonElement, V1Deployment.class, Deployment.class),
          "CronJob",
          new Model("batch/v1", V1CronJob::validateJsonElement, V1CronJob.class, CronJob.class),
          "Job",
          new Model("batch/v1", V1Job::validateJsonElement, V1Job.class, Job.class),
          "NetworkPolicy",
          new Model(
              "networking.k8s.io/v1",
              V1NetworkPolicy::validateJsonElement,
              V1NetworkPolicy.class,
              NetworkPolicy.class),
          "PodDisruptionBudget",
          new Model(
              "policy/v1",
              V1PodDisruptionBudget::validateJsonElement,
              V1PodDisruptionBudget.class,
              PodDisruptionBudget.class),
          "HorizontalPodAutoscaler",
          new Model(
              "autoscaling/v2",
              V2HorizontalPodAutoscaler::validateJsonElement,
              V2HorizontalPodAutoscaler.class,
              HorizontalPodAutoscaler.class));

  /** Objects of others, whose schemas neither model has: their fields at the top. */
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          "PodMonitoring", Set.of("selector", "endpoints"),
          "SecretProviderClass", Set.of("provider", "parameters"),
          "SecretSync", Set.of("serviceAccountName", "secretProviderClassName", "secretObject"));

  private static final Map<String, Set<String>> WORDS =
      Map.ofEntries(
          Map.entry("concurrencyPolicy", Set.of("Allow", "Forbid", "Replace")),
          Map.entry("restartPolicy", Set.of("Always", "OnFailure", "Never")),
          Map.entry("podReplacementPolicy", Set.of("TerminatingOrFailed", "Failed")),
          Map.entry("action", Set.of("FailJob", "FailIndex", "Ignore", "Count")),
          Map.entry("operator", Set.of("In", "NotIn", "Exists", "DoesNotExist")),
          Map.entry("protocol", Set.of("TCP", "UDP", "SCTP")),
          Map.entry("policyTypes", Set.of("Ingress", "Egress")),
          Map.entry("whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway")),
          Map.entry("imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
          Map.entry(
              "type",
              Set.of(
                  "RollingUpdate",
                  "Recreate",
                  "RuntimeDefault",
                  "Localhost",
                  "DisruptionTarget",
                  "External",
                  "AverageValue",
                  "Pods",
                  "Percent")));

  private ObjectModels() {}

  /** What either model, or a list of words, has against it. */
  static List<String> complaints(ClusterObject manifest) {
    List<String> complaints = new ArrayList<>();
    Model model = BY_KIND.get(manifest.kind());
    if (model == null) {
      Set<String> known = OF_OTHERS.getOrDefault(manifest.kind(), Set.of());
      Set<String> there = Set.copyOf(manifest.json().path("spec").propertyNames());
      if (!there.equals(known)) {
        complaints.add("unknown kind, or other fields than " + known + ": " + there);
      }
      return complaints;
    }
    if (!manifest.json().path("apiVersion").asString().equals(model.apiVersion())) {
      complaints.add("apiVersion is not " + model.apiVersion());
    }
    String text = manifest.json().toString();
    try {
      model.validation().of(JsonParser.parseString(text));
      JSON.getGson().fromJson(text, model.parsed());
    } catch (IOException | RuntimeException e) {
      complaints.add("client-java: " + e.getMessage());
    }
    try {
      unknown(MAPPER.readValue(text, model.other()), "", complaints);
    } catch (JsonProcessingException e) {
      complaints.add("fabric8: " + e.getOriginalMessage());
    }
    words(manifest.json(), complaints);
    return complaints;
  }

  /** What stands beside the fields that the model has. */
  private static void unknown(Object value, String path, List<String> complaints) {
    if (value instanceof Collection<?> values) {
      values.forEach(each -> unknown(each, path, complaints));
    } else if (value instanceof Map<?, ?> values) {
      values.values().forEach(each -> unknown(each, path, complaints));
    } else if (value != null && value.getClass().getName().startsWith(OF_THE_MODEL)) {
      for (Method method : value.getClass().getMethods()) {
        if (method.getName().startsWith("get") && method.getParameterCount() == 0) {
          Object part = get(method, value);
          if (!method.getName().equals("getAdditionalProperties")) {
            unknown(part, path + "." + method.getName().substring(3), complaints);
          } else if (part instanceof Map<?, ?> beside && !beside.isEmpty()) {
            complaints.add("fabric8: unknown" + path + " " + beside.keySet());
          }
        }
      }
    }
  }

  private static Object get(Method method, Object value) {
    try {
      return method.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void words(JsonNode node, List<String> complaints) {
    node.propertyStream()
        .forEach(
            field -> {
              Set<String> words = WORDS.get(field.getKey());
              JsonNode value = field.getValue();
              if (words != null && (value.isString() || value.isArray())) {
                (value.isArray() ? value.valueStream() : java.util.stream.Stream.of(value))
                    .filter(each -> !words.contains(each.asString()))
                    .forEach(each -> complaints.add(field.getKey() + " is " + each));
              }
            });
    node.valueStream().forEach(each -> words(each, complaints));
  }
}
