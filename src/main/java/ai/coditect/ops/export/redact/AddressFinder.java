package ai.coditect.ops.export.redact;

import static ai.coditect.ops.export.redact.SignKinds.isLabel;
import static ai.coditect.ops.export.redact.SignKinds.isLocal;

import java.util.Optional;
import java.util.stream.IntStream;

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

  /**
   * The address that an at sign belongs to: its own, or that of a later one, where it is escaped,
   * in a quoted part or in a comment of that.
   */
  Optional<Found> at(int at) {
    Optional<Found> own = own(at);
    if (own.isEmpty()) {
      return own;
    }
    Found found =
        IntStream.of(behindWord(at), behind(at, '"', '"'), behind(at, '(', ')'))
            .filter(later -> later > at)
            .mapToObj(this::own)
            .flatMap(Optional::stream)
            .filter(wider -> wider.from() <= own.get().from())
            .findFirst()
            .orElse(own.get());
    floor = found.to();
    return Optional.of(found);
  }

  /** The address of this at sign, whatever is around it. */
  private Optional<Found> own(int at) {
    int domain = domainStart(at);
    int domainEnd = domainEnd(domain);
    if (domainEnd == domain) {
      return Optional.empty();
    }
    boolean spaced = isBlank(at - 1) || isBlank(at + 1);
    int end = wordEnd(at);
    int localEnd = end < 0 ? -1 : commentStart(end);
    int from = localEnd < 0 ? -1 : localStart(localEnd);
    if (localEnd >= 0 && from < 0 && localEnd < end) {
      from = isBlank(localEnd - 1) ? localStart(localEnd - 1) : -1;
      if (from >= 0) {
        localEnd--;
        spaced = true;
      } else {
        // The comment alone: who it is stands in it.
        from = localEnd;
        localEnd = end;
      }
    }
    if (from < 0 || !isAddress(from, localEnd, at, domain, domainEnd, spaced)) {
      return Optional.empty();
    }
    int to = domainEnd;
    // One behind the other: none of them is anybody's own, so all go.
    for (int next = behindBackslashes(to);
        text.isAt(next) && domainEnd(next + 1) > next + 1;
        next = behindBackslashes(to)) {
      to = domainEnd(next + 1);
    }
    return Optional.of(new Found(from, localEnd, domain, domainEnd, to));
  }

  private int behindBackslashes(int from) {
    int end = from;
    while (text.sign(end) == '\\') {
      end++;
    }
    return end;
  }

  /** The at sign behind the word in which an escaped one is; none where it is not. */
  private int behindWord(int at) {
    int end = at + 1;
    while (text.sign(at - 1) == '\\'
        && end < at + LONGEST
        && (isLocal(text.sign(end)) || text.sign(end) == '\\')) {
      end += text.sign(end) == '\\' ? 2 : 1;
    }
    return text.isAt(end) ? end : -1;
  }

  /** The at sign directly behind the next closing sign; none where another part opens before. */
  private int behind(int at, int open, int close) {
    int end = at + 1;
    int last = at + LONGEST_QUOTE;
    while (end < last && text.sign(end) != close) {
      if (text.sign(end) == SpelledText.BORDER
          || text.sign(end) == '\n'
          || text.sign(end) == open) {
        return -1;
      }
      end++;
    }
    return end < last && text.isAt(end + 1) ? end + 1 : -1;
  }

  /** In front of the backslashes or the blank before an at sign. */
  private int wordEnd(int at) {
    int end = at;
    while (end > floor && text.sign(end - 1) == '\\') {
      end--;
    }
    if (isBlank(end - 1)) {
      // A word, and somebody who is mentioned.
      return isBlank(at + 1) ? end - 1 : -1;
    }
    return end;
  }

  /** Where the comment begins that ends here; the place itself where none does. */
  private int commentStart(int end) {
    if (text.sign(end - 1) != ')') {
      return end;
    }
    int depth = 1;
    for (int i = end - 2; i >= Math.max(floor, end - LONGEST_QUOTE); i--) {
      int sign = text.sign(i);
      depth += sign == ')' ? 1 : sign == '(' ? -1 : 0;
      if (depth == 0 || sign == SpelledText.BORDER) {
        return depth == 0 ? i : -1;
      }
    }
    return -1;
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
    while (start < end && SignKinds.isTrimmed(text.sign(start))) {
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
      int depth = 0;
      for (int i = start; i < start + LONGEST_QUOTE && text.sign(i) != SpelledText.BORDER; i++) {
        depth += text.sign(i) == '(' ? 1 : text.sign(i) == ')' ? -1 : 0;
        if (depth == 0) {
          return i + 1;
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
}
