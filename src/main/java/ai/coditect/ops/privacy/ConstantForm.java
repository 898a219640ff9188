package ai.coditect.ops.privacy;

import ai.coditect.ops.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether a constant can stand in a column: by its type, as text of it. */
final class ConstantForm {
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");
  private static final Pattern DAY = Pattern.compile("\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d)");
  private static final Map<String, Pattern> FORMS =
      Map.ofEntries(
          Map.entry("text", Pattern.compile("(?s).*")),
          Map.entry("character varying", Pattern.compile("(?s).*")),
          Map.entry("smallint", Pattern.compile("-?\\d{1,4}")),
          Map.entry("integer", Pattern.compile("-?\\d{1,9}")),
          Map.entry("bigint", WHOLE),
          Map.entry("numeric", NUMBER),
          Map.entry("real", NUMBER),
          Map.entry("double precision", NUMBER),
          Map.entry("boolean", Pattern.compile("true|false")),
          Map.entry("date", DAY),
          Map.entry("timestamp without time zone", DAY),
          Map.entry("timestamp with time zone", Pattern.compile(DAY.pattern() + " 00:00:00\\+00")),
          Map.entry("uuid", Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")));

  private ConstantForm() {}

  static List<Problem> problems(
      String place, String column, Catalogue.Column found, String constant) {
    List<Problem> problems = new ArrayList<>();
    Pattern form = FORMS.get(found.type().replaceFirst("\\(.*", ""));
    if (form == null) {
      problems.add(
          new Problem(
              "The column "
                  + column
                  + " ("
                  + found.type()
                  + ") takes no constant: only texts, numbers, dates, truth values and ids do.",
              place,
              "Write \"do: anonymise, how: clear\" for " + column + "."));
    } else if (!form.matcher(constant).matches()) {
      problems.add(
          new Problem(
              "The constant of the column " + column + " is not of its type, " + found.type() + ".",
              place,
              "Write it as the column has it: " + example(found.type()) + "."));
    }
    if (found.alone()) {
      problems.add(
          new Problem(
              "The column " + column + " is unique, and everybody would get the same constant.",
              place,
              "Write \"do: anonymise, how: clear\" for " + column + "."));
    }
    return problems;
  }

  private static String example(String type) {
    return switch (type) {
      case "boolean" -> "true or false";
      case "date", "timestamp without time zone" -> "\"2000-01-01\"";
      case "timestamp with time zone" -> "\"2000-01-01 00:00:00+00\"";
      case "uuid" -> "00000000-0000-0000-0000-000000000000";
      default -> "digits";
    };
  }
}
