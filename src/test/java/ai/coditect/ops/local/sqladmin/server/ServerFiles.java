package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the servers of this process have their files: in memory where there is room. */
final class ServerFiles {
  private static final String NAME = "ops-worker-instances-";

  private static @Nullable Path ours;

  private ServerFiles() {}

  static synchronized Path ofThisProcess() throws IOException {
    Path made = ours;
    if (made == null) {
      Path parent = LocalPostgres.parentInMemory();
      dropAbandoned(parent);
      made = Files.createTempDirectory(parent, NAME + ProcessHandle.current().pid() + "-");
      Path directory = made;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> drop(directory)));
      ours = made;
    }
    return made;
  }

  /** A process that was killed leaves servers that run, and their files. */
  private static void dropAbandoned(Path parent) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, NAME + "*")) {
      for (Path directory : left) {
        String pid = directory.getFileName().toString().substring(NAME.length()).split("-")[0];
        if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          drop(directory);
        }
      }
    }
  }

  private static void drop(Path directory) {
    try {
      for (Path lock : locks(directory)) {
        ServerProgram.run("pg_ctl", "-D", lock.getParent(), "-s", "-m", "immediate", "stop");
      }
    } catch (IOException | RuntimeException e) {
      // It ended by itself meanwhile.
    }
    try {
      FileTree.delete(directory);
    } catch (IOException e) {
      // The next process tries again.
    }
  }

  private static List<Path> locks(Path directory) throws IOException {
    try (Stream<Path> below =
        Files.find(directory, 3, (path, is) -> path.endsWith("postmaster.pid"))) {
      return below.toList();
    }
  }
}
