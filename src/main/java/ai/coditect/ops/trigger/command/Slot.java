package ai.coditect.ops.trigger.command;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The value of {@code --scheduled}. */
final class Slot {
  static final String LATEST = "latest";

  private Slot() {}

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
