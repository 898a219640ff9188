package ai.coditect.ops.trigger.pubsub.event;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of each event type, from {@code jobs/events/<type without ai.coditect>.json}. */
public final class EventSchemas {
  private static final String PREFIX = "ai.coditect.";
  private final Map<String, Schema> byType = new TreeMap<>();

  /**
   * @param jobsDir the directory that replaces the packaged {@code jobs/}; where it has no {@code
   *     events} of its own, the packaged ones stay
   */
  public EventSchemas(Optional<String> jobsDir) {
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    JsonMapper json = JsonMapper.shared();
    for (Resource file : files(jobsDir)) {
      String name = String.valueOf(file.getFilename());
      try (InputStream stream = file.getInputStream()) {
        byType.put(
            PREFIX + name.substring(0, name.length() - ".json".length()),
            registry.getSchema(json.readTree(stream)));
      } catch (IOException e) {
        throw new UncheckedIOException(name, e);
      }
    }
  }

  private static List<Resource> files(Optional<String> jobsDir) {
    PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    String pattern =
        jobsDir
            .filter(dir -> new FileSystemResource(dir + "/events").exists())
            .map(dir -> "file:" + dir + "/events/*.json")
            .orElse("classpath*:jobs/events/*.json");
    try {
      return List.of(resolver.getResources(pattern));
    } catch (IOException e) {
      throw new UncheckedIOException(pattern, e);
    }
  }

  public Set<String> types() {
    return byType.keySet();
  }

  /** What is wrong with the data, told by the schema's words alone; empty when it fits. */
  public Optional<String> misfit(String type, JsonNode data) {
    Schema schema = byType.get(type);
    if (schema == null) {
      return Optional.of("its type is not known");
    }
    List<Error> errors = schema.validate(data);
    return errors.isEmpty()
        ? Optional.empty()
        : Optional.of(
            errors.stream()
                .map(EventSchemas::tell)
                .distinct()
                .sorted()
                .limit(5)
                .collect(Collectors.joining(", ", "its data does not fit its schema: ", "")));
  }

  /** Built from the schema's side of the error: the data's side could hold anything. */
  private static String tell(Error error) {
    if (error.getKeyword().equals("required")) {
      return error.getProperty() + " is missing";
    }
    String where =
        error
            .getEvaluationPath()
            .toString()
            .replaceAll("/(properties|additionalProperties|propertyNames|items)(?=/)", "")
            .replaceFirst("/[^/]*$", "")
            .replaceFirst("^/", "");
    return "%s breaks the rule %s".formatted(where.isEmpty() ? "data" : where, error.getKeyword());
  }
}
