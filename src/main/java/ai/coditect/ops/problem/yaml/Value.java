package ai.coditect.ops.problem.yaml;

import ai.coditect.ops.problem.DidYouMean;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One value of a file. Each reading reports what does not fit and then answers empty. */
public record Value(Node node, String path, Findings findings) {
  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,6})(s|m|h|d|w|mo|y)");

  /** The longest amount of time that a file can name. */
  public static final Duration LONGEST = Duration.ofDays(366);

  /** Reports and answers true when nothing is written after the key. */
  public boolean isEmpty() {
    boolean empty =
        node instanceof ScalarNode scalar
            && (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank());
    if (empty) {
      wrong("Empty value.", "Write a value, or remove the key.");
    }
    return empty;
  }

  public Optional<String> text() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
      return Optional.of(scalar.getValue());
    }
    return wrong("Expected text, found " + found() + ".", "Write text; quote it if need be.");
  }

  /** A plain value as it is written, whatever its type. */
  public Optional<String> plain() {
    return node instanceof ScalarNode scalar
        ? Optional.of(scalar.getValue())
        : wrong("Expected one value, found " + found() + ".", "Write a plain value.");
  }

  public Optional<String> matching(Pattern form, String what, String example) {
    return text()
        .filter(
            text -> {
              boolean fits = form.matcher(text).matches();
              if (!fits) {
                wrong("\"" + text + "\" is not " + what + ".", "Write it as " + example + ".");
              }
              return fits;
            });
  }

  public Optional<Boolean> bool() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return Optional.of(Boolean.parseBoolean(scalar.getValue()));
    }
    return wrong("Expected true or false, found " + found() + ".", "Write true or false.");
  }

  public Optional<Long> integer(long least, long most) {
    if (node instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.INT)
        && scalar.getValue().matches("-?\\d{1,18}")) {
      long number = Long.parseLong(scalar.getValue());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
      return wrong(number + " is out of bounds.", "Allowed: " + least + " to " + most + ".");
    }
    return wrong("Expected a whole number, found " + found() + ".", "Write digits only.");
  }

  /** A number above {@code above} and at most {@code most}. */
  public Optional<Double> decimal(double above, double most) {
    if (node instanceof ScalarNode scalar
        && (scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT))
        && scalar.getValue().matches("-?\\d{1,12}(\\.\\d{1,12})?")) {
      double number = Double.parseDouble(scalar.getValue());
      if (number > above && number <= most) {
        return Optional.of(number);
      }
      return wrong(
          scalar.getValue() + " is out of bounds.", "Allowed: above " + above + ", up to " + most);
    }
    return wrong("Expected a number, found " + found() + ".", "Write it as 12 or 12.5.");
  }

  /** A length of machine time: seconds, minutes or hours. */
  public Optional<Duration> duration() {
    Optional<Matcher> amount = amount("30s, 45m or 12h");
    if (amount.isEmpty()) {
      return Optional.empty();
    }
    long number = Long.parseLong(amount.get().group(1));
    String unit = amount.get().group(2);
    if (unit.equals("d") || unit.equals("w")) {
      return wrong(
          "Days and weeks are calendar time, and this is a length of machine time.",
          "Write hours: " + number * (unit.equals("d") ? 24 : 168) + "h.");
    }
    if (unit.length() == 2 || unit.equals("y")) {
      return wrong("Months and years have no fixed length.", "Write hours.");
    }
    return Optional.of(
        switch (unit) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        });
  }

  /** A duration above zero and at most a year. */
  public Optional<Duration> positiveDuration() {
    return duration()
        .filter(
            length -> {
              boolean fits = !length.isZero() && length.compareTo(LONGEST) <= 0;
              if (!fits) {
                wrong("The duration must be above zero and at most a year.", "Write it as 30m.");
              }
              return fits;
            });
  }

  /** A span of calendar time: days, weeks, months or years. */
  public Optional<Period> period() {
    Optional<Matcher> amount = amount("30d, 2w, 1mo or 1y");
    if (amount.isEmpty()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(amount.get().group(1));
    return switch (amount.get().group(2)) {
      case "d" -> Optional.of(Period.ofDays(number));
      case "w" -> Optional.of(Period.ofWeeks(number));
      case "mo" -> Optional.of(Period.ofMonths(number));
      case "y" -> Optional.of(Period.ofYears(number));
      default ->
          wrong(
              "Seconds, minutes and hours are machine time, and this is calendar time.",
              "Write it as 30d, 2w, 1mo or 1y.");
    };
  }

  private Optional<Matcher> amount(String examples) {
    if (node instanceof ScalarNode scalar) {
      Matcher matcher = AMOUNT.matcher(scalar.getValue());
      if (matcher.matches()) {
        return Optional.of(matcher);
      }
    }
    return wrong(found() + " is not an amount of time.", "Write it as " + examples + ".");
  }

  /** One of an enum's constants, in capitals as declared or in kebab-case. */
  public <E extends Enum<E>> Optional<E> choice(Class<E> type, boolean kebab) {
    Map<String, E> choices = new TreeMap<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name();
      choices.put(kebab ? name.toLowerCase(Locale.ROOT).replace('_', '-') : name, constant);
    }
    if (!(node instanceof ScalarNode scalar)) {
      return wrong("Expected a word, found " + found() + ".", "Known here: " + choices.keySet());
    }
    E choice = choices.get(scalar.getValue());
    return choice != null
        ? Optional.of(choice)
        : wrong(
            "Unknown value \"" + scalar.getValue() + "\".",
            DidYouMean.cure(scalar.getValue(), choices.keySet()));
  }

  public Optional<List<Value>> list() {
    if (!(node instanceof SequenceNode sequence)) {
      return wrong("Expected a list, found " + found() + ".", "Write it as [ a, b ].");
    }
    List<Value> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      Value value = new Value(item, path + "[" + items.size() + "]", findings);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      items.add(value);
    }
    return Optional.of(items);
  }

  public Optional<Section> section() {
    return node instanceof MappingNode mapping
        ? Optional.of(new Section(mapping, path, findings))
        : wrong("Expected keys and values, found " + found() + ".", "Write it as { key: value }.");
  }

  public <T> Optional<T> wrong(String what, String cure) {
    findings.add(node, path, what, cure);
    return Optional.empty();
  }

  private String found() {
    if (node instanceof ScalarNode scalar) {
      return "\"" + scalar.getValue() + "\"";
    }
    return node instanceof SequenceNode ? "a list" : "keys and values";
  }
}
