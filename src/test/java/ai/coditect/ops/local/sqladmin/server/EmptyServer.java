package ai.coditect.ops.local.sqladmin.server;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What initdb makes, made once a JVM. */
final class EmptyServer {
  private static @Nullable Path made;

  private EmptyServer() {}

  static synchronized Path directory() throws IOException {
    Path ready = made;
    if (ready == null) {
      ready = ServerFiles.ofThisProcess().resolve("empty");
      ServerProgram.run(
          "initdb",
          "-D",
          ready,
          "-U",
          "postgres",
          "-A",
          "trust",
          "-E",
          "UTF-8",
          "--no-locale",
          "--no-sync",
          "--wal-segsize=4");
      made = ready;
    }
    return ready;
  }
}
