package ai.coditect.ops.job.command;

import ai.coditect.ops.job.file.JobFile.Parameter;
import ai.coditect.ops.job.file.ParameterCheck;
import java.util.List;
import java.util.Optional;

/**
 * One argument of a command.
 *
 * @param name in kebab-case: {@code run} for RUN, {@code by} for {@code --by}
 * @param words what a WORD may be; empty for the other types
 */
public record Argument(
    String name, String description, boolean required, Kind kind, Type type, List<String> words) {

  /** Where it is written. */
  public enum Kind {
    POSITIONAL,
    OPTION
  }

  /** What is written; a BOOLEAN option is a switch without a value. */
  public enum Type {
    TEXT,
    UUID,
    INTEGER,
    BOOLEAN,
    INSTANT,
    WORD,
    /** Who somebody says they are. */
    NAME
  }

  public static Argument positional(String name, Type type, String description) {
    return new Argument(name, description, true, Kind.POSITIONAL, type, List.of());
  }

  public static Argument option(String name, Type type, String description) {
    return new Argument(name, description, false, Kind.OPTION, type, List.of());
  }

  public static Argument requiredOption(String name, Type type, String description) {
    return new Argument(name, description, true, Kind.OPTION, type, List.of());
  }

  /** The same argument, and it may be left out. */
  public Argument optional() {
    return new Argument(name, description, false, kind, type, words);
  }

  /** The same argument, and it is one of these words. */
  public Argument among(List<String> these) {
    return new Argument(name, description, required, kind, Type.WORD, List.copyOf(these));
  }

  /** As it is written on the command line. */
  public String spelling() {
    return kind == Kind.OPTION ? "--" + name : label();
  }

  /** What stands for the value in the help. */
  public String label() {
    return type == Type.WORD
        ? String.join("|", words)
        : name.replace('-', '_').toUpperCase(java.util.Locale.ROOT);
  }

  /** The value in its one spelling; empty when it does not fit. */
  public Optional<String> fit(String value) {
    if (type == Type.WORD) {
      return Optional.of(value).filter(words::contains);
    }
    if (type == Type.NAME) {
      return StatedName.fit(value);
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    return ParameterCheck.canonical(Parameter.Type.valueOf(type.name()), value);
  }

  /** What a value must be: "a UUID". */
  public String expected() {
    if (type == Type.NAME) {
      return StatedName.described();
    }
    return type == Type.WORD
        ? "one of " + String.join(", ", words)
        : ParameterCheck.described(Parameter.Type.valueOf(type.name()));
  }
}
