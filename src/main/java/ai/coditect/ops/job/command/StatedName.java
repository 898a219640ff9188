package ai.coditect.ops.job.command;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A name that somebody states of themselves: what may be written, and which two are taken for one.
 *
 * <p>Written: NFKC, 1 to 200 letters of one script that is in everyday use (Unicode's UAX 31),
 * ASCII digits and {@code . ' - _ @ + ( ) / : # , & \} with single blanks. Letters of Latin are a
 * to z with marks, and a few more. So nothing that is not seen, nothing that changes the direction
 * of writing, and no letter of another script among those of one (UTS 39, "highly restrictive").
 *
 * <p>Compared: without case, marks, blanks and punctuation, with what looks alike as one. That is
 * wide on purpose: a comparison only ever says that somebody must not approve their own run.
 */
public final class StatedName {
  private static final int LONGEST = 200;
  private static final String PUNCTUATION = " .'-_@+()/:#,&\\";

  private static final Set<UnicodeScript> IN_USE =
      EnumSet.of(
          UnicodeScript.LATIN,
          UnicodeScript.GREEK,
          UnicodeScript.CYRILLIC,
          UnicodeScript.ARMENIAN,
          UnicodeScript.HEBREW,
          UnicodeScript.ARABIC,
          UnicodeScript.THAANA,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.TIBETAN,
          UnicodeScript.MYANMAR,
          UnicodeScript.GEORGIAN,
          UnicodeScript.ETHIOPIC,
          UnicodeScript.KHMER,
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.BOPOMOFO,
          UnicodeScript.HANGUL);

  /** Japanese, Korean and Chinese are written in several, and in Latin beside them. */
  private static final Set<Set<UnicodeScript>> TOGETHER =
      Set.of(
          EnumSet.of(
              UnicodeScript.LATIN,
              UnicodeScript.HAN,
              UnicodeScript.HIRAGANA,
              UnicodeScript.KATAKANA),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO));

  /** Letters of Latin that are none of a to z with marks, and what they are compared as. */
  private static final Map<Character, String> LATIN =
      Map.ofEntries(
          Map.entry('æ', "ae"),
          Map.entry('œ', "oe"),
          Map.entry('ø', "o"),
          Map.entry('đ', "d"),
          Map.entry('ð', "d"),
          Map.entry('þ', "p"),
          Map.entry('ß', "ss"),
          Map.entry('ł', "l"),
          Map.entry('ħ', "h"),
          Map.entry('ŧ', "t"),
          Map.entry('ŋ', "n"),
          Map.entry('ə', "e"),
          Map.entry('ı', "i"));

  // In pairs, from confusables.txt of UTS 39: letters of other scripts that look like Latin ones.
  private static final String ALIKE =
      "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwӏlгrкkмmнhтtвbзeшw"
          + "αaοoρpνvιiυuκkτtηnχxγyσoωwεeβb"
          + "օoսuհhոnցgզqյjքpօo";

  private StatedName() {}

  /** The one spelling of what was typed; empty when it is no name. */
  public static Optional<String> fit(String typed) {
    String name =
        Normalizer.normalize(typed.strip(), Form.NFKC)
            .replace('\u2019', '\'')
            .replace('\u2010', '-')
            .replace('\u2011', '-');
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    int letters = 0;
    int before = ' ';
    for (int sign : name.codePoints().toArray()) {
      if (Character.isLetter(sign) && isWritten(sign)) {
        scripts.add(UnicodeScript.of(sign));
        letters++;
      } else if (!(isMark(sign) && (Character.isLetter(before) || isMark(before)))
          && !(sign >= '0' && sign <= '9')
          && !(PUNCTUATION.indexOf(sign) >= 0 && (sign != ' ' || before != ' '))) {
        return Optional.empty();
      }
      before = sign;
    }
    scripts.remove(UnicodeScript.COMMON);
    scripts.remove(UnicodeScript.INHERITED);
    boolean together =
        scripts.size() <= 1 || TOGETHER.stream().anyMatch(each -> each.containsAll(scripts));
    return letters > 0
            && together
            && IN_USE.containsAll(scripts)
            && name.codePointCount(0, name.length()) <= LONGEST
        ? Optional.of(name)
        : Optional.empty();
  }

  /** What {@link #fit} asks for. */
  public static String described() {
    return "a name: 1 to 200 letters of one script, digits, single blanks and "
        + PUNCTUATION.strip()
        + ", with nothing that is not seen";
  }

  /** Whether two names may be those of one person. */
  public static boolean same(String one, String other) {
    return skeleton(one).equals(skeleton(other));
  }

  private static String skeleton(String name) {
    String folded =
        Normalizer.normalize(name, Form.NFKC).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    StringBuilder text = new StringBuilder();
    Normalizer.normalize(folded, Form.NFKD)
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(
            sign -> {
              int alike = ALIKE.indexOf(sign);
              String latin = sign < 0x10000 ? LATIN.get((char) sign) : null;
              if (latin != null) {
                text.append(latin);
              } else {
                text.appendCodePoint(
                    sign >= 0x80 && alike >= 0 ? ALIKE.codePointAt(alike + 1) : sign);
              }
            });
    return text.toString()
        .replace('1', 'l')
        .replace('i', 'l')
        .replace('0', 'o')
        .replace("rn", "m")
        .replace("vv", "w");
  }

  /** Of Latin, only letters that are read as a to z; fillers of Hangul show nothing. */
  private static boolean isWritten(int letter) {
    if (letter >= 0x115F && letter <= 0x1160 || letter == 0x3164 || letter == 0xFFA0) {
      return false;
    }
    if (UnicodeScript.of(letter) != UnicodeScript.LATIN) {
      return true;
    }
    int plain =
        Normalizer.normalize(Character.toString(Character.toLowerCase(letter)), Form.NFKD)
            .codePointAt(0);
    return plain >= 'a' && plain <= 'z' || plain < 0x10000 && LATIN.containsKey((char) plain);
  }

  private static boolean isMark(int sign) {
    boolean shown =
        !(sign == 0x034F
            || sign >= 0x17B4 && sign <= 0x17B5
            || sign >= 0x180B && sign <= 0x180F
            || sign >= 0xFE00 && sign <= 0xFE0F
            || sign >= 0xE0100 && sign <= 0xE01EF);
    int type = Character.getType(sign);
    return shown
        && (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK);
  }
}
