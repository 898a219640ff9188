package ai.coditect.ops.database.failure;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether an error lies in a row, so that the same row would raise it again and others would not:
 * what a constraint or a trigger of the schema says. What passes (locks, time-outs, a lost or full
 * server) and what is wrong with every statement alike is none.
 */
public final class RowErrorPolicy {
  /** Connections, sessions, roll-backs, resources, locks, operators, the server itself. */
  private static final Set<String> NEVER =
      Set.of("08", "25", "26", "28", "3D", "40", "53", "55", "57", "58", "F0", "XX");

  /**
   * Triggered actions, cases, cardinality, data, integrity, triggered changes, routines, checks of
   * views, exceptions that a function raises.
   */
  private static final Set<String> ALWAYS =
      Set.of("09", "20", "21", "22", "23", "27", "2F", "38", "39", "44", "P0");

  /** After the statement that the function was at, if that is plain: a text may say anything. */
  private static final Pattern FUNCTION =
      Pattern.compile(
          "^(?:SQL (?:statement|expression) \"[^\"\n]*\"\n)?PL/\\w+ function (.+\\)) line \\d+");

  private static final String OURS = "coditect_ops.";

  private RowErrorPolicy() {}

  /**
   * @param context where the server says it happened, innermost first; empty where it does not
   */
  public static boolean isOfARow(String sqlState, String context) {
    String kind = sqlState.length() == 5 ? sqlState.substring(0, 2) : "";
    if (kind.isEmpty() || NEVER.contains(kind)) {
      return false;
    }
    boolean ours = function(context).filter(name -> name.startsWith(OURS)).isPresent();
    // A missing column or right is a row's when it was a trigger's code that missed it.
    return !ours && (ALWAYS.contains(kind) || !context.isBlank());
  }

  /** The function that the context names first, as the server writes it. */
  public static Optional<String> function(String context) {
    Matcher matcher = FUNCTION.matcher(context);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
