package ai.coditect.ops.trigger.command;

import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.ProcessText;
import ai.coditect.ops.trigger.command.start.StartFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The worker's command line, from arguments to exit code. */
public final class CommandLineEntry {
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

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
    Terminal.speakUtf8();
    // Silent until Spring, if it starts at all, has read how to log.
    LoggingSystem.get(CommandLineEntry.class.getClassLoader()).beforeInitialize();
    Map<String, String> environment = ProcessText.environment(System.getenv());
    Interruption interruption = new Interruption(OpsEnvironment.stopWithin(environment));
    interruption.install();
    Session session =
        new Session(
            source,
            environment,
            System.out,
            System.err,
            Terminal.isThere(),
            Clock.systemUTC(),
            interruption,
            Optional.ofNullable(System.getProperty("user.name"))
                .filter(name -> !ProcessText.isBroken(name))
                .orElse("unknown"),
            () -> Terminal.line(interruption));
    int code = run(session, ProcessText.arguments(args));
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
            .addSubcommand(new MigrateCommand(session));
    RoomCommands.addTo(line, session);
    line.getCommandSpec().version(version());
    line.setOut(new PrintWriter(session.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(session.err(), true, StandardCharsets.UTF_8));
    // What begins with an @ is what was typed, and no file to be read in the locale's charset.
    line.setExpandAtFiles(false);
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
    List<Problem> unreadable = unreadable(args);
    if (!unreadable.isEmpty()) {
      return failure(session, json, new StartFailure(2, unreadable));
    }
    return line.execute(args);
  }

  /** Nothing is looked for, hashed or written down under a name that is not what was typed. */
  private static List<Problem> unreadable(String... args) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      if (ProcessText.isBroken(args[i])) {
        String option = args[i].startsWith("--") || i == 0 ? args[i] : args[i - 1];
        Matcher name = OPTION.matcher(option);
        problems.add(
            new Problem(
                "Unreadable argument: number "
                    + (i + 1)
                    + (name.lookingAt() ? ", of " + name.group() + "," : "")
                    + " is not text in UTF-8.",
                "ops-worker",
                "Set LC_ALL=C.UTF-8, and type it in a terminal that sends UTF-8."));
      }
    }
    return problems;
  }

  private static int failure(Session session, boolean json, StartFailure failure) {
    Answer answer = new Answer();
    answer.json = json;
    return answer.failure(session, failure);
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
    return failure(
        session,
        json,
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
