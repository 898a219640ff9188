package ai.coditect.ops.trigger.command;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.MissingClasses;
import ai.coditect.ops.local.PersonalTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A command as it was typed, in this process, with what came back. */
public record Typed(int exitCode, String out, String err) {
  static final Instant NOW = Instant.parse("2026-11-22T12:34:56Z");

  static Typed run(Map<String, String> environment, String... args) {
    return run(FixtureWorker.class, environment, args);
  }

  static Typed run(Class<?> worker, Map<String, String> environment, String... args) {
    return run(worker, Clock.fixed(NOW, ZoneOffset.UTC), environment, false, Optional::empty, args);
  }

  /** At a terminal, where somebody answers every question like this. */
  static Typed answering(
      String answer, Class<?> worker, Map<String, String> environment, String... args) {
    return run(
        worker,
        Clock.fixed(NOW, ZoneOffset.UTC),
        environment,
        true,
        () -> Optional.of(answer),
        args);
  }

  /** In the whole worker, now: what a process of its own would answer, without its start. */
  public static Typed whole(Map<String, String> environment, String... args) {
    return run(
        InProcessWorker.Worker.class, Clock.systemUTC(), environment, false, Optional::empty, args);
  }

  /** In the whole worker, whose command has waited for an hour whenever it looks at the time. */
  static Typed impatient(Map<String, String> environment, String... args) {
    return run(
        InProcessWorker.Worker.class, new HourlyClock(), environment, false, Optional::empty, args);
  }

  private static final class HourlyClock extends Clock {
    private Instant now = Instant.now();

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public synchronized Instant instant() {
      now = now.plus(Duration.ofHours(1));
      return now;
    }
  }

  private static Typed run(
      Class<?> worker,
      Clock clock,
      Map<String, String> environment,
      boolean terminal,
      Supplier<Optional<String>> line,
      String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            worker,
            environment,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            clock,
            new Interruption(Duration.ofSeconds(25)),
            "tester",
            line);
    PersonalTokens.listen();
    int code = MissingClasses.remembered(() -> CommandLineEntry.run(session, args));
    PersonalTokens.noneHeard();
    Typed answer =
        new Typed(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    PersonalTokens.none(String.join(" ", args), answer.out() + answer.err());
    return answer;
  }

  /** The one document on stdout. */
  public JsonNode json() {
    return JsonMapper.builder().build().readTree(out);
  }

  static void writeJobFiles(Path directory) {
    FixtureWorker.JOB_FILES.forEach(
        (name, text) -> {
          try {
            Files.writeString(directory.resolve(name), text);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
