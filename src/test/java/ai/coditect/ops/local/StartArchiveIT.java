package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArchiveIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void a_worker_starts_from_the_classes_that_another_one_loaded() throws IOException {
    StartArchive archive = new StartArchive(directory, WorkerJava.classPath());
    assertThat(archive.options()).isEmpty();
    assertThat(archive.make(options -> version(options, Map.of()))).isTrue();

    Path log = directory.resolve("log");
    version(
        archive.options().orElseThrow(),
        Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log));
    assertThat(log)
        .content()
        .contains("ai.coditect.ops.OpsWorker source: shared objects file (top)");
  }

  private static void version(List<String> options, Map<String, String> environment) {
    try (WorkerProcess worker = WorkerProcess.start(options, environment, "--version")) {
      assertThat(worker.exitCode(PATIENCE)).as(worker.err()).isZero();
    }
  }

  @Test
  void other_classes_have_another_archive() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes/room"));
    Path one = Files.writeString(classes.resolve("One.class"), "1");
    Path jar = Files.writeString(directory.resolve("some.jar"), "jar");
    make();
    assertThat(archive().options()).isPresent();

    Files.writeString(one, "2");
    assertThat(archive().options()).as("a changed class").isEmpty();
    make();
    Path two = Files.writeString(classes.resolve("Two.class"), "3");
    assertThat(archive().options()).as("one more class").isEmpty();
    make();
    Files.delete(two);
    assertThat(archive().options()).as("one class less").isEmpty();
    make();
    Files.writeString(jar, "another");
    assertThat(archive().options()).as("another jar").isEmpty();
    make();
    try (var files = Files.list(directory.resolve("archives"))) {
      assertThat(files).as("of one state only").hasSize(2);
    }
  }

  @Test
  void without_an_archive_nothing_is_promised() throws IOException {
    Files.createDirectories(directory.resolve("classes"));
    assertThat(archive().make(options -> {})).isFalse();
    assertThat(archive().options()).isEmpty();
  }

  private StartArchive archive() {
    return new StartArchive(
        directory.resolve("archives"),
        List.of(directory.resolve("classes"), directory.resolve("some.jar")));
  }

  private void make() {
    archive()
        .make(
            options -> {
              try {
                Files.createFile(Path.of(options.get(0).replace("-XX:ArchiveClassesAtExit=", "")));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
