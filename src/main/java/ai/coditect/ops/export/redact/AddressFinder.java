package ai.coditect.ops.export.redact;

import java.util.Optional;

/**
 * Finds e-mail addresses in a text, each in one step from its at sign to both sides, over signs
 * that no other address is looked for in again: a text of any length and kind takes time in
 * proportion to its length. The grammar stands in the description of the package.
 */
final class AddressFinder {
  /** No address is longer on either side; what is, is not looked at as a whole. */
  static final int LONGEST = 1024;

  private static final int LONGEST_QUOTE = 256;
  private static final int LONGEST_LITERAL = 64;

  private final SpelledText text;
  // Where a part that is looked for may begin: behind what was found before.
  private int floor;

  /**
   * An address in the text.
   *
   * @param from its first sign
   * @param localEnd behind the last sign of its local part
   * @param domain the first sign of its domain
   * @param domainEnd behind the last sign of its first domain
   * @param to behind its last sign
   */
  record Found(int from, int localEnd, int domain, int domainEnd, int to) {}

  AddressFinder(SpelledText text) {
    this.text = text;
  }

  /** Looks at the next at sign from a place on; the answer is about it alone. */
  Optional<Found> at(int at) {
    int domain = domainStart(at);
    int domainEnd = domainEnd(domain);
    // An escaped one is a part of the next one's local part.
    if (domainEnd == domain || text.sign(at - 1) == '\\') {
      return Optional.empty();
    }
    int localEnd = localEnd(at);
    int from = localEnd < 0 ? -1 : localStart(localEnd);
    boolean spaced = isBlank(at - 1) || isBlank(at + 1);
    if (from < 0
        || !isAddress(from, localEnd, at, domain, domainEnd, spaced)
        || isInside(at, '"', '"')
        || isInside(at, '(', ')')) {
      return Optional.empty();
    }
    int to = domainEnd;
    // One behind the other: none of them is anybody's own, so all go.
    while (text.isAt(to) && domainEnd(to + 1) > to + 1) {
      to = domainEnd(to + 1);
    }
    floor = to;
    return Optional.of(new Found(from, localEnd, domain, domainEnd, to));
  }

  /** Whether a quoted part or a comment is around it, and an at sign directly behind that. */
  private boolean isInside(int at, int open, int close) {
    int end = at + 1;
    int last = at + LONGEST_QUOTE;
    while (end < last && text.sign(end) != close) {
      if (text.sign(end) == SpelledText.BORDER
          || text.sign(end) == '\n'
          || text.sign(end) == open) {
        return false;
      }
      end++;
    }
    if (end >= last || !text.isAt(end + 1)) {
      return false;
    }
    if (open == close) {
      return quoteStart(end + 1, floor) < at;
    }
    int start = at - 1;
    int first = Math.max(floor, at - LONGEST_QUOTE);
    while (start >= first && text.sign(start) != SpelledText.BORDER && text.sign(start) != close) {
      if (text.sign(start) == open) {
        return true;
      }
      start--;
    }
    return false;
  }

  /** In front of blanks and a comment. */
  private int localEnd(int at) {
    int end = at;
    if (isBlank(end - 1)) {
      if (!isBlank(at + 1)) {
        // A word, and somebody who is mentioned.
        return -1;
      }
      end--;
    }
    if (text.sign(end - 1) == ')') {
      for (int i = end - 2; i >= Math.max(floor, end - LONGEST_QUOTE); i--) {
        if (text.sign(i) == '(') {
          return i;
        }
        if (text.sign(i) == SpelledText.BORDER || text.sign(i) == ')') {
          break;
        }
      }
      return -1;
    }
    return end;
  }

  private int localStart(int end) {
    int lowest = Math.max(floor, end - LONGEST);
    int start = end;
    boolean joined = true;
    while (joined) {
      int before = start;
      if (text.sign(start - 1) == '"') {
        start = quoteStart(start, lowest);
      } else {
        while (start > lowest && (isLocal(text.sign(start - 1)) || isEscaped(start, lowest))) {
          start -= isLocal(text.sign(start - 1)) ? 1 : 2;
        }
      }
      // A dot joins a quoted part to another one.
      joined =
          start < before
              && start > lowest
              && (text.sign(start) == '.' && text.sign(start - 1) == '"'
                  || text.sign(start) == '"' && text.sign(start - 1) == '.');
    }
    while (start < end && isTrimmed(text.sign(start))) {
      start++;
    }
    return start < end ? start : -1;
  }

  /** RFC 3696: Abc\\@def, Fred\\ Bloggs; two backslashes only inside of a word. */
  private boolean isEscaped(int start, int lowest) {
    int sign = text.sign(start - 1);
    return start - 2 >= lowest
        && text.sign(start - 2) == '\\'
        && sign != '\n'
        && (sign != '\\' || start - 3 >= lowest && isLabelOrDot(text.sign(start - 3)));
  }

