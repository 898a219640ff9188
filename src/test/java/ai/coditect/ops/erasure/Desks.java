package ai.coditect.ops.erasure;

import ai.coditect.ops.job.command.Given;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.job.command.Room;
import ai.coditect.ops.job.command.RoomCommand;
import ai.coditect.ops.local.InProcessWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** The commands of the room, asked as the command line asks them; and job files of a test. */
final class Desks {
  private Desks() {}

  /**
   * @param arguments name, value, name, value
   */
  static Reply ask(InProcessWorker worker, String command, Object... arguments) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      values.put(arguments[i].toString(), arguments[i + 1].toString());
    }
    Room room =
        new Room() {
          @Override
          public <T> T get(Class<T> type) {
            return worker.get(type);
          }
        };
    return SpringFactoriesLoader.loadFactories(RoomCommand.class, Desks.class.getClassLoader())
        .stream()
        .filter(each -> each.name().equals(command))
        .findFirst()
        .orElseThrow()
        .run(new Given(values, Clock.systemUTC(), "tester"), room);
  }

  /** The id of the hold that a command has answered. */
  static UUID hold(Reply reply) {
    return UUID.fromString(((Map<?, ?>) reply.document().get("hold")).get("id").toString());
  }

  /** The packaged job files with one text of the purge's replaced, in this directory. */
  static Path jobs(Path directory, String text, String replacement) {
    try (Stream<Path> files = Files.walk(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(Path.of("jobs").relativize(file).toString());
        Files.createDirectories(copy.getParent());
        String content = Files.readString(file);
        if (file.endsWith("gdpr-purge.yaml")) {
          if (!content.contains(text)) {
            throw new IllegalArgumentException("the job file does not say " + text);
          }
          content = content.replace(text, replacement);
        }
        Files.writeString(copy, content);
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
