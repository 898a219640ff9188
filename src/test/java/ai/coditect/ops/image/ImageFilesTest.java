package ai.coditect.ops.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    List<String> options = Files.readAllLines(FOLDER.resolve("java.args"));
    assertThat(options).containsSubsequence("-Xlog:disable", "-Xlog:all=warning:stderr");
    assertThat(options).filteredOn(option -> option.startsWith("-Xlog:")).hasSize(2);
  }
}
