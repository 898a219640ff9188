package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in the script is of the kind that goes wrong with a blank in a name. */
class ShellCheckTest {
  @TempDir private Path directory;

  private static String found(Path... files) throws IOException, InterruptedException {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "shellcheck"))),
        "there is no shellcheck on the path");
    List<String> command = new ArrayList<>(List.of("shellcheck", "--shell=bash", "--format=gcc"));
    Stream.of(files).map(Path::toString).forEach(command::add);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void the_script_and_the_stand_ins_are_clean() throws Exception {
    List<Path> files = new ArrayList<>(List.of(Path.of("k8s/deploy")));
    for (Path folder :
        List.of(Path.of("k8s/deploying"), Path.of("src/test/resources/deployment/tools"))) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> file.toString().matches(".*(\\.sh|/[a-z]+)")).forEach(files::add);
      }
    }
    assertThat(files).hasSizeGreaterThan(10);
    assertThat(found(files.toArray(Path[]::new))).isEmpty();
  }

  @Test
  void what_goes_wrong_with_a_blank_is_found() throws Exception {
    Path bad = directory.resolve("bad.sh");
    Files.writeString(bad, "#!/usr/bin/env bash\nrm -rf $1/old\n");
    assertThat(found(bad)).contains("SC2086");
  }
}
