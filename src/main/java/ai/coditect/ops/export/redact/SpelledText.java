package ai.coditect.ops.export.redact;

import java.util.Arrays;

/**
 * The signs that a reader makes of bytes, each with the place where its spelling begins, so that
 * what is found among the signs can be replaced among the bytes without parting a spelling.
 */
final class SpelledText {
  /** A border of the file's format, which nothing that is found may cross. */
  static final int BORDER = -1;

  /** An at sign that quoted-printable spells, which is more often a number: width=40px. */
  static final int DOUBTFUL_AT = -2;

  private int[] signs = new int[256];
  private int[] places = new int[257];
  private int size;

  int size() {
    return size;
  }

  /** The sign; a border in front of the first and behind the last. */
  int sign(int index) {
    return index < 0 || index >= size ? BORDER : signs[index];
  }

  /** Where the spelling of the sign begins; of the size, where the last one ends. */
  int place(int index) {
    return places[index];
  }

  void add(int sign, int place) {
    if (size == signs.length) {
      signs = Arrays.copyOf(signs, 2 * size);
      places = Arrays.copyOf(places, 2 * size + 1);
    }
    signs[size] = sign;
    places[size++] = place;
  }

  void clear() {
    size = 0;
  }

  /** Where the last sign ends. */
  void end(int place) {
    places[size] = place;
  }

  boolean isAt(int index) {
    return sign(index) == '@' || sign(index) == DOUBTFUL_AT;
  }

  /** The signs from one to before another. */
  String text(int from, int to) {
    StringBuilder text = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      text.appendCodePoint(signs[i] < 0 ? ' ' : signs[i]);
    }
    return text.toString();
  }
}
