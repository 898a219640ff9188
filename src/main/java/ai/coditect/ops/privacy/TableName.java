package ai.coditect.ops.privacy;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * How the names of tables and columns are written in the map: as they are, without the quotes of
 * SQL; and in quotes of YAML where YAML would take them for something else.
 */
final class TableName {
  /** What the map can say: it parts names by dots and steps by arrows. */
  static final String FORM = "(?! )(?:(?! -> )[^.\\p{Cntrl}])+(?<! )";

  private static final Pattern SAYABLE = Pattern.compile(FORM);
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_]+)*");
  // Words that YAML, in one of its versions, takes for a truth value or for nothing.
  private static final Set<String> WORDS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null");

  // No reserved word has an underscore, but those about the session.
  private static final Pattern UNRESERVED =
      Pattern.compile("(?!current_|session_)[a-z]+(?:_[a-z0-9]+)+");

  private TableName() {}

  /** Whether the map can say it. */
  static boolean isSayable(String name) {
    return SAYABLE.matcher(name).matches();
  }

  /** In a line of the map, as a key, in a list or as a value. */
  static String inMap(String text) {
    boolean plain =
        PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(java.util.Locale.ROOT));
    return plain ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The same for a step to another table's column, which is plain where both ends are. */
  static String step(String column, Object target) {
    String from = inMap(column);
    String to = inMap(target.toString());
    return from.equals(column) && to.equals(target.toString())
        ? column + " -> " + target
        : inMap(column + " -> " + target);
  }

  /** The table in a statement of SQL. */
  static String inSql(String table) {
    int dot = table.indexOf('.');
    return columnInSql(table.substring(0, dot)) + "." + columnInSql(table.substring(dot + 1));
  }

  static String columnInSql(String name) {
    return UNRESERVED.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
