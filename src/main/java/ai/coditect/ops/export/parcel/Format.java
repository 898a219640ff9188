package ai.coditect.ops.export.parcel;

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
    return sheet.name() + "." + ending;
  }

  public String lineEnd() {
    return lineEnd;
  }
}
