package ai.coditect.ops.export.content;

import java.util.List;
import java.util.stream.Collectors;

/** Which e-mail addresses in a text are somebody else's. */
final class Addresses {
  private static final String PART = "[[:alnum:]._%+-]";
  private static final String ADDRESS = PART + "+@[[:alnum:]-]+(\\.[[:alnum:]-]+)+";

  private Addresses() {}

  /** A regular expression of PostgreSQL that fits every address but these, case aside. */
  static String others(List<String> own) {
    if (own.isEmpty()) {
      return ADDRESS;
    }
    String these = own.stream().map(Addresses::literally).collect(Collectors.joining("|"));
    // From the first letter of an address on, and not where one of these is all of it.
    return "(?<!" + PART + ")(?!(" + these + ")(?!\\.?[[:alnum:]_%+@-]))" + ADDRESS;
  }

  private static String literally(String text) {
    return text.replaceAll("([^\\p{IsAlphabetic}\\p{IsDigit}])", "\\\\$1");
  }
}