  private static boolean isLabelOrDot(int sign) {
    return isLabel(sign) || sign == '.';
  }

  /** The place of the opening quote; as many backslashes stand before it as before the closing. */
  private int quoteStart(int end, int lowest) {
    int depth = backslashes(end - 1, lowest);
    for (int i = end - 2 - depth; i >= Math.max(lowest, end - LONGEST_QUOTE); i--) {
      if (text.sign(i) == SpelledText.BORDER || text.sign(i) == '\n') {
        return end;
      }
      if (text.sign(i) == '"' && backslashes(i, lowest) == depth) {
        return i - depth;
      }
    }
    return end;
  }

  private int backslashes(int quote, int lowest) {
    int count = 0;
    while (count < 8 && quote - 1 - count >= lowest && text.sign(quote - 1 - count) == '\\') {
      count++;
    }
    return count;
  }

  /** Behind blanks and a comment. */
  private int domainStart(int at) {
    int start = at + 1;
    if (isBlank(start)) {
      start++;
    }
    if (text.sign(start) == '(') {
      for (int i = start + 1; i < start + LONGEST_QUOTE; i++) {
        if (text.sign(i) == ')') {
          return i + 1;
        }
        if (text.sign(i) == SpelledText.BORDER || text.sign(i) == '(') {
          break;
        }
      }
    }
    return start;
  }

  /** Behind the last sign of the domain; its start where there is none. */
  private int domainEnd(int start) {
    if (text.sign(start) == '[') {
      boolean numbers = false;
      for (int i = start + 1; i < start + LONGEST_LITERAL; i++) {
        int sign = text.sign(i);
        if (sign == ']') {
          return numbers ? i + 1 : start;
        }
        numbers |= sign == ':' || sign == '.';
        if (!isLabel(sign) && sign != '.' && sign != ':') {
          break;
        }
      }
      return start;
    }
    if (text.sign(start) == '-' || !isLabel(text.sign(start))) {
      return start;
    }
    int end = start;
    while (isLabel(text.sign(end)) || text.sign(end) == '.' && isLabel(text.sign(end + 1))) {
      end++;
    }
    while (end > start && (text.sign(end - 1) == '-' || text.sign(end - 1) == '_')) {
      end--;
    }
    return end;
  }

  private boolean isAddress(
      int from, int localEnd, int at, int domain, int domainEnd, boolean spaced) {
    String host = text.text(domain, Math.min(domainEnd, domain + LONGEST));
    if (host.startsWith("[")) {
      return !spaced;
    }
    boolean certain = HostName.hasTopLevel(host);
    int lastOfLocal = text.sign(localEnd - 1);
    if (HostName.isVersion(host)
        || lastOfLocal == '/'
        || lastOfLocal == '='
        || lastOfLocal == '?'
        || text.text(from, localEnd).equals("git") && text.sign(domainEnd) == ':') {
      return false;
    }
    if (certain) {
      return true;
    }
    boolean word = isLabel(lastOfLocal) || lastOfLocal == '+' || lastOfLocal == '"';
    boolean scoped = text.isAt(from - 1) && contains(from, localEnd, '/');
    boolean tag = HostName.isTag(host, text.sign(domainEnd));
    return word && !spaced && !scoped && !tag && text.sign(at) != SpelledText.DOUBTFUL_AT;
  }

  private boolean contains(int from, int to, int sign) {
    for (int i = from; i < to; i++) {
      if (text.sign(i) == sign) {
        return true;
      }
    }
    return false;
  }

  private boolean isBlank(int index) {
    return text.sign(index) == ' ' || text.sign(index) == '\t';
  }

  /** Of a host name, in any script. */
  static boolean isLabel(int sign) {
    if (sign < 0x80) {
      return sign >= '0' && sign <= '9'
          || sign >= 'a' && sign <= 'z'
          || sign >= 'A' && sign <= 'Z'
          || sign == '-'
          || sign == '_';
    }
    return Character.isLetterOrDigit(sign)
        || switch (Character.getType(sign)) {
          case Character.NON_SPACING_MARK,
              Character.COMBINING_SPACING_MARK,
              Character.OTHER_SYMBOL ->
              true;
          default -> false;
        };
  }

  /** Of a local part without quotes (RFC 5322, RFC 6532). */
  private static boolean isLocal(int sign) {
    return isLabel(sign) || sign >= 0 && ".%+'&={}|/?`^~!#$*".indexOf(sign) >= 0;
  }

  /** Stands in front of addresses more often than in them. */
  private static boolean isTrimmed(int sign) {
    return sign == '-' || !isLabel(sign) && sign != '"' && sign != '\\';
  }

  /** What parts an address from what a URL, a form or a list has in front of it. */
  static boolean isSeparator(int sign) {
    return sign >= 0 && "={}|/?`^~!#$*".indexOf(sign) >= 0;
  }
}
