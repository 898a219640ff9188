package ai.coditect.ops.trigger.command;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The worker's command line, from arguments to exit code. */
public final class CommandLineEntry {

  @Command(
      name = "ops-worker",
      description = "Runs the operations jobs of the CODITECT cloud.",
      synopsisSubcommandLabel = "COMMAND",
      footer = {
        "",
        "Exit codes: 0 done, nothing to do, or done before; 1 failed, may succeed later;",
        "2 wrong usage or an invalid file; 3 refused by a guard; 4 interrupted, will resume;",
        "5 parked, waits for an approval."
      })
  private static final class Root {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    private boolean help;

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Show the version.")
    private boolean version;
  }

  private CommandLineEntry() {}

  /** Runs a command as the whole process: SIGTERM and SIGINT end it as the command promises. */
  public static int runProcess(Class<?> source, String... args) {
    // Silent until Spring, if it starts at all, has read how to log.
    LoggingSystem.get(CommandLineEntry.class.getClassLoader()).beforeInitialize();
    Interruption interruption = new Interruption();
    interruption.install();
    Session session =
        new Session(
            source,
            System.getenv(),
            System.out,
            System.err,
            System.console() != null,
            Clock.systemUTC(),
            interruption,
            System.getProperty("user.name", "unknown"));
    int code = run(session, args);
    interruption.finished(code);
    return code;
  }

  /** Every command, ready to be typed. */
  static CommandLine commands(Session session) {
    CommandLine line =
        new CommandLine(new Root())
            .addSubcommand(new ServeCommand(session))
            .addSubcommand(new RunCommand(session))
            .addSubcommand(new JobsCommand(session))
            .addSubcommand(new RunsCommand(session))
            .addSubcommand(new CheckCommand(session))
            .addSubcommand(new MigrateCommand(session))
            .addSubcommand(new RenderCommand(session));
    RoomCommands.addTo(line, session);
    line.getCommandSpec().version(version());
    line.setOut(new java.io.PrintWriter(session.out(), true));
    line.setErr(new java.io.PrintWriter(session.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    return line;
  }

  static int run(Session session, String... args) {
    CommandLine line = commands(session);
    boolean json = Arrays.asList(args).contains("--json");
    line.setParameterExceptionHandler((e, all) -> wrongUsage(session, json, e));
    if (args.length == 0) {
      line.usage(session.err());
      return 2;
    }
    return line.execute(args);
  }

  private static int wrongUsage(Session session, boolean json, ParameterException e) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String cure = "See " + command + " --help.";
    String what = String.valueOf(e.getMessage());
    if (e instanceof UnmatchedArgumentException unmatched) {
      cure = suggestion(e.getCommandLine(), unmatched) + cure;
      what = "Unknown argument" + firstWord(unmatched) + ".";
    } else if (e.getCommandLine().getCommandSpec().userObject() instanceof RoomCall) {
      // What was typed may name a person; picocli's message may repeat it.
      what =
          e instanceof OverwrittenOptionException
              ? "An option is given twice."
              : "An argument does not fit.";
    }
    Answer answer = new Answer();
    answer.json = json;
    return answer.failure(
        session,
        new StartFailure(
            2, List.of(new Problem(what.endsWith(".") ? what : what + ".", command, cure))));
  }

  /** Only the first: what follows a misspelt command may be anything, also somebody's name. */
  private static String firstWord(UnmatchedArgumentException e) {
    boolean group = e.getCommandLine().getCommandSpec().userObject() instanceof RoomCommands.Group;
    return e.getUnmatched().isEmpty() || group
        ? ""
        : " \"" + e.getUnmatched().get(0).replaceFirst("=.*", "") + "\"";
  }

  private static String suggestion(CommandLine line, UnmatchedArgumentException e) {
    String typed = e.getUnmatched().isEmpty() ? "" : e.getUnmatched().get(0);
    Set<String> known = new TreeSet<>(line.getSubcommands().keySet());
    known.addAll(line.getCommandSpec().optionsMap().keySet());
    return DidYouMean.nearest(typed, known)
        .map(word -> "Did you mean \"" + word + "\"? ")
        .orElse("");
  }

  private static String version() {
    String version = CommandLineEntry.class.getPackage().getImplementationVersion();
    return "ops-worker " + (version == null ? "(not packaged)" : version);
  }
}
