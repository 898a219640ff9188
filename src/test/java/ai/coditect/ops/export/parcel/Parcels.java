package ai.coditect.ops.export.parcel;

import ai.coditect.ops.export.parcel.Contents.Field;
import ai.coditect.ops.export.parcel.Contents.LeftOut;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import ai.coditect.ops.export.parcel.write.ParcelWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.json.JsonMapper;

/** Packages for tests, made by the writer from rows as the database has them. */
public final class Parcels {
  public static final UUID ORGANIZATION = UUID.fromString("0198b7a2-0000-7000-8000-000000000001");
  public static final UUID USER = UUID.fromString("0198b7a2-0000-7000-8000-000000000002");
  public static final Instant INSTANT = Instant.parse("2026-11-23T04:05:06.789Z");

  public static final Sheet USERS =
      new Sheet(
          "coditect_shared.users",
          "users",
          List.of(
              field("id", "uuid"),
              personal("email", "contact"),
              personal("full_name", "identity")));
  public static final Sheet PROJECTS =
      new Sheet(
          "coditect_shared.projects",
          "projects",
          List.of(field("id", "bigint"), personal("settings", "content")));

  private Parcels() {}

  /** An entry as it lies in a zip. */
  public record Entry(String name, byte[] content) {
    public String text() {
      return new String(content, StandardCharsets.UTF_8);
    }

    public Entry with(String text) {
      return new Entry(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public Entry named(String other) {
      return new Entry(other, content);
    }
  }

  /** A value that is JSON and no text: {@code 12}, {@code {"a":1}}. */
  public record Raw(String json) {}

  public static Field field(String name, String type) {
    return new Field(
        name,
        type,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  public static Field personal(String name, String category) {
    return new Field(
        name,
        "text",
        Optional.of(category),
        Optional.of("account"),
        Optional.of("given by the person"),
        Optional.of("until the account is erased"),
        List.of("mail provider"));
  }

  public static Contents contents(Sheet... sheets) {
    return new Contents(
        ORGANIZATION,
        Optional.of(USER),
        "access",
        INSTANT,
        "ops 009, tenant 003",
        List.of(sheets),
        List.of(
            new LeftOut("coditect_ops.audit_log", List.of("actor"), "It names other people."),
            new LeftOut("coditect_ops.runs", List.of(), "It is about the worker.")));
  }

  /** Writes all rows of all sheets; a row holds Strings, Raws and nulls. */
  public static void write(OutputStream out, Contents contents, List<List<Object[]>> rows)
      throws IOException {
    try (ParcelWriter parcel = ParcelWriter.to(out, contents)) {
      for (int i = 0; i < rows.size(); i++) {
        Sheet sheet = contents.sheets().get(i);
        for (Format format : Format.values()) {
          Rows to = parcel.begin(sheet, format);
          for (Object[] row : rows.get(i)) {
            byte[] line =
                (format == Format.CSV ? csv(row) : json(sheet, row))
                    .getBytes(StandardCharsets.UTF_8);
            to.piece(line, 0, line.length);
            to.endRow();
          }
        }
      }
      parcel.redacted(new Redaction("coditect_shared.users", "full_name", 1, "Somebody else."));
      parcel.finish();
    }
  }

  public static byte[] bytes(Contents contents, List<List<Object[]>> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(out, contents, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Two tables with three rows and none. */
  public static byte[] small() {
    return bytes(
        contents(USERS, PROJECTS),
        List.of(
            List.of(
                new Object[] {"1", "anna@example.com", "Anna"},
                new Object[] {"2", "", null},
                new Object[] {"3", "a,b\"c\r\nd", "Zoë 😀"}),
            List.of()));
  }

  private static String json(Sheet sheet, Object[] row) {
    StringBuilder line = new StringBuilder("{");
    for (int i = 0; i < row.length; i++) {
      line.append(i == 0 ? "\"" : ",\"").append(sheet.fields().get(i).name()).append("\":");
      line.append(
          row[i] instanceof Raw raw ? raw.json() : JsonMapper.shared().writeValueAsString(row[i]));
    }
    return line.append("}").toString();
  }

  private static String csv(Object[] row) {
    List<String> cells = new ArrayList<>();
    for (Object value : row) {
      String text = value instanceof Raw raw ? raw.json() : (String) value;
      cells.add(text == null ? "" : "\"" + text.replace("\"", "\"\"") + "\"");
    }
    return String.join(",", cells);
  }

  public static List<Entry> entries(byte[] zip) {
    List<Entry> entries = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.add(new Entry(entry.getName(), in.readAllBytes()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  public static Map<String, String> texts(byte[] zip) {
    Map<String, String> texts = new LinkedHashMap<>();
    entries(zip).forEach(entry -> texts.put(entry.name(), entry.text()));
    return texts;
  }

  public static byte[] zip(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      for (Entry entry : entries) {
        zip.putNextEntry(new ZipEntry(entry.name()));
        zip.write(entry.content());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
