package ai.coditect.ops.export.redact;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads what people and programs write for a sign inside a text: percent-encoding, entities of
 * HTML, quoted-printable, escapes of program text, full width; and drops what is not seen.
 */
final class EscapeDecoder {
  private static final Map<String, Integer> ENTITIES =
      Map.ofEntries(
          Map.entry("commat", (int) '@'),
          Map.entry("period", (int) '.'),
          Map.entry("plus", (int) '+'),
          Map.entry("lowbar", (int) '_'),
          Map.entry("hyphen", (int) '-'),
          Map.entry("dash", (int) '-'),
          Map.entry("apos", (int) '\''),
          Map.entry("quot", (int) '"'),
          Map.entry("lt", (int) '<'),
          Map.entry("gt", (int) '>'),
          Map.entry("nbsp", (int) ' '),
          Map.entry("shy", 0xAD),
          Map.entry("zwnj", 0x200C),
          Map.entry("zwj", 0x200D));
  private static final int LONGEST_ENTITY = 10;
  // An escape may be escaped itself, and once more.
  private static final int DEEPEST = 4;
  // In bytes, for one sign: the longest spelling of one that is seen is shorter.
  private static final int LONGEST_DROPPED = 256;

  private final SpelledText from;
  private final SpelledText into;

  private EscapeDecoder(SpelledText from, SpelledText into) {
    this.from = from;
    this.into = into;
  }

  /**
   * Reads a text, and what was read again, as one escape may be inside of another.
   *
   * @param spare is overwritten, as the text is
   * @return one of the two, with what was read
   */
  static SpelledText read(SpelledText text, SpelledText spare) {
    SpelledText from = text;
    SpelledText into = spare;
    for (int depth = 1; ; depth++) {
      into.clear();
      new EscapeDecoder(from, into).read();
      into.end(from.place(from.size()));
      if (depth == DEEPEST || into.size() == from.size()) {
        return into;
      }
      SpelledText read = into;
      into = from;
      from = read;
    }
  }

  private void read() {
    for (int i = 0; i < from.size(); ) {
      int length =
          switch (from.sign(i)) {
            case '%' -> percent(i);
            case '=' -> quotedPrintable(i);
            case '&' -> entity(i);
            case '\\' -> escape(i);
            default -> 0;
          };
      if (length == 0) {
        add(from.sign(i), i);
        length = 1;
      }
      i += length;
      partAfterDropped(i);
    }
  }

  private void add(int sign, int index) {
    if (sign < 0x80 || !SignKinds.isInvisible(sign)) {
      into.add(SignKinds.plain(sign), from.place(index));
    }
  }

  /** What is dropped without an end would keep all of it in memory. */
  private void partAfterDropped(int index) {
    int last = into.size() == 0 ? 0 : into.place(into.size() - 1);
    if (index < from.size() && from.place(index) - last > LONGEST_DROPPED) {
      into.add(SpelledText.BORDER, from.place(index));
    }
  }

  /** {@code %40}, {@code %2540}, {@code %EF%BC%A0}. */
  private int percent(int start) {
    return bytes(start, '%');
  }

  /** {@code =40}, and the end of a line that goes on in the next. */
  private int quotedPrintable(int start) {
    int next = from.sign(start + 1);
    if (next == '\n') {
      return 2;
    }
    if (next == '\r' && from.sign(start + 2) == '\n') {
      return 3;
    }
    return bytes(start, '=');
  }

  private int bytes(int start, int mark) {
    byte[] found = new byte[4];
    int i = start;
    for (int count = 0; count < found.length && from.sign(i) == mark; count++) {
      int digits = i + 1;
      for (int depth = 0; mark == '%' && depth < DEEPEST; depth++) {
        digits += from.sign(digits) == '2' && from.sign(digits + 1) == '5' ? 2 : 0;
      }
      int value = pair(digits, mark == '=');
      if (value < 0) {
        return 0;
      }
      found[count] = (byte) value;
      i = digits + 2;
      int sign = sign(found, count + 1);
      if (sign >= 0) {
        add(sign == '@' && mark == '=' ? SpelledText.DOUBTFUL_AT : sign, start);
        return i - start;
      }
    }
    return 0;
  }

  private static int sign(byte[] bytes, int length) {
    if (length == 1) {
      return bytes[0] >= 0 ? bytes[0] : -1;
    }
    try {
      CharBuffer text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
      return Character.codePointAt(text, 0);
    } catch (CharacterCodingException e) {
      return -1;
    }
  }

  private int pair(int index, boolean capitals) {
    int high = hex(from.sign(index), capitals);
    int low = hex(from.sign(index + 1), capitals);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int hex(int sign, boolean capitals) {
    return sign >= '0' && sign <= '9'
        ? sign - '0'
        : sign >= 'A' && sign <= 'F'
            ? sign - 'A' + 10
            : !capitals && sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
  }

  /** {@code &#64;}, {@code &#x40}, {@code &commat;}, {@code &amp;#64;}. */
  private int entity(int start) {
    int i = start + 1;
    for (int depth = 0; depth < DEEPEST && is(i, "amp;"); depth++) {
      i += 4;
    }
    if (from.sign(i) != '#') {
      StringBuilder name = new StringBuilder();
      while (name.length() < LONGEST_ENTITY && from.sign(i) >= 'a' && from.sign(i) <= 'z') {
        name.append((char) from.sign(i++));
      }
      Integer sign = from.sign(i) == ';' ? ENTITIES.get(name.toString()) : null;
      if (sign == null) {
        return 0;
      }
      add(sign, start);
      return i + 1 - start;
    }
    i++;
    boolean hex = from.sign(i) == 'x' || from.sign(i) == 'X';
    i += hex ? 1 : 0;
    int value = 0;
    int first = i;
    int digit;
    while (i - first < LONGEST_ENTITY && (digit = digit(from.sign(i), hex)) >= 0) {
      value = Math.min(value * (hex ? 16 : 10) + digit, Character.MAX_CODE_POINT + 1);
      i++;
    }
    if (i == first || !Character.isValidCodePoint(value)) {
      return 0;
    }
    add(value, start);
    return i + (from.sign(i) == ';' ? 1 : 0) - start;
  }

  private static int digit(int sign, boolean hex) {
    int digit = hex(sign, false);
    return hex || digit < 10 ? digit : -1;
  }

  /** A backslash (perhaps escaped itself) and u0040, u{40}, U00000040, x40 or 100. */
  private int escape(int start) {
    int i = start + 1;
    for (int depth = 1; depth < 2 * DEEPEST && from.sign(i) == '\\'; depth++) {
      i++;
    }
    int digits =
        switch (from.sign(i)) {
          case 'u' -> 4;
          case 'U' -> 8;
          case 'x' -> 2;
          default -> 0;
        };
    if (digits == 0) {
      if (is(i, "100")) {
        add('@', start);
        return i + 3 - start;
      }
      return 0;
    }
    boolean braces = from.sign(++i) == '{';
    i += braces ? 1 : 0;
    int value = 0;
    int count = 0;
    int digit;
    while (count < (braces ? 6 : digits) && (digit = hex(from.sign(i), false)) >= 0) {
      value = value << 4 | digit;
      i++;
      count++;
    }
    // What a path of Windows may hold by chance is taken for the signs alone that matter.
    boolean whole = braces ? count > 0 && from.sign(i++) == '}' : count == digits;
    if (!whole || !Character.isValidCodePoint(value) || digits == 2 && "@.+-_".indexOf(value) < 0) {
      return 0;
    }
    add(value, start);
    return i - start;
  }

  private boolean is(int index, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (from.sign(index + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
