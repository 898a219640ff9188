package ai.coditect.ops.export.parcel.check;

import ai.coditect.ops.export.parcel.Format;
import ai.coditect.ops.export.parcel.Manifest;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a manifest says about the other files. */
record Promise(List<File> files) {

  /**
   * @param columns of the table; empty for the page
   * @param rows of the table; zero for the page
   */
  record File(
      String name, String format, List<String> columns, long rows, long bytes, String sha256) {}

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Schema SCHEMA = schema();

  /** Reads a manifest; what is wrong with it is added to the complaints. */
  static Promise read(byte[] manifest, List<String> complaints) {
    JsonNode document;
    try {
      document = JSON.readTree(manifest);
    } catch (JacksonException e) {
      complaints.add("It is not JSON.");
      return new Promise(List.of());
    }
    List<Error> errors = SCHEMA.validate(document);
    if (!errors.isEmpty()) {
      errors.stream().map(Promise::tell).distinct().sorted().limit(10).forEach(complaints::add);
      return new Promise(List.of());
    }
    return new Promise(files(document, complaints));
  }

  private static List<File> files(JsonNode document, List<String> complaints) {
    List<File> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    JsonNode described = document.get("files");
    int next = 0;
    for (JsonNode table : document.get("tables")) {
      String name = table.get("name").stringValue();
      if (!names.add(name)) {
        complaints.add("It names a table twice.");
      }
      List<String> columns =
          table.get("fields").valueStream().map(field -> field.get("name").stringValue()).toList();
      for (String format : List.of("jsonl", "csv")) {
        JsonNode file = described.get(next++);
        if (file == null
            || !file.get("table").stringValue().equals(name)
            || !file.get("format").stringValue().equals(format)
            || !Format.of(format)
                .map(each -> each.fileName(name))
                .equals(Optional.of(file.get("name").stringValue()))) {
          complaints.add("Its files are not the two of each table, in the order of the tables.");
          return List.of();
        }
        files.add(file(file, format, columns, file.get("rows").longValue()));
      }
      File csv = files.get(files.size() - 1);
      if (files.get(files.size() - 2).rows() != csv.rows()) {
        complaints.add("It gives the two files of table " + (next / 2) + " different rows.");
      }
    }
    if (described.size() != next) {
      complaints.add("Its files are not the two of each table, in the order of the tables.");
      return List.of();
    }
    files.add(file(document.get("page"), "html", List.of(), 0));
    return files;
  }

  private static File file(JsonNode file, String format, List<String> columns, long rows) {
    return new File(
        file.get("name").stringValue(),
        format,
        columns,
        rows,
        file.get("bytes").longValue(),
        file.get("sha256").stringValue());
  }

  /** By the schema's side of the error alone: the other side may hold anything. */
  private static String tell(Error error) {
    return error.getKeyword().equals("required")
        ? "It lacks " + error.getProperty() + "."
        : "It breaks the rule " + error.getSchemaLocation().getFragment() + " of its schema.";
  }

  private static Schema schema() {
    try (InputStream in = Manifest.class.getResourceAsStream(Manifest.SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException(Manifest.SCHEMA + " is missing");
      }
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
