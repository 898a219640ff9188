package ai.coditect.ops.export.redact;

/** The values of the members of one object, in the order in which they stand there. */
final class JsonCells implements Cells {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean inValue;
  private int values;
  private int skipped = NONE;

  @Override
  public int skip(byte[] bytes, int from, int end) {
    skipped = inValue ? values - 1 : NONE;
    for (int i = from; i < end; i++) {
      byte each = bytes[i];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (each == '\\') {
          escaped = true;
        } else if (each == '"') {
          inString = false;
        }
      } else if (each == '"') {
        inString = true;
      } else if (each == ':' && depth == 1 && !inValue) {
        inValue = true;
        values++;
        return i + 1;
      } else if (depth == 1 && inValue && (each == ',' || each == '}')) {
        inValue = false;
        return i;
      } else if (each == '{' || each == '[') {
        depth++;
      } else if (each == '}' || each == ']') {
        depth--;
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
    depth = 0;
    inString = false;
    escaped = false;
    inValue = false;
    values = 0;
  }
}
