package ai.coditect.ops.export.parcel;

import ai.coditect.ops.export.parcel.Contents.Field;
import ai.coditect.ops.export.parcel.Contents.LeftOut;
import ai.coditect.ops.export.parcel.Contents.Redaction;
import ai.coditect.ops.export.parcel.Contents.Sheet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** The last file: what is in the others, so that anybody can check them. */
public final class Manifest {
  /** Its name in the zip. */
  public static final String NAME = "manifest.json";

  /** The name of the page in the zip. */
  public static final String PAGE = "index.html";

  /** What follows this on the class path describes the manifest. */
  public static final String SCHEMA = "export-manifest-1.schema.json";

  /** How to read the CSV files, for a person. */
  public static final String CSV_RULE =
      "RFC 4180: UTF-8, cells separated by commas, records ended by carriage return and line feed,"
          + " the first record names the columns. Nothing between two commas is no value (null);"
          + " two quotes with nothing between them are an empty text. A text that begins with one"
          + " of = + - @ ' or the fullwidth ＝＋－＠, with a tab, a carriage return or a line feed, has"
          + " an apostrophe (') put in front, so that no spreadsheet runs it as a formula. So remove"
          + " the first apostrophe of every text that begins with one. The JSON Lines files hold"
          + " every value untouched.";

  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Of deflate: the level that is as fast as the rows come. */
  public static final int COMPRESSION_LEVEL = 1;

  /** A file that is in the zip as a whole. */
  public record Written(String name, long bytes, String sha256) {}

  /** A file of rows that was written, with the sheet it is of. */
  public record Done(Sheet sheet, Format format, long rows) {}

  private Manifest() {}

  /**
   * @param contents what the package is of
   * @param done the files of rows, in the order in which they were written
   * @param files the same and every other file, as they stand in the zip
   */
  public static byte[] of(
      Contents contents,
      List<Done> done,
      List<Written> files,
      Written page,
      List<Redaction> redactions) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("$schema", "https://coditect.ai/schemas/ops/" + SCHEMA);
    document.put("format", map("name", "coditect-export", "version", 1));
    document.put("databaseSchema", contents.databaseSchema());
    document.put("scope", scope(contents));
    document.put("profile", contents.profile());
    document.put("instant", contents.instant().toString());
    document.put("compression", map("method", "deflate", "level", COMPRESSION_LEVEL));
    document.put("csv", CSV_RULE);
    List<Object> described = new ArrayList<>();
    for (int i = 0; i < done.size(); i++) {
      described.add(file(done.get(i), files.get(i)));
    }
    document.put("files", described);
    document.put("page", map("name", page.name(), "bytes", page.bytes(), "sha256", page.sha256()));
    document.put("tables", contents.sheets().stream().map(Manifest::table).toList());
    document.put("redactions", redactions.stream().map(Manifest::redaction).toList());
    document.put("leftOut", contents.leftOut().stream().map(Manifest::leftOut).toList());
    if (!contents.otherStores().isEmpty()) {
      document.put(
          "otherStores",
          contents.otherStores().stream()
              .map(each -> map("store", each.name(), "title", each.title(), "holds", each.holds()))
              .toList());
    }
    String text =
        JSON.writer()
            .with(
                new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER))
            .writeValueAsString(document);
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> scope(Contents contents) {
    Map<String, Object> scope =
        map(
            "kind",
            contents.user().isPresent() ? "person" : "organization",
            "organization",
            contents.organization().toString());
    contents.user().ifPresent(user -> scope.put("user", user.toString()));
    return scope;
  }

  private static Map<String, Object> file(Done done, Written file) {
    return map(
        "name",
        file.name(),
        "table",
        done.sheet().name(),
        "format",
        done.format().ending(),
        "rows",
        done.rows(),
        "bytes",
        file.bytes(),
        "sha256",
        file.sha256());
  }

  private static Map<String, Object> table(Sheet sheet) {
    return map(
        "name",
        sheet.name(),
        "title",
        sheet.title(),
        "fields",
        sheet.fields().stream().map(Manifest::field).toList());
  }

  private static Map<String, Object> field(Field field) {
    Map<String, Object> described = map("name", field.name(), "type", field.type());
    field.category().ifPresent(value -> described.put("category", value));
    field.purpose().ifPresent(value -> described.put("purpose", value));
    field.source().ifPresent(value -> described.put("source", value));
    field.retention().ifPresent(value -> described.put("retention", value));
    described.put("recipients", field.recipients());
    return described;
  }

  private static Map<String, Object> redaction(Redaction redaction) {
    return map(
        "table",
        redaction.table(),
        "column",
        redaction.column(),
        "rows",
        redaction.rows(),
        "why",
        redaction.why());
  }

  private static Map<String, Object> leftOut(LeftOut leftOut) {
    return map("table", leftOut.table(), "columns", leftOut.columns(), "why", leftOut.why());
  }

  /** In the order they are given, which is the order they are written. */
  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
