package ai.coditect.ops.export.content;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.privacy.PersonalDataMap.Profile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A package as a test reads it. */
public record Exported(Map<String, byte[]> files) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Straight from the extract, where a run would be refused for tables of a test. */
  public static Exported by(
      InProcessWorker worker, UUID organization, @Nullable UUID user, Profile profile) {
    return read(bytes(worker, organization, user, profile));
  }

  static byte[] bytes(
      InProcessWorker worker, UUID organization, @Nullable UUID user, Profile profile) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      worker
          .get(Extract.class)
          .write(
              new Scope(organization, Optional.ofNullable(user), profile),
              out,
              Duration.ofMinutes(1),
              () -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static Exported read(byte[] zip) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
        files.put(entry.getName(), in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Exported(files);
  }

  public String text(String file) {
    return new String(files.get(file), StandardCharsets.UTF_8);
  }

  public JsonNode manifest() {
    return JSON.readTree(files.get("manifest.json"));
  }

  static String json(Object value) {
    return JSON.writeValueAsString(value);
  }

  /** The rows of a table's JSON Lines. */
  public List<JsonNode> rows(String table) {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : text(table + ".jsonl").split("\n")) {
      if (!line.isEmpty()) {
        rows.add(JSON.readTree(line));
      }
    }
    return rows;
  }
}
