package ai.coditect.ops.metrics.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Prometheus' own tool, where there is one on the path; tests that need it are skipped elsewhere.
 */
final class Promtool {
  private static final String UNIT = "Unit Testing:  ";

  private final Path program;

  private Promtool(Path program) {
    this.program = program;
  }

  static Promtool orSkip() {
    Optional<Path> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(each -> Path.of(each, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(found.isPresent(), "skipped: promtool is not on this machine");
    return new Promtool(found.get());
  }

  /** What it says about a rule file; empty when it is right. */
  Optional<String> check(Path rules) throws IOException, InterruptedException {
    Answer answer = run(List.of("check", "rules", rules.toString()), rules.getParent());
    return answer.code() == 0 ? Optional.empty() : Optional.of(answer.text());
  }

  /** What it says about each test file, by name; empty when the file's tests pass. */
  Map<String, String> test(Path directory, List<String> files)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("test", "rules"));
    arguments.addAll(files);
    Answer answer = run(arguments, directory);
    Map<String, String> said = new LinkedHashMap<>();
    for (String part : answer.text().split(UNIT)) {
      int end = part.indexOf('\n');
      if (end > 0 && files.contains(part.substring(0, end).strip())) {
        String rest = part.substring(end).strip();
        said.put(part.substring(0, end).strip(), rest.startsWith("SUCCESS") ? "" : rest);
      }
    }
    assertThat(said.keySet()).as(answer.text()).containsExactlyInAnyOrderElementsOf(files);
    return said;
  }

  private record Answer(int code, String text) {}

  private Answer run(List<String> arguments, Path directory)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path out = Files.createTempFile("promtool", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).isTrue();
      return new Answer(process.exitValue(), Files.readString(out));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
    }
  }
}
