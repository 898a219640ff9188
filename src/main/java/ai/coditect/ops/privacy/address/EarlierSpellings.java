package ai.coditect.ops.privacy.address;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the versions before the normal form may have hashed for a stored address: whatever somebody
 * may have typed for it then, in lower case. Of its letters every choice is tried, or, where there
 * are too many, each by itself; of what a keyboard, a clipboard or a shell adds, one thing at a
 * time. Only a hash is left of what was typed, so what is not tried here is never found.
 */
final class EarlierSpellings {
  /** What is not seen and is copied along between two letters. */
  private static final String BETWEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff";

  /** The same, and what else stands before or behind what is copied. */
  private static final String AROUND =
      BETWEEN + "\u00a0\u2007\u202f\u202a\u202b\u202d\u202e\u2066\u2067\u2068";

  /** A direction that begins, and its end. */
  private static final List<String> DIRECTIONS =
      List.of(
          "\u202a\u202c",
          "\u202b\u202c",
          "\u202d\u202c",
          "\u202e\u202c",
          "\u2066\u2069",
          "\u2067\u2069",
          "\u2068\u2069");

  private static final List<String> FULL_STOPS = List.of("。", "．", "｡");
  private static final List<String> LOST_SPACES = List.of("", "\ufffd\ufffd", "\ufffd\ufffd\ufffd");
  private static final List<UnaryOperator<String>> WIDTHS =
      List.of(text -> text, text -> wide(text, false), text -> wide(text, true));

  private final Set<String> texts = new LinkedHashSet<>();
  private final Set<String> bases = new LinkedHashSet<>();
  private final String normal;

  private EarlierSpellings(String stored, String lowered) {
    normal = EmailAddress.normal(stored);
    List.of(stored, lowered, normal).forEach(each -> bases.add(EmailAddress.lowerCased(each)));
    List.of(stored, upper(stored), normal).forEach(this::inAnyForm);
    bases.forEach(this::quoted);
  }

  /**
   * Some dozens: as it is stored, in either case, composed or not, quoted or not, with a dot at the
   * end, with either spelling of its domain.
   */
  static Set<String> likely(String stored, String lowered) {
    return new EarlierSpellings(stored, lowered).texts;
  }

  /**
   * All of them, some hundreds.
   *
   * @param lowered as PostgreSQL lower-cases the stored address
   */
  static Set<String> of(String stored, String lowered) {
    EarlierSpellings spellings = new EarlierSpellings(stored, lowered);
    LetterChoices.of(spellings.normal).forEach(spellings::inAnyForm);
    spellings.inAnyOrderOfMarks();
    spellings.bases.forEach(spellings::decorated);
    spellings.lost();
    return spellings.texts;
  }

  private void add(String typed) {
    texts.add(EmailAddress.lowerCased(typed));
  }

  /** Composed and not, with the domain in Unicode and in Punycode. */
  private void inAnyForm(String text) {
    add(text);
    if (isPlain(text)) {
      return;
    }
    for (UnaryOperator<String> domain :
        List.<UnaryOperator<String>>of(each -> each, Punycode::decoded, Punycode::encoded)) {
      add(withDomain(text, domain));
      for (Form form : Form.values()) {
        add(withDomain(Normalizer.normalize(text, form), domain));
      }
    }
  }

  /** Two marks on one letter, in the order in which they were typed, and the first one composed. */
  private void inAnyOrderOfMarks() {
    String apart = Normalizer.normalize(normal, Form.NFD);
    for (int i = 1; i + 1 < apart.length(); i++) {
      if (isMark(apart.charAt(i)) && isMark(apart.charAt(i + 1))) {
        String before = Normalizer.normalize(apart.substring(0, i - 1), Form.NFC);
        String after = Normalizer.normalize(apart.substring(i + 2), Form.NFC);
        String letter = apart.substring(i - 1, i);
        char first = apart.charAt(i);
        char second = apart.charAt(i + 1);
        for (String marks : List.of("" + first + second, "" + second + first)) {
          add(before + letter + marks + after);
          add(
              before
                  + Normalizer.normalize(letter + marks.charAt(0), Form.NFC)
                  + marks.charAt(1)
                  + after);
        }
      }
    }
  }

  /** In a shell without a locale Java put a replacement for each byte that is not ASCII. */
  private void lost() {
    for (String text : List.copyOf(texts)) {
      if (!isAscii(text)) {
        // In capitals these have other numbers of bytes.
        for (String typed : List.of(text, text.replace("i\u0307", "İ").replace("ß", "ẞ"))) {
          add(new String(typed.getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII));
        }
      }
    }
    // A space of two or three bytes, which is no white space any more.
    for (String before : LOST_SPACES) {
      for (String after : LOST_SPACES) {
        bases.forEach(base -> add(before + base + after));
      }
    }
  }

  private void decorated(String base) {
    escaped(base);
    for (int at = 0; at <= base.length(); at++) {
      boolean inside = at > 0 && at < base.length();
      for (char each : (inside ? BETWEEN : AROUND).toCharArray()) {
        add(base.substring(0, at) + each + base.substring(at));
      }
    }
    AROUND.chars().forEach(each -> add((char) each + base + (char) each));
    DIRECTIONS.forEach(each -> add(each.charAt(0) + base + each.charAt(1)));
    int at = base.lastIndexOf('@');
    String local = base.substring(0, Math.max(at, 0));
    String domain = base.substring(at + 1);
    for (UnaryOperator<String> left : WIDTHS) {
      for (UnaryOperator<String> right : WIDTHS) {
        // A full-width sign was no address then.
        add(left.apply(local) + "@" + right.apply(domain));
        add(left.apply(local) + "@" + right.apply(domain).replace('.', '。'));
      }
    }
    for (String stop : FULL_STOPS) {
      add(local + "@" + domain.replace(".", stop));
      LetterChoices.replacedOnce(domain, ".", stop).forEach(each -> add(local + "@" + each));
    }
  }

  /** Quoted, and with a dot at the end. */
  private void quoted(String base) {
    int at = base.lastIndexOf('@');
    add(base + ".");
    if (at > 0 && !base.startsWith("\"")) {
      add('"' + base.substring(0, at) + '"' + base.substring(at));
      add('"' + base.substring(0, at) + '"' + base.substring(at) + ".");
    }
  }

  /** Quoted, with a backslash that is not needed. */
  private void escaped(String base) {
    int at = base.startsWith("\"") ? 0 : base.lastIndexOf('@');
    for (int i = 0; i < at; i++) {
      add('"' + base.substring(0, i) + '\\' + base.substring(i, at) + '"' + base.substring(at));
    }
  }

  private static String wide(String text, boolean signs) {
    return text.codePoints()
        .map(each -> isWidened(each, signs) ? each + 0xFEE0 : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isWidened(int letter, boolean signs) {
    return letter > ' ' && letter < 0x7F && (signs || Character.isLetterOrDigit(letter));
  }

  private static boolean isMark(char letter) {
    return Character.getType(letter) == Character.NON_SPACING_MARK;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static String withDomain(String address, UnaryOperator<String> each) {
    int at = address.lastIndexOf('@');
    return address.substring(0, at + 1)
        + Arrays.stream(address.substring(at + 1).split("\\.", -1))
            .map(each)
            .collect(Collectors.joining("."));
  }

  private static boolean isPlain(String text) {
    return isAscii(text) && !EmailAddress.lowerCased(text).contains("xn--");
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(letter -> letter < 0x80);
  }
}
