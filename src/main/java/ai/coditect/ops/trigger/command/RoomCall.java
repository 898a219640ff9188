package ai.coditect.ops.trigger.command;

import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.job.command.Argument;
import ai.coditect.ops.job.command.Argument.Kind;
import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.job.command.Surroundings;
import ai.coditect.ops.problem.DidYouMean;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.ProblemsException;
import ai.coditect.ops.trigger.command.start.OpsEnvironment;
import ai.coditect.ops.trigger.command.start.OpsEnvironment.Need;
import ai.coditect.ops.trigger.command.start.WorkerStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** A room's command as it was typed. What was typed may name a person, so no problem repeats it. */
final class RoomCall implements Callable<Integer> {
  /** Home, and erase the page: what every terminal since the VT100 understands. */
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final Session session;
  private final RoomCommand command;
  private final Answer answer = new Answer();
  private final Map<String, String> typed = new TreeMap<>();
  private List<String> unmatched = List.of();

  /** What a command sees that needs no database. */
  private record RoomWithoutWorker(Optional<Surroundings> surroundings) implements Room {
    @Override
    public <T> T get(Class<T> type) {
      return surroundings
          .filter(type::isInstance)
          .map(type::cast)
          .orElseThrow(
              () ->
                  new IllegalStateException("this command has no worker: " + type.getSimpleName()));
    }
  }

  RoomCall(Session session, RoomCommand command) {
    this.session = session;
    this.command = command;
  }

  Answer answer() {
    return answer;
  }

  void typed(String argument, String value) {
    typed.put(argument, value);
  }

  void unmatched(List<String> words) {
    unmatched = words;
  }

  @Override
  public Integer call() {
    try {
      List<Problem> problems = new ArrayList<>();
      Given given = check(problems);
      if (!command.needsDatabase()) {
        return withoutWorker(given, problems);
      }
      Optional<OpsEnvironment> environment = environment(problems, needs());
      if (!problems.isEmpty() || environment.isEmpty()) {
        throw new ProblemsException(problems);
      }
      if (!answer.json) {
        Answer.list(session.err(), "warning", environment.get().warnings());
      }
      try (var context =
          WorkerStart.start(
              session.source(), environment.get(), WorkerStart.Shape.ONE_SHOT, answer.debug)) {
        session.interruption().reaches(context.getBean(StopSwitch.class));
        if (command.writes()) {
          Outward.require(context);
        }
        return print(command.run(given, context::getBean));
      }
    } catch (RuntimeException e) {
      return answer.failure(session, e);
    }
  }

  private int withoutWorker(Given given, List<Problem> problems) {
    Optional<OpsEnvironment> environment =
        command.readsSurroundings()
            ? environment(problems, EnumSet.noneOf(Need.class))
            : Optional.empty();
    if (!problems.isEmpty()) {
      throw new ProblemsException(problems);
    }
    return print(
        command.run(given, new RoomWithoutWorker(environment.map(RoomCall::surroundings))));
  }

  private static Surroundings surroundings(OpsEnvironment environment) {
    Map<String, String> properties = environment.properties();
    return new Surroundings(
        environment.jobsDir(),
        Optional.ofNullable(properties.get("spring.cloud.gcp.project-id")),
        Optional.ofNullable(properties.get("ops.monitoring-endpoint")));
  }

  private Set<Need> needs() {
    return command.needsLedger()
        ? EnumSet.of(Need.DATABASE, Need.LEDGER)
        : EnumSet.of(Need.DATABASE);
  }

  private Optional<OpsEnvironment> environment(List<Problem> problems, Set<Need> needs) {
    try {
      return Optional.of(OpsEnvironment.read(session.environment(), needs));
    } catch (ProblemsException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private Given check(List<Problem> problems) {
    Map<String, String> values = new TreeMap<>();
    for (Argument argument : command.arguments()) {
      String value = typed.get(argument.name());
      if (value == null) {
        if (argument.required()) {
          problem(problems, argument.spelling() + " is missing.", write(argument));
        }
        continue;
      }
      Optional<String> fit = value.isBlank() ? Optional.empty() : argument.fit(value);
      fit.ifPresentOrElse(
          text -> values.put(argument.name(), text),
          () ->
              problem(
                  problems,
                  argument.spelling() + " is not " + argument.expected() + ".",
                  write(argument)));
    }
    unmatched.forEach(word -> unmatched(word, problems));
    return new Given(
        Map.copyOf(values), session.clock(), session.operator(), this::confirms, this::show);
  }

  /** Asks whoever watches; who reads JSON, or is no person, is not asked. */
  private boolean confirms(String question) {
    if (answer.json || !session.terminal()) {
      return false;
    }
    session.err().print(question + " [y/N] ");
    session.err().flush();
    String line = session.line().get().map(String::strip).orElse("");
    return line.equalsIgnoreCase("y") || line.equalsIgnoreCase("yes");
  }

  /** Who reads JSON, or is no person, gets one answer and is not kept waiting. */
  private boolean show(List<String> page, Duration pause) {
    if (answer.json || !session.terminal()) {
      return false;
    }
    session.out().print(CLEAR);
    page.forEach(session.out()::println);
    session.out().flush();
    return session.interruption().sleep(pause);
  }

  /** An option may be a slip of the keyboard; anything else is a value, and is not repeated. */
  private void unmatched(String word, List<Problem> problems) {
    if (!word.startsWith("-")) {
      problem(problems, "There is an argument too many.", see());
      return;
    }
    List<String> options =
        java.util.stream.Stream.concat(
                command.arguments().stream()
                    .filter(argument -> argument.kind() == Kind.OPTION)
                    .map(Argument::spelling),
                java.util.stream.Stream.of("--json", "--debug", "--help"))
            .toList();
    problem(
        problems,
        "There is an unknown option.",
        DidYouMean.nearest(word.replaceFirst("=.*", ""), options)
                .map(near -> "Did you mean \"" + near + "\"? ")
                .orElse("")
            + see());
  }

  private String write(Argument argument) {
    return (argument.kind() == Kind.OPTION
            ? "Write " + argument.spelling() + " " + argument.label() + ". "
            : "Write it after the command. ")
        + see();
  }

  private String see() {
    return "See " + place() + " --help.";
  }

  private void problem(List<Problem> problems, String what, String cure) {
    problems.add(new Problem(what, place(), cure));
  }

  private String place() {
    return "ops-worker " + command.name();
  }

  private int print(Reply reply) {
    if (answer.json) {
      Map<String, Object> document = new LinkedHashMap<>(reply.document());
      document.put("problems", Answer.problems(reply.problems()));
      Answer.document(session.out(), document);
    } else {
      reply.text().forEach(session.out()::println);
      session.out().flush();
      Answer.list(session.err(), "error", reply.problems());
    }
    return reply.exitCode();
  }
}
