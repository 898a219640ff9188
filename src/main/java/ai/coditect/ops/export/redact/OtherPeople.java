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
      byte each = bytes[i];
      if (each == '@' || each == (byte) 0xEF && isWideAt(bytes, i, to)) {
        return true;
      }
      int next = i + 1 < to ? bytes[i + 1] : ' ';
      if (each == '4' && next == '0'
          || each == '&' && (next == '#' || next == 'c' || next == 'a')
          || each == '1' && next == '0') {
        // An at sign that is escaped in some way.
        return true;
      }
    }
    return false;
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
      ids(text, settled, into);
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

  private void ids(SpelledText text, int settled, Places into) {
    for (int i = 0; i < settled; i++) {
      if (isHex(text.sign(i)) && !isHex(text.sign(i - 1))) {
        int end = idEnd(text, i);
        if (end > i) {
          into.add(text.place(i), text.place(end));
          i = end - 1;
        }
      }
    }
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
