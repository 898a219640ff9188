package ai.coditect.ops.deployment.connector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/**
 * Config Connector's own schemas, as strict as the API server is: a field that a schema does not
 * name is refused.
 */
final class ConnectorSchemas {
  private static final Path FOLDER = Path.of("../shared/crds");
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

  private ConnectorSchemas() {}

  /** The test says skipped where the schemas are not beside this repository. */
  static void assumePresent() {
    assumeTrue(Files.isDirectory(FOLDER), "the schemas are not in ../shared/crds");
  }

  static boolean knows(String kind) {
    return Files.exists(file(kind));
  }

  private static Path file(String kind) {
    return FOLDER.resolve(kind + ".yaml");
  }

  /** What is wrong with an object by the schema of its kind. */
  static List<String> faults(ConnectorObject object) {
    return READ
        .computeIfAbsent(object.kind(), ConnectorSchemas::read)
        .validate(JSON.writeValueAsString(object.tree()), InputFormat.JSON)
        .stream()
        .map(fault -> object.title() + ": " + fault)
        .toList();
  }

  private static Schema read(String kind) {
    try {
      ConnectorObject crd = new ConnectorObject(asMap(load(Files.readString(file(kind)))));
      Map<String, Object> schema = asMap(crd.at("spec.versions.0.schema.openAPIV3Schema"));
      Map<String, Object> strict = asMap(closed(schema));
      Map<String, Object> fields = asMap(strict.get("properties"));
      // The schema leaves metadata free, and says what it is of by its place in the definition.
      fields.put("metadata", Map.of("type", "object"));
      fields.put(
          "apiVersion",
          Map.of("const", crd.text("spec.group") + "/" + crd.text("spec.versions.0.name")));
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.writeValueAsString(strict), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object load(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  /** The same, with no other fields than those that are named. */
  private static Object closed(Object schema) {
    if (schema instanceof Map<?, ?> map) {
      Map<String, Object> closed = new LinkedHashMap<>();
      map.forEach((key, value) -> closed.put(key.toString(), closed(value)));
      if (map.get("properties") instanceof Map<?, ?>
          && !map.containsKey("additionalProperties")
          && !map.containsKey("x-kubernetes-preserve-unknown-fields")) {
        closed.put("additionalProperties", false);
      }
      return closed;
    }
    return schema instanceof List<?> list
        ? list.stream().map(ConnectorSchemas::closed).toList()
        : schema;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object map) {
    return (Map<String, Object>) map;
  }
}
