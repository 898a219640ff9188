package ai.coditect.ops.export.redact;

import ai.coditect.ops.export.redact.AddressFinder.Found;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds in a text what names somebody else: addresses that are not own ones, and ids of people. */
public final class OtherPeople {
  private static final int ID_DIGITS = 32;

  private final OwnAddresses own;
  private final Set<UUID> ids;

  private OtherPeople(OwnAddresses own, Set<UUID> ids) {
    this.own = own;
    this.ids = ids;
  }

  /**
   * @param own texts with the addresses of whom the package is for
   * @param ids of other people, as far as the texts have them
   */
  public static OtherPeople than(Collection<String> own, Set<UUID> ids) {
    return new OtherPeople(new OwnAddresses(own), Set.copyOf(ids));
  }

  /** The same person, and other texts. */
  public OtherPeople mentioning(Set<UUID> others) {
    return new OtherPeople(own, Set.copyOf(others));
  }

  /** Where to look at all: it is much cheaper than to look. */
  boolean mayBeIn(byte[] bytes, int from, int to) {
    if (!ids.isEmpty()) {
      return true;
    }
    for (int i = from; i < to; i++) {
      boolean may =
          switch (bytes[i]) {
            case '@' -> true;
            case (byte) 0xEF -> isWideAt(bytes, i, to);
            case '%', '=', '&', '\\' -> i + 1 < to && isEscape(bytes[i], bytes[i + 1]);
            default -> false;
          };
      if (may) {
        return true;
      }
    }
    return false;
  }

  /** Whether an at sign may follow that is escaped in some way, or another escape of one. */
  private static boolean isEscape(byte sign, byte next) {
    // What is not seen may be in between, or the end of a line that goes on.
    return next < 0
        || next == '='
        || switch (sign) {
          case '%' -> isHex(next);
          case '=' -> isHex(next) && next < 'a';
          case '&' -> next == '#' || next == 'c' || next == 'a';
          default -> next == 'u' || next == 'U' || next == 'x' || next == '1';
        };
  }

  private static boolean isWideAt(byte[] bytes, int at, int to) {
    return at + 2 < to
        && (bytes[at + 1] == (byte) 0xBC && bytes[at + 2] == (byte) 0xA0
            || bytes[at + 1] == (byte) 0xB9 && bytes[at + 2] == (byte) 0xAB);
  }

  /**
   * Finds what is in a text.
   *
   * @param last whether the text ends here; if not, what may go on is left for the next time
   * @return up to which place of the bytes it was looked at
   */
  int find(SpelledText text, boolean last, Places into) {
    int limit = last ? text.size() : text.size() - 2 * AddressFinder.LONGEST;
    int done = 0;
    AddressFinder finder = new AddressFinder(text);
    for (int i = 0; i < limit; i++) {
      Optional<Found> found = text.isAt(i) ? finder.at(i) : Optional.empty();
      if (found.isPresent()) {
        if (!own.has(text, found.get())) {
          into.add(text.place(start(text, found.get(), done)), text.place(found.get().to()));
        }
        done = found.get().to();
        i = done - 1;
      }
    }
    int settled = last ? text.size() : Math.max(done, limit - AddressFinder.LONGEST);
    if (!ids.isEmpty()) {
      settled = ids(text, settled, into);
    }
    return text.place(Math.max(settled, 0));
  }

  /** A backslash is never parted from what it escapes: it goes along. */
  private static int start(SpelledText text, Found found, int lowest) {
    int start = found.from();
    while (start > lowest && text.sign(start - 1) == '\\') {
      start--;
    }
    return start;
  }

  /** Up to where they were looked for: neither an id nor a run of digits is parted. */
  private int ids(SpelledText text, int atLeast, Places into) {
    int settled = atLeast;
    int last = Math.min(atLeast + 2 * ID_DIGITS, text.size());
    while (settled < last && isHex(text.sign(settled - 1)) && isHex(text.sign(settled))) {
      settled++;
    }
    for (int i = 0; i < settled; i++) {
      if (isHex(text.sign(i)) && !isHex(text.sign(i - 1))) {
        int end = idEnd(text, i);
        if (end > i) {
          into.add(text.place(i), text.place(end));
          i = end - 1;
          settled = Math.max(settled, end);
        }
      }
    }
    return settled;
  }

  /** Behind the id of another person that begins here, with or without its hyphens. */
  private int idEnd(SpelledText text, int from) {
    long high = 0;
    long low = 0;
    int end = from;
    for (int digits = 0; digits < ID_DIGITS; ) {
      int sign = text.sign(end++);
      if (isHex(sign)) {
        high = digits < 16 ? high << 4 | Character.digit(sign, 16) : high;
        low = digits < 16 ? low : low << 4 | Character.digit(sign, 16);
        digits++;
      } else if (sign != '-' || digits != 8 && digits != 12 && digits != 16 && digits != 20) {
        return from;
      }
    }
    return !isHex(text.sign(end)) && ids.contains(new UUID(high, low)) ? end : from;
  }

  private static boolean isHex(int sign) {
    return sign >= '0' && sign <= '9' || sign >= 'a' && sign <= 'f' || sign >= 'A' && sign <= 'F';
  }
}
