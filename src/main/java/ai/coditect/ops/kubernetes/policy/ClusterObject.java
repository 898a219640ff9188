package ai.coditect.ops.kubernetes.policy;

import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One object for a cluster. */
public record ClusterObject(JsonNode json) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<String> POD_PATHS =
      List.of("/spec/template", "/spec/jobTemplate/spec/template");

  /**
   * Every object of a text of several documents.
   *
   * @throws ProblemsException where it is no YAML, or no object
   */
  public static List<ClusterObject> parse(String text, String where) {
    List<ClusterObject> manifests = new ArrayList<>();
    try {
      Load load = new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
      for (Object document : load.loadAllFromString(text)) {
        ClusterObject manifest = new ClusterObject(MAPPER.valueToTree(document));
        if (manifest.kind().isEmpty() || manifest.name().isEmpty()) {
          throw new ProblemsException(
              List.of(
                  new Problem(
                      "Document " + (manifests.size() + 1) + " has no kind or no name.",
                      where,
                      "Give it what \"kubectl kustomize\" prints of an overlay.")));
        }
        manifests.add(manifest);
      }
    } catch (YamlEngineException e) {
      throw new ProblemsException(
          List.of(
              new Problem(
                  "Manifests cannot be read: not YAML.",
                  where,
                  "Give it what \"kubectl kustomize\" prints of an overlay.")));
    }
    return manifests;
  }

  public String kind() {
    return text("/kind");
  }

  public String name() {
    return text("/metadata/name");
  }

  String where() {
    return kind() + " " + name();
  }

  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  /** Empty where it is missing. */
  String text(String pointer) {
    return text(json.at(pointer));
  }

  static String text(JsonNode node) {
    return node.isValueNode() && !node.isNull() ? node.asString() : "";
  }

  /** The pods that it makes. */
  public Optional<JsonNode> pod() {
    return POD_PATHS.stream().map(json::at).filter(JsonNode::isObject).findFirst();
  }

  /** The containers of its pods, those that come before the others too. */
  Stream<JsonNode> containers() {
    return pod().stream()
        .flatMap(
            each ->
                Stream.concat(
                    each.at("/spec/initContainers").valueStream(),
                    each.at("/spec/containers").valueStream()));
  }

  /** What its Jobs are made of; of a Job, what it is made of. */
  Optional<JsonNode> job() {
    return switch (kind()) {
      case "Job" -> Optional.of(json.at("/spec"));
      case "CronJob" -> Optional.of(json.at("/spec/jobTemplate/spec"));
      default -> Optional.empty();
    };
  }

  Problem problem(String what, String cure) {
    return new Problem(what, where(), cure);
  }
}
