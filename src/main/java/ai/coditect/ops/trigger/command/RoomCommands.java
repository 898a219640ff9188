package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Kind;
import ai.coditect.ops.job.command.Argument.Type;
import ai.coditect.ops.job.command.RoomCommand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.support.SpringFactoriesLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UnmatchedArgsBinding;

/** The commands that the rooms below bring along, hung into the command line. */
final class RoomCommands {

  /** Without a subcommand, a group can only say what there is. */
  static final class Group implements Callable<Integer> {
    private final Session session;
    private @Nullable CommandLine line;

    Group(Session session) {
      this.session = session;
    }

    @Override
    public Integer call() {
      if (line != null) {
        line.usage(session.err());
      }
      return 2;
    }
  }

  private RoomCommands() {}

  static void addTo(CommandLine line, Session session) {
    Map<String, RoomCommand> byName = new TreeMap<>();
    for (RoomCommand command :
        SpringFactoriesLoader.loadFactories(
            RoomCommand.class, RoomCommands.class.getClassLoader())) {
      if (byName.put(command.name(), command) != null) {
        throw new IllegalStateException("two commands are named " + command.name());
      }
    }
    byName.values().forEach(command -> add(line, session, command));
  }

  private static void add(CommandLine line, Session session, RoomCommand command) {
    String[] words = command.name().split(" ");
    CommandLine at = line;
    for (int i = 0; i < words.length - 1; i++) {
      CommandLine group = at.getSubcommands().get(words[i]);
      if (group == null) {
        group = group(session);
        at.addSubcommand(words[i], group);
      }
      at = group;
    }
    at.addSubcommand(words[words.length - 1], leaf(session, command));
    describeGroups(line);
  }

  /** A word that other commands follow. */
  static CommandLine group(Session session) {
    Group group = new Group(session);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(group);
    spec.addOption(help());
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    CommandLine line = new CommandLine(spec);
    group.line = line;
    return line;
  }

  private static void describeGroups(CommandLine line) {
    line.getSubcommands()
        .values()
        .forEach(
            each -> {
              if (each.getCommandSpec().userObject() instanceof Group) {
                each.getCommandSpec()
                    .usageMessage()
                    .description(
                        "Commands: " + String.join(", ", each.getSubcommands().keySet()) + ".");
              }
            });
  }

  private static CommandLine leaf(Session session, RoomCommand command) {
    RoomCall call = new RoomCall(session, command);
    CommandSpec spec = CommandSpec.wrapWithoutInspection(call);
    spec.usageMessage().description(command.description());
    spec.addMixin("answer", CommandSpec.forAnnotatedObject(call.answer()));
    int index = 0;
    for (Argument argument : command.arguments()) {
      if (argument.kind() == Kind.POSITIONAL) {
        spec.addPositional(positional(argument, index++, call));
      } else {
        spec.addOption(option(argument, call));
      }
    }
    spec.addUnmatchedArgsBinding(
        UnmatchedArgsBinding.forStringArrayConsumer(
            new CommandLine.Model.ISetter() {
              @Override
              public <T> T set(T value) {
                call.unmatched(value instanceof String[] words ? List.of(words) : List.of());
                return value;
              }
            }));
    return new CommandLine(spec);
  }

  private static OptionSpec option(Argument argument, RoomCall call) {
    OptionSpec.Builder option =
        OptionSpec.builder(argument.spelling()).description(described(argument));
    if (argument.type() == Type.BOOLEAN) {
      option.arity("0").type(boolean.class);
    } else {
      // Judged by RoomCall, with all else that is wrong, when it is left out or has no value.
      option
          .arity("0..1")
          .fallbackValue("")
          .type(String.class)
          .paramLabel(argument.label())
          .hideParamSyntax(true);
    }
    return option.setter(setter(argument, call)).build();
  }

  private static PositionalParamSpec positional(Argument argument, int index, RoomCall call) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .arity("0..1")
        .type(String.class)
        .paramLabel(argument.label())
        .hideParamSyntax(argument.required())
        .description(described(argument))
        .setter(setter(argument, call))
        .build();
  }

  private static CommandLine.Model.ISetter setter(Argument argument, RoomCall call) {
    return new CommandLine.Model.ISetter() {
      @Override
      public <T> T set(T value) {
        if (value != null && !Boolean.FALSE.equals(value)) {
          call.typed(argument.name(), value.toString());
        }
        return value;
      }
    };
  }

  private static String described(Argument argument) {
    return argument.description() + (argument.required() ? " Required." : "");
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this help.")
        .type(boolean.class)
        .build();
  }
}
