package ai.coditect.ops.privacy.address;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Letters that may have been typed for those of a normal form. */
final class LetterChoices {
  private static final int MOST = 64;

  /** What the normal form makes of a letter, and that letter in lower case. */
  private record Letter(String normal, String typed) {}

  private static final List<Letter> LETTERS =
      List.of(
          new Letter("i", "ı"),
          new Letter("i", "i\u0307"),
          new Letter("σ", "ς"),
          new Letter("μ", "\u00b5"),
          new Letter("ss", "ß"),
          new Letter("ff", "ﬀ"),
          new Letter("fi", "ﬁ"),
          new Letter("fl", "ﬂ"),
          new Letter("ffi", "ﬃ"),
          new Letter("ffl", "ﬄ"),
          new Letter("st", "ﬆ"),
          new Letter("ij", "ĳ"));

  private LetterChoices() {}

  /** Every choice; or, where there are too many, each letter everywhere and in each one place. */
  static Set<String> of(String normal) {
    Set<String> all = new LinkedHashSet<>();
    choose(normal, 0, "", all);
    if (all.size() > MOST) {
      all.clear();
      for (Letter letter : LETTERS) {
        all.add(normal.replace(letter.normal(), letter.typed()));
        all.addAll(replacedOnce(normal, letter.normal(), letter.typed()));
      }
    }
    return all;
  }

  private static void choose(String normal, int from, String chosen, Set<String> all) {
    if (all.size() > MOST) {
      return;
    }
    if (from == normal.length()) {
      all.add(chosen);
      return;
    }
    choose(normal, from + 1, chosen + normal.charAt(from), all);
    for (Letter letter : LETTERS) {
      if (normal.startsWith(letter.normal(), from)) {
        choose(normal, from + letter.normal().length(), chosen + letter.typed(), all);
      }
    }
  }

  /** The text with one of several occurrences replaced, for each of them. */
  static List<String> replacedOnce(String text, String what, String with) {
    List<String> replaced = new ArrayList<>();
    for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
      replaced.add(text.substring(0, at) + with + text.substring(at + what.length()));
    }
    return replaced;
  }
}
