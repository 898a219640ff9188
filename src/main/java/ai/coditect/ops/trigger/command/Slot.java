package ai.coditect.ops.trigger.command;

import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The value of {@code --scheduled}: an instant, a schedule's name, or both as {@code name@T}.
 *
 * @param at as it was typed, or {@link #LATEST}
 */
record Slot(Optional<String> schedule, String at) {
  static final String LATEST = "latest";

  private static final Pattern NAMED = Pattern.compile("([a-z][a-z0-9-]*)(?:@(.*))?");

  static Slot read(String text) {
    Matcher named = NAMED.matcher(text);
    if (text.equals(LATEST) || !named.matches()) {
      return new Slot(Optional.empty(), text);
    }
    return new Slot(Optional.of(named.group(1)), named.group(2) == null ? LATEST : named.group(2));
  }

  /**
   * Takes a value only when it is attached with an equals sign; the next word may be a parameter.
   */
  static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete")
    public boolean preprocess(
        Stack<String> args, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        args.push(LATEST);
      }
      return false;
    }
  }
}
