package ai.coditect.ops.export.parcel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The two spellings of every table. */
public enum Format {
  /** One JSON object a line, UTF-8, lines ended by a line feed. */
  JSON_LINES("jsonl", "\n"),
  /** RFC 4180 with a header, UTF-8, lines ended by carriage return and line feed. */
  CSV("csv", "\r\n");

  private final String ending;
  private final String lineEnd;

  Format(String ending, String lineEnd) {
    this.ending = ending;
    this.lineEnd = lineEnd;
  }

  /** Of the file's name, without the dot. */
  public String ending() {
    return ending;
  }

  /** The name of the sheet's file of this format. */
  public String fileName(Contents.Sheet sheet) {
    return fileName(sheet.name());
  }

  /**
   * The same, from the name of the table: what not every file system and program takes becomes a
   * dollar sign and two digits for each byte, so that no two tables have one file.
   */
  public String fileName(String table) {
    StringBuilder name = new StringBuilder();
    for (byte each : table.getBytes(StandardCharsets.UTF_8)) {
      if (each >= 'a' && each <= 'z'
          || each >= 'A' && each <= 'Z'
          || each >= '0' && each <= '9'
          || each == '_'
          || each == '.'
          || each == '-' && name.length() > 0) {
        name.append((char) each);
      } else {
        name.append('$').append(HexFormat.of().toHexDigits(each));
      }
    }
    return name + "." + ending;
  }

  /** Of a file's ending; empty when there is none such. */
  public static Optional<Format> of(String ending) {
    return Arrays.stream(values()).filter(each -> each.ending.equals(ending)).findFirst();
  }

  public String lineEnd() {
    return lineEnd;
  }
}
