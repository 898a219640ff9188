package ai.coditect.ops.privacy.address;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Labels of domains (RFC 3492). {@code java.net.IDN} gives back unread what IDNA2008 wrote and
 * IDNA2003 would not, such as a sharp s, so that decoding is done here.
 */
final class Punycode {
  private static final String PREFIX = "xn--";
  private static final int BASE = 36;
  private static final int LOWEST = 1;
  private static final int HIGHEST = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_LETTER = 0x80;

  private Punycode() {}

  /** The label in Unicode; as it is, where it is not one of Punycode. */
  static String decoded(String label) {
    String text = label.toLowerCase(Locale.ROOT);
    if (!text.startsWith(PREFIX) || !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      return label;
    }
    String code = text.substring(PREFIX.length());
    int dash = code.lastIndexOf('-');
    StringBuilder letters = new StringBuilder(code.substring(0, Math.max(dash, 0)));
    int letter = INITIAL_LETTER;
    int bias = INITIAL_BIAS;
    long place = 0;
    int count = letters.length();
    int next = dash + 1;
    while (next < code.length()) {
      long before = place;
      long weight = 1;
      for (int k = BASE; ; k += BASE) {
        int digit = next < code.length() ? digit(code.charAt(next++)) : -1;
        place += digit * weight;
        if (digit < 0 || place > Integer.MAX_VALUE) {
          return label;
        }
        int threshold = Math.min(Math.max(k - bias, LOWEST), HIGHEST);
        if (digit < threshold) {
          break;
        }
        weight *= BASE - threshold;
        if (weight > Integer.MAX_VALUE) {
          return label;
        }
      }
      count++;
      bias = adapt(place - before, count, before == 0);
      letter += (int) (place / count);
      place %= count;
      if (!Character.isValidCodePoint(letter) || Character.getType(letter) == Character.SURROGATE) {
        return label;
      }
      letters.insert(letters.offsetByCodePoints(0, (int) place), Character.toChars(letter));
      place++;
    }
    return letters.toString();
  }

  /** The label as IDNA2003 writes it in ASCII; as it is, where that is not possible. */
  static String encoded(String label) {
    try {
      return IDN.toASCII(label, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      return label;
    }
  }

  private static int digit(char c) {
    return c >= 'a' && c <= 'z' ? c - 'a' : c >= '0' && c <= '9' ? c - '0' + 26 : -1;
  }

  private static int adapt(long delta, int count, boolean first) {
    long rest = first ? delta / DAMP : delta / 2;
    rest += rest / count;
    int k = 0;
    while (rest > (BASE - LOWEST) * HIGHEST / 2) {
      rest /= BASE - LOWEST;
      k += BASE;
    }
    return (int) (k + (BASE - LOWEST + 1) * rest / (rest + SKEW));
  }
}
