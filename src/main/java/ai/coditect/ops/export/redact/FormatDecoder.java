package ai.coditect.ops.export.redact;

/** Reads bytes as the file's format spells them: UTF-8, in strings of JSON, in cells of CSV. */
final class FormatDecoder {
  private final byte[] bytes;
  private final int end;
  private final Spelling spelling;
  private final boolean last;
  private final SpelledText into;
  private int at;

  private FormatDecoder(byte[] bytes, int end, Spelling spelling, boolean last, SpelledText into) {
    this.bytes = bytes;
    this.end = end;
    this.spelling = spelling;
    this.last = last;
    this.into = into;
  }

  /**
   * Reads as far as whole spellings go.
   *
   * @param first whether the bytes are the first of their cell
   * @param last whether nothing follows
   */
  static void read(
      byte[] bytes, int end, Spelling spelling, boolean first, boolean last, SpelledText into) {
    into.clear();
    FormatDecoder decoder = new FormatDecoder(bytes, end, spelling, last, into);
    if (first && spelling.isCsv() && end > 0 && bytes[0] == '"') {
      // It opens the cell, also where a doubled one follows.
      decoder.take(SpelledText.BORDER, 1);
    }
    while (decoder.at < end && decoder.next()) {
      // Until the end, or a spelling that goes on behind it.
    }
    into.end(decoder.at);
  }

  private boolean next() {
    byte first = bytes[at];
    if (first == '"' && (spelling.isCsv() || spelling.isJson())) {
      return quote();
    }
    if (first == '\\' && spelling.isJson()) {
      return escape();
    }
    if (first >= 0) {
      return take(first, 1);
    }
    int length = first >= (byte) 0xF0 ? 4 : first >= (byte) 0xE0 ? 3 : 2;
    if (at + length > end && !last) {
      return false;
    }
    int sign = first & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      if (at + i >= end || (bytes[at + i] & 0xC0) != 0x80) {
        // Not UTF-8: bytes of something else, most often Latin-1.
        return take(first & 0xFF, 1);
      }
      sign = sign << 6 | bytes[at + i] & 0x3F;
    }
    return first < (byte) 0xC2 || !Character.isValidCodePoint(sign)
        ? take(first & 0xFF, 1)
        : take(sign, length);
  }

  private boolean take(int sign, int length) {
    into.add(sign, at);
    at += length;
    return true;
  }

  private boolean quote() {
    if (!spelling.isCsv()) {
      return take(SpelledText.BORDER, 1);
    }
    if (at + 1 == end && !last) {
      return false;
    }
    return at + 1 < end && bytes[at + 1] == '"'
        ? take(spelling.isJson() ? SpelledText.BORDER : '"', 2)
        : take(SpelledText.BORDER, 1);
  }

  private boolean escape() {
    // The longest is that of two surrogates.
    if (at + 12 > end && !last) {
      return false;
    }
    if (at + 1 == end) {
      return take('\\', 1);
    }
    switch (bytes[at + 1]) {
      case 'u' -> {
        int high = hex(at + 2);
        if (high < 0) {
          return take('\\', 1);
        }
        boolean pair =
            Character.isHighSurrogate((char) high)
                && at + 8 <= end
                && bytes[at + 6] == '\\'
                && bytes[at + 7] == 'u';
        int low = pair ? hex(at + 8) : -1;
        return low >= 0 && Character.isLowSurrogate((char) low)
            ? take(Character.toCodePoint((char) high, (char) low), 12)
            : take(high, 6);
      }
      case '"' -> {
        return take('"', spelling.isCsv() && at + 2 < end && bytes[at + 2] == '"' ? 3 : 2);
      }
      case 'n' -> {
        return take('\n', 2);
      }
      case 'r' -> {
        return take('\r', 2);
      }
      case 't' -> {
        return take('\t', 2);
      }
      case 'b', 'f' -> {
        return take('\f', 2);
      }
      default -> {
        return bytes[at + 1] > 0 ? take(bytes[at + 1], 2) : take('\\', 1);
      }
    }
  }

  private int hex(int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < end ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
