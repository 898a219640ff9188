package ai.coditect.ops.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The columns of the worker's own tables that say nothing about a person, from the packaged {@code
 * jobs/personal-data.yaml}: what this version itself knows, whatever map a deployment has beside
 * it.
 *
 * @param tables columns by table; none for a table that is classified as a whole
 */
record DeclaredColumns(Map<String, List<String>> tables) {
  private static final String FILE = "jobs/personal-data.yaml";
  private static final String OWN = "coditect_ops.";

  static DeclaredColumns load() {
    try (InputStream file = DeclaredColumns.class.getClassLoader().getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is missing from the class path");
      }
      Map<String, List<String>> tables = new TreeMap<>();
      new YAMLMapper()
          .readTree(file)
          .path("tables")
          .properties()
          .forEach(
              table -> {
                List<String> columns = new ArrayList<>();
                table.getValue().path("not-personal").forEach(name -> columns.add(name.asString()));
                boolean whole = table.getValue().has("nothing-personal");
                if (table.getKey().startsWith(OWN) && (whole || !columns.isEmpty())) {
                  tables.put(table.getKey(), columns);
                }
              });
      return new DeclaredColumns(tables);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /** One document a table. */
  List<Map<String, Object>> lines() {
    List<Map<String, Object>> lines = new ArrayList<>();
    tables.forEach((name, columns) -> lines.add(Map.of("relation", name, "columns", columns)));
    return lines;
  }
}
