package ai.coditect.ops.export.redact;

import ai.coditect.ops.export.redact.AddressFinder.Found;
import ai.coditect.ops.privacy.address.AddressForm;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The addresses of whom a package is for, which are nobody else's: compared but for case. */
final class OwnAddresses {
  /** These set no blank between an address and the words around it. */
  private static final Set<UnicodeScript> WITHOUT_BLANKS =
      Set.of(
          UnicodeScript.HAN,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA,
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR);

  private final Set<String> own = new LinkedHashSet<>();

  /**
   * @param texts each of which is an address, or holds some
   */
  OwnAddresses(Collection<String> texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      SpelledText spelled = new SpelledText();
      FormatDecoder.read(bytes, bytes.length, Spelling.PLAIN, true, true, spelled);
      SpelledText read = EscapeDecoder.read(spelled, new SpelledText());
      AddressFinder finder = new AddressFinder(read);
      for (int at = 0; at < read.size(); at++) {
        Optional<Found> found = read.isAt(at) ? finder.at(at) : Optional.empty();
        if (found.isPresent()) {
          own.add(written(read, found.get().from(), found.get(), found.get().domainEnd()));
          at = found.get().to() - 1;
        }
      }
      // Whatever else the people's table takes for one.
      if (text.indexOf('@') > 0 && text.chars().noneMatch(Character::isWhitespace)) {
        own.add(AddressForm.sameMailbox(text));
      }
    }
  }

  /** Whether what was found is an own one, with nothing of anybody else's around it. */
  boolean has(SpelledText text, Found found) {
    if (own.isEmpty() || found.to() != found.domainEnd()) {
      return false;
    }
    int domainEnd = found.domain();
    while (domainEnd < found.domainEnd() && !isWithoutBlanks(text.sign(domainEnd))) {
      domainEnd++;
    }
    return has(text, found, found.domainEnd())
        || domainEnd < found.domainEnd()
            && domainEnd > found.domain()
            && has(text, found, domainEnd);
  }

  private boolean has(SpelledText text, Found found, int domainEnd) {
    if (own.contains(written(text, found.from(), found, domainEnd))) {
      return true;
    }
    for (int i = found.localEnd() - 1; i > found.from(); i--) {
      int before = text.sign(i - 1);
      if (SignKinds.isSeparator(before) || before == '\\' || isWithoutBlanks(before)) {
        return own.contains(written(text, i, found, domainEnd))
            || before == '\\' && afterEscape(text, i, found, domainEnd);
      }
    }
    return text.sign(found.from() - 1) == '\\' && afterEscape(text, found.from(), found, domainEnd);
  }

  /** The letter of an escaped line break or tab is no letter of the address. */
  private boolean afterEscape(SpelledText text, int from, Found found, int domainEnd) {
    return from + 1 < found.localEnd()
        && "nrtbf".indexOf(text.sign(from)) >= 0
        && own.contains(written(text, from + 1, found, domainEnd));
  }

  private static boolean isWithoutBlanks(int sign) {
    return sign >= 0x80 && WITHOUT_BLANKS.contains(UnicodeScript.of(sign));
  }

  private static String written(SpelledText text, int from, Found found, int domainEnd) {
    return AddressForm.sameMailbox(
        text.text(from, found.localEnd()) + "@" + text.text(found.domain(), domainEnd));
  }
}
