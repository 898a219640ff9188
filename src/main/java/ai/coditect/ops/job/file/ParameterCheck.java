package ai.coditect.ops.job.file;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's parameters held against the job file. Values are never repeated in a problem: they
 * may be personal.
 *
 * @param parameters the values in one spelling (lower-case UUIDs, plain numbers, instants in UTC),
 *     so that equal requests are equal; only complete when there is no problem
 */
public record ParameterCheck(SortedMap<String, String> parameters, List<Problem> problems) {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final int LONGEST_TEXT = 1000;

  public static ParameterCheck of(JobFile file, Map<String, String> given) {
    return of(file.name(), file.parameters(), given);
  }

  static ParameterCheck of(
      String job, Map<String, JobFile.Parameter> declared, Map<String, String> given) {
    SortedMap<String, String> checked = new TreeMap<>();
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(given)
        .forEach(
            (name, value) -> {
              JobFile.Parameter parameter = declared.get(name);
              if (parameter == null) {
                problems.add(
                    new Problem(
                        "Unknown parameter \"" + name + "\".",
                        job,
                        declared.isEmpty()
                            ? "The job takes no parameters."
                            : DidYouMean.cure(name, declared.keySet())));
                return;
              }
              canonical(parameter.type(), value)
                  .ifPresentOrElse(
                      text -> checked.put(name, text),
                      () ->
                          problems.add(
                              new Problem(
                                  "The parameter \""
                                      + name
                                      + "\" is not "
                                      + described(parameter.type())
                                      + ".",
                                  job,
                                  "Write it as " + example(name, parameter.type()) + ".")));
            });
    declared.forEach(
        (name, parameter) -> {
          if (parameter.required() && !given.containsKey(name)) {
            problems.add(
                new Problem(
                    "The parameter \"" + name + "\" is missing.",
                    job,
                    "Give it as " + example(name, parameter.type()) + "."));
          }
        });
    return new ParameterCheck(checked, List.copyOf(problems));
  }

  /** The value in its one spelling; empty when it is not of this type, or there is none. */
  public static Optional<String> canonical(JobFile.Parameter.Type type, @Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    return switch (type) {
      case TEXT ->
          Optional.of(value)
              .filter(v -> !v.isBlank() && v.length() <= LONGEST_TEXT && v.indexOf(0) < 0);
      case UUID ->
          Optional.of(value)
              .filter(v -> UUID.matcher(v).matches())
              .map(v -> v.toLowerCase(Locale.ROOT));
      case INTEGER ->
          Optional.of(value)
              .filter(v -> v.matches("-?\\d{1,18}"))
              .map(v -> Long.toString(Long.parseLong(v)));
      case BOOLEAN -> Optional.of(value).filter(v -> v.equals("true") || v.equals("false"));
      case INSTANT -> instant(value).map(Instant::toString);
    };
  }

  /** An instant with its zone, in the years 1 to 9999, in whole microseconds. */
  public static Optional<Instant> instant(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      Instant instant = time.toInstant();
      boolean fits =
          !instant.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
              && instant.isBefore(Instant.parse("+10000-01-01T00:00:00Z"))
              && instant.truncatedTo(ChronoUnit.MICROS).equals(instant);
      return fits ? Optional.of(instant) : Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What a value of this type must be: "a UUID". */
  public static String described(JobFile.Parameter.Type type) {
    return switch (type) {
      case TEXT -> "a text of 1 to " + LONGEST_TEXT + " characters";
      case UUID -> "a UUID";
      case INTEGER -> "a whole number";
      case BOOLEAN -> "true or false";
      case INSTANT -> "an instant with a zone in the years 1 to 9999, in microseconds at most";
    };
  }

  private static String example(String name, JobFile.Parameter.Type type) {
    return name
        + "="
        + switch (type) {
          case TEXT -> "some-text";
          case UUID -> "7f000001-8c1e-4b6f-9d7a-0123456789ab";
          case INTEGER -> "42";
          case BOOLEAN -> "true";
          case INSTANT -> "2026-11-22T09:30:00Z";
        };
  }
}
