package ai.coditect.ops.export.content;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Which e-mail addresses in a text are somebody else's, as regular expressions of PostgreSQL. Their
 * first group is what stands before the address and stays.
 *
 * @param own the person's addresses, which no expression fits, case aside
 */
record Addresses(List<String> own) {
  private static final String SIGNS = "[:alnum:]._%+-";
  private static final String BEFORE_AT = "[" + SIGNS + "]+";
  private static final String AFTER_AT = "[[:alnum:]-]+(?:\\.[[:alnum:]-]+)+";

  /** In plain text. */
  String others() {
    return "((?<![" + SIGNS + "]))" + notOwn() + BEFORE_AT + "@" + AFTER_AT;
  }

  /**
   * In the text of a JSON value. The letter of an escaped line break is no letter of an address,
   * and a backslash is never parted from what it escapes.
   */
  String othersInJson() {
    String escapes = "(?<!\\\\)(?:\\\\(?:u[[:xdigit:]]{4}|[^u]))+";
    return "("
        + escapes
        + "|(?<![\\\\"
        + SIGNS
        + "]))"
        + notOwn()
        + BEFORE_AT
        + "(?:@|\\\\u0040)"
        + AFTER_AT;
  }

  /** Not where one of the own addresses is all of it. */
  private String notOwn() {
    if (own.isEmpty()) {
      return "";
    }
    return own.stream()
        .map(Addresses::literally)
        .collect(Collectors.joining("|", "(?!(?:", ")(?!\\.?[[:alnum:]_%+@-]))"));
  }

  private static String literally(String text) {
    return text.replaceAll("([^\\p{IsAlphabetic}\\p{IsDigit}])", "\\\\$1");
  }
}
