package ai.coditect.ops.privacy.address;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The spellings of an e-mail address. Different addresses may have one normal form: it is wide
 * enough to protect whoever is meant, and nothing may be erased by it.
 */
final class EmailAddress {
  private static final char COMBINING_DOT_ABOVE = '\u0307';
  // What NFKC, folding and the removal of invisible characters do to one another ends after two.
  private static final int MOST_ROUNDS = 8;

  private EmailAddress() {}

  /**
   * The one form of every spelling: compatibility characters as their plain ones, upper and lower
   * case, final sigma, sharp s and the four i of Turkish folded, without anything that is not seen,
   * without the quotes and escapes of a local part, the domain in Unicode without empty labels. It
   * depends on no locale and fails for no text.
   */
  static String normal(String address) {
    String text = fold(address);
    int at = text.lastIndexOf('@');
    return at < 0
        ? local(text)
        : fold(local(text.substring(0, at)) + "@" + domain(text.substring(at + 1)));
  }

  /** A normal form without the +tag of its local part, if that leaves something. */
  static String withoutTag(String normal) {
    int plus = normal.indexOf('+');
    int at = normal.lastIndexOf('@');
    return plus > 0 && plus < at ? normal.substring(0, plus) + normal.substring(at) : normal;
  }

  /**
   * Equal only for spellings that every mail server takes for one mailbox, and for upper and lower
   * case, which hardly any parts.
   */
  static String sameMailbox(String address) {
    String text = Normalizer.normalize(address.strip().toLowerCase(Locale.ROOT), Form.NFC);
    int at = text.lastIndexOf('@');
    return at < 0 ? text : local(text.substring(0, at)) + "@" + domain(text.substring(at + 1));
  }

  /** As every version lower-cased what was typed, before there was a normal form. */
  static String lowerCased(String address) {
    return address.strip().toLowerCase(Locale.ROOT);
  }

  private static String local(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).replace("\\", "") : text;
  }

  private static String domain(String text) {
    return Arrays.stream(text.split("[.\u3002]"))
        .filter(label -> !label.isEmpty())
        .map(Punycode::decoded)
        .collect(Collectors.joining("."));
  }

  private static String fold(String text) {
    if (text.chars().allMatch(letter -> letter > ' ' && letter < 0x7F)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String before = text;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      String after = Normalizer.normalize(foldCase(visible(before)), Form.NFKC);
      if (after.equals(before)) {
        break;
      }
      before = after;
    }
    return before;
  }

  /**
   * Full case folding without a locale, and wider: a letter, what it is in lower and what in upper
   * case become one. Lower case first, for capital sharp s; letter by letter last, against the
   * final sigma.
   */
  private static String foldCase(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    upper(text.toLowerCase(Locale.ROOT))
        .codePoints()
        .map(Character::toLowerCase)
        .forEach(
            letter -> {
              int end = folded.length() - 1;
              // What is left of a capital i with its dot, in lower case.
              if (letter != COMBINING_DOT_ABOVE || end < 0 || folded.charAt(end) != 'i') {
                folded.appendCodePoint(letter);
              }
            });
    return folded.toString();
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String visible(String text) {
    return text.codePoints()
        .filter(letter -> !isInvisible(letter))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** White space, controls, and what Unicode lets a reader ignore. */
  private static boolean isInvisible(int letter) {
    return Character.isWhitespace(letter)
        || Character.isSpaceChar(letter)
        || Character.isISOControl(letter)
        || Character.getType(letter) == Character.FORMAT
        || letter == 0x034F
        || letter >= 0x115F && letter <= 0x1160
        || letter >= 0x17B4 && letter <= 0x17B5
        || letter >= 0x180B && letter <= 0x180F
        || letter == 0x2065
        || letter == 0x3164
        || letter >= 0xFE00 && letter <= 0xFE0F
        || letter == 0xFFA0
        || letter >= 0xFFF0 && letter <= 0xFFF8
        || letter >= 0xE0000 && letter <= 0xE0FFF;
  }
}
