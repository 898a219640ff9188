package ai.coditect.ops.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The options of java for child workers: where their classes are. */
final class WorkerJava {
  /** Names the folder of archives; without it every child loads the classes as they are. */
  static final String FOLDER = "worker.starts";

  private static @Nullable StartArchive archive;
  private static boolean tried;

  private WorkerJava() {}

  static synchronized List<String> options() {
    String folder = System.getProperty(FOLDER);
    if (folder == null) {
      return plain();
    }
    StartArchive known = archive;
    if (known == null) {
      known = new StartArchive(Path.of(folder), classPath());
      archive = known;
    }
    if (!tried && known.options().isEmpty()) {
      tried = true;
      if (!known.make(WorkerJava::serveOnce, WorkerProcess::runJava)) {
        System.err.println("There is no archive of classes yet: workers start slowly.");
      }
    }
    return known.options().orElseGet(WorkerJava::plain);
  }

  private static List<String> plain() {
    return List.of(
        "-cp",
        classPath().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
  }

  /** Without the test classes: Spring would find their fixtures. */
  static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> !entry.endsWith("test-classes"))
        .toList();
  }

  /** The directory or jar that the class is in. */
  static Path homeOf(Class<?> loaded) {
    try {
      return Path.of(loaded.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A worker that serves loads nearly all that any command loads. */
  private static void serveOnce(List<String> options) {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    try {
      Map<String, String> environment =
          new HashMap<>(InProcessWorker.erasing(Files.createTempDirectory("ledger")));
      environment.putAll(database.environment());
      environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
      environment.put("PUBSUB_EMULATOR_HOST", "127.0.0.1:9");
      environment.put("SERVER_PORT", "0");
      try (WorkerProcess worker = WorkerProcess.start(options, environment, "serve")) {
        Await.until("a schedule", worker, () -> worker.err().contains("schedule added"));
        worker.terminate();
        worker.exitCode(Await.PATIENCE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
