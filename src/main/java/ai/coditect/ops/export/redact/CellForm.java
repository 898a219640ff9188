package ai.coditect.ops.export.redact;

/** What a searched column holds. */
public enum CellForm {
  /** One text. */
  TEXT(Spelling.JSON, Spelling.CSV),
  /** JSON, or what is handed out as JSON. */
  DOCUMENT(Spelling.JSON, Spelling.JSON_IN_CSV),
  /** Bytes in hexadecimal digits. */
  BYTES(Spelling.PLAIN, Spelling.PLAIN);

  private final Spelling inJson;
  private final Spelling inCsv;

  CellForm(Spelling inJson, Spelling inCsv) {
    this.inJson = inJson;
    this.inCsv = inCsv;
  }

  Spelling in(Cells cells) {
    return cells instanceof JsonCells ? inJson : inCsv;
  }
}
