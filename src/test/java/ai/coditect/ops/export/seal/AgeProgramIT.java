package ai.coditect.ops.export.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the worker seals, the age program opens; skipped where there is none. */
class AgeProgramIT {
  @TempDir Path directory;

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    return process.waitFor() == 0 ? said : "failed: " + said;
  }

  private void seal(byte[] content, String recipient) throws IOException {
    try (OutputStream file = Files.newOutputStream(directory.resolve("a.age"));
        OutputStream seal = Recipient.read(recipient, "here").seal(file)) {
      seal.write(content);
    }
  }

  @Test
  void the_program_opens_what_was_sealed_to_its_key_and_nothing_that_was_changed()
      throws Exception {
    assumeTrue(isThere("age") && isThere("age-keygen"), "the age program is not on the path");
    run("age-keygen", "-o", "key.txt");
    String recipient = run("age-keygen", "-y", "key.txt").strip();
    for (int size : new int[] {0, 1, 65_536, 3_000_000}) {
      byte[] content = new byte[size];
      new Random(size).nextBytes(content);
      seal(content, recipient);
      assertThat(run("age", "-d", "-i", "key.txt", "-o", "a", "a.age")).isEmpty();
      // The program makes no file of nothing.
      Path opened = directory.resolve("a");
      assertThat(Files.exists(opened) ? Files.readAllBytes(opened) : new byte[0])
          .isEqualTo(content);
    }
    byte[] changed = Files.readAllBytes(directory.resolve("a.age"));
    changed[changed.length / 2] ^= 1;
    Files.write(directory.resolve("a.age"), changed);
    assertThat(run("age", "-d", "-i", "key.txt", "-o", "b", "a.age")).startsWith("failed");
  }
}
