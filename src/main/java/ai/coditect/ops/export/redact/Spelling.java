package ai.coditect.ops.export.redact;

/** How the bytes of a cell spell its text. */
enum Spelling {
  /** As it is. */
  PLAIN(false, false),
  /** A value of JSON: a quote ends a string, a backslash escapes. */
  JSON(true, false),
  /** A cell of CSV: a quote is doubled. */
  CSV(false, true),
  /** JSON in a cell of CSV. */
  JSON_IN_CSV(true, true);

  private final boolean json;
  private final boolean csv;

  Spelling(boolean json, boolean csv) {
    this.json = json;
    this.csv = csv;
  }

  boolean isJson() {
    return json;
  }

  boolean isCsv() {
    return csv;
  }
}
