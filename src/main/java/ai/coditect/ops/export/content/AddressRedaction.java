package ai.coditect.ops.export.content;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tells others' e-mail addresses in a text from the person's own, by regular expressions of
 * PostgreSQL: first the own ones lose their sign, then all that are left are others', then the own
 * ones get it back. No expression looks around itself where nothing was found yet, which would take
 * the server twenty times as long.
 *
 * @param own the person's addresses, in any case
 * @param mark stands for the sign of an own address in between, and in no text
 */
record AddressRedaction(List<String> own, String mark) {
  private static final String SIGNS = "[:alnum:]._%+-";
  private static final String BEFORE = "(^|[^" + SIGNS + "])";
  // The letter of an escaped line break is no letter of an address, and a backslash is never parted
  // from what it escapes.
  private static final String BEFORE_IN_JSON =
      "((?:\\\\(?:u[[:xdigit:]]{4}|[^u]))+|^|[^\\\\" + SIGNS + "])";
  private static final String AFTER_AT = "[[:alnum:]-]+(?:\\.[[:alnum:]-]+)+";
  private static final String NO_MORE = "(?!\\.?[[:alnum:]_%+@-])";
  // Each takes two of the nine groups that a replacement may name; a fifth is redacted.
  private static final int MOST = 4;

  static AddressRedaction of(List<String> own) {
    return new AddressRedaction(
        own.stream().filter(each -> each.indexOf('@') > 0).limit(MOST).toList(),
        "<" + UUID.randomUUID() + ">");
  }

  /** Every address. The first group stays. */
  String any() {
    return BEFORE + "[" + SIGNS + "]+@" + AFTER_AT;
  }

  /** In the text of a JSON value. */
  String anyInJson() {
    return BEFORE_IN_JSON + "[" + SIGNS + "]+(?:@|\\\\u0040)" + AFTER_AT;
  }

  /** The own ones, none of which is a part of another's. */
  String owns() {
    return BEFORE + eachOwn();
  }

  String ownsInJson() {
    return BEFORE_IN_JSON + eachOwn();
  }

  /** What an own one is replaced by. */
  String marked() {
    return "\\1" + groups(2) + mark + groups(3);
  }

  private String groups(int first) {
    return IntStream.range(0, own.size())
        .mapToObj(i -> "\\" + (first + 2 * i))
        .collect(Collectors.joining());
  }

  private String eachOwn() {
    return own.isEmpty()
        ? "(?!)"
        : own.stream()
            .map(
                each -> {
                  int at = each.lastIndexOf('@');
                  return "("
                      + literally(each.substring(0, at))
                      + ")@("
                      + literally(each.substring(at + 1))
                      + ")";
                })
            .collect(Collectors.joining("|", "(?:", ")" + NO_MORE));
  }

  private static String literally(String text) {
    return text.replaceAll("([^\\p{IsAlphabetic}\\p{IsDigit}])", "\\\\$1");
  }
}
