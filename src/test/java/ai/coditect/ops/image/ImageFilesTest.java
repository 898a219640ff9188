package ai.coditect.ops.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With a container engine and without, the same starts. */
class ImageFilesTest {
  private static final Path FOLDER = Path.of("k8s", "image");

  @Test
  void both_ways_to_build_start_the_same_as_nobody() throws IOException {
    List<String> lines = Files.readAllLines(FOLDER.resolve("Dockerfile"));
    assertThat(lines)
        .contains("USER " + ImageTree.USER + ":" + ImageTree.USER)
        .contains(
            ImageTree.entry().stream()
                .collect(Collectors.joining("\", \"", "ENTRYPOINT [\"", "\"]")));
  }

  @Test
  void warnings_of_java_never_stand_before_an_answer() throws IOException {
    List<String> options = options("java.args");
    assertThat(options).containsSubsequence("-Xlog:disable", "-Xlog:all=warning:stderr");
    assertThat(options).filteredOn(option -> option.startsWith("-Xlog:")).hasSize(2);
  }

  @Test
  void what_is_soon_over_starts_the_same_but_for_the_second_compiler() throws IOException {
    List<String> brief = new ArrayList<>(options("one-shot.args"));
    assertThat(brief.remove("-XX:TieredStopAtLevel=1")).isTrue();
    assertThat(brief).isEqualTo(options("java.args"));
  }

  private static List<String> options(String file) throws IOException {
    return Files.readAllLines(FOLDER.resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }
}
