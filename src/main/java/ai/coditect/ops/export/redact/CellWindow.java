package ai.coditect.ops.export.redact;

import ai.coditect.ops.export.parcel.Rows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** The part of a cell that is looked at: all of it, or as much as fits. */
final class CellWindow {
  /** Of a longer cell a part is looked at before the rest is there. */
  private static final int ENOUGH = 1 << 17;

  // Half of an address without its at sign, in the longest signs of UTF-8.
  private static final int UNSETTLED = 4 * AddressFinder.LONGEST;
  private static final byte[] INSTEAD = "[redacted]".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INSTEAD_IN_HEX =
      HexFormat.of().formatHex(INSTEAD).getBytes(StandardCharsets.US_ASCII);

  private final SpelledText spelled = new SpelledText();
  private final SpelledText spare = new SpelledText();
  private final Places places = new Places();
  private byte[] bytes = new byte[1024];
  private int size;
  // What was not settled the last time.
  private int left;
  private boolean first = true;

  boolean isEmpty() {
    return size == 0;
  }

  /** Whether there is enough to look at; much more than the last time, so that it ends. */
  boolean isFull() {
    return size >= Math.max(ENOUGH, 2 * left);
  }

  void append(byte[] source, int from, int length) {
    if (size + length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + length));
    }
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  void clear() {
    size = 0;
    left = 0;
    first = true;
  }

  /**
   * Passes on what is settled, with others' data replaced.
   *
   * @param last whether the cell ends here
   * @return whether something was replaced
   */
  boolean replace(CellForm form, Spelling spelling, OtherPeople others, boolean last, Rows into)
      throws IOException {
    places.clear();
    int settled;
    if (form == CellForm.BYTES) {
      settled = findInHex(others, last);
      pass(settled, INSTEAD_IN_HEX, into);
    } else {
      settled =
          others.mayBeIn(bytes, 0, size)
              ? find(bytes, size, spelling, others, last)
              : last ? size : size - UNSETTLED;
      pass(settled, INSTEAD, into);
    }
    first &= settled == 0;
    System.arraycopy(bytes, settled, bytes, 0, size - settled);
    size -= settled;
    left = size;
    return !places.isEmpty();
  }

  private int find(byte[] source, int length, Spelling spelling, OtherPeople others, boolean last) {
    FormatDecoder.read(source, length, spelling, first, last, spelled);
    return others.find(EscapeDecoder.read(spelled, spare), last, places);
  }

  /** What the digits stand for is looked at as text, and they themselves as an id. */
  private int findInHex(OtherPeople others, boolean last) {
    int start = 0;
    if (first) {
      while (start < size && bytes[start] != 'x') {
        start++;
      }
      start = Math.min(size, start + 1);
    }
    int digits = start;
    while (digits < size && Character.digit(bytes[digits], 16) >= 0) {
      digits++;
    }
    byte[] plain = new byte[(digits - start) / 2];
    for (int i = 0; i < plain.length; i++) {
      plain[i] =
          (byte)
              (Character.digit(bytes[start + 2 * i], 16) << 4
                  | Character.digit(bytes[start + 2 * i + 1], 16));
    }
    if (last && plain.length == 16) {
      // Without what is before them: \x40 would be read as an escape.
      byte[] id = Arrays.copyOfRange(bytes, start, digits);
      find(id, id.length, Spelling.PLAIN, others, true);
      if (!places.isEmpty()) {
        for (int[] place : places.inOrder()) {
          place[0] += start;
          place[1] += start;
        }
        return size;
      }
    }
    if (!others.mayBeIn(plain, 0, plain.length)) {
      return last ? size : Math.max(start, digits - 2 * UNSETTLED & ~1 | start & 1);
    }
    int settled = find(plain, plain.length, Spelling.PLAIN, others, last);
    for (int[] place : places.inOrder()) {
      place[0] = start + 2 * place[0];
      place[1] = start + 2 * place[1];
    }
    return last ? size : start + 2 * settled;
  }

  private void pass(int settled, byte[] instead, Rows into) throws IOException {
    int passed = 0;
    for (int[] place : places.inOrder()) {
      pass(passed, place[0], into);
      into.piece(instead, 0, instead.length);
      passed = place[1];
    }
    pass(passed, settled, into);
  }

  private void pass(int from, int to, Rows into) throws IOException {
    if (from < to) {
      into.piece(bytes, from, to - from);
    }
  }
}
