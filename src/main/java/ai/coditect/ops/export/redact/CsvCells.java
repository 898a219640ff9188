package ai.coditect.ops.export.redact;

/** What lies between the commas of a record (RFC 4180). */
final class CsvCells implements Cells {
  private boolean quoted;
  private boolean atComma;
  private int cells = 1;
  private int skipped = NONE;

  @Override
  public int skip(byte[] bytes, int from, int end) {
    if (atComma) {
      atComma = false;
      skipped = NONE;
      cells++;
      return from + 1;
    }
    skipped = cells - 1;
    for (int i = from; i < end; i++) {
      if (bytes[i] == '"') {
        quoted = !quoted;
      } else if (bytes[i] == ',' && !quoted) {
        atComma = true;
        return i;
      }
    }
    return end;
  }

  @Override
  public int cell() {
    return skipped;
  }

  @Override
  public void endRow() {
    quoted = false;
    atComma = false;
    cells = 1;
  }
}
