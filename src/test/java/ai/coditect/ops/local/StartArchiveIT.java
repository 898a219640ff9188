package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArchiveIT {

  @TempDir Path directory;

  @Test
  void a_worker_starts_from_the_classes_that_another_one_loaded() throws IOException {
    StartArchive archive = new StartArchive(directory, WorkerJava.classPath());
    assertThat(archive.options()).isEmpty();
    assertThat(archive.make(options -> version(options, Map.of()), WorkerProcess::runJava))
        .isTrue();

    Path log = directory.resolve("log");
    version(
        archive.options().orElseThrow(),
        Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log));
    assertThat(log)
        .content()
        .contains("ch.qos.logback.core.pattern.FormattingConverter source: shared objects file")
        .contains("ai.coditect.ops.OpsWorker source: file:");
  }

  private static void version(List<String> options, Map<String, String> environment) {
    try (WorkerProcess worker = WorkerProcess.start(options, environment, "--version")) {
      assertThat(worker.exitCode(Await.PATIENCE)).as(worker.err()).isZero();
    }
  }

  @Test
  void other_jars_have_another_archive_and_other_classes_have_not() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes/room"));
    Path jar = Files.writeString(directory.resolve("some.jar"), "jar");
    assertThat(make()).isTrue();
    List<String> options = archive().options().orElseThrow();
    assertThat(options.get(2)).isEqualTo(jar + File.pathSeparator + directory.resolve("classes"));
    Files.writeString(classes.resolve("One.class"), "1");
    assertThat(archive().options()).as("one more class").contains(options);

    Files.writeString(jar, "another");
    assertThat(archive().options()).as("another jar").isEmpty();
  }

  @Test
  void the_newest_archives_stay() throws IOException {
    Path jar = directory.resolve("some.jar");
    for (int state = 0; state < 5; state++) {
      Files.writeString(jar, "state".repeat(state));
      assertThat(make()).isTrue();
    }
    assertThat(archive().options()).isPresent();
    try (Stream<Path> files = Files.list(directory.resolve("archives"))) {
      assertThat(files.filter(each -> each.toString().endsWith(".jsa"))).hasSize(3);
    }
  }

  @Test
  void one_archive_is_made_however_many_ask() throws IOException {
    Files.writeString(directory.resolve("some.jar"), "jar");
    assertThat(make()).isTrue();
    assertThat(
            archive()
                .make(
                    options -> {
                      throw new AssertionError("loaded again");
                    },
                    options -> {
                      throw new AssertionError("made again");
                    }))
        .isTrue();
  }

  @Test
  void without_an_archive_nothing_is_promised() throws IOException {
    assertThat(archive().make(options -> {}, options -> {})).isFalse();
    assertThat(archive().options()).isEmpty();
    Path file = Files.writeString(directory.resolve("file"), "");
    StartArchive nowhere = new StartArchive(file.resolve("archives"), List.of());
    assertThat(nowhere.make(options -> {}, options -> {})).isFalse();
    assertThat(nowhere.options()).isEmpty();
  }

  private StartArchive archive() {
    return new StartArchive(
        directory.resolve("archives"),
        List.of(directory.resolve("classes"), directory.resolve("some.jar")));
  }

  private boolean make() {
    return archive()
        .make(
            options -> create(options.get(0).replace("-XX:DumpLoadedClassList=", "")),
            options -> create(options.get(2).replace("-XX:SharedArchiveFile=", "")));
  }

  private static void create(String file) {
    try {
      Files.createFile(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
