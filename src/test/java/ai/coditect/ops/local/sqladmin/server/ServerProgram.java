package ai.coditect.ops.local.sqladmin.server;

import ai.coditect.ops.local.LocalPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The programs that come with the embedded server. It refuses to run as root, so root is hidden
 * from it.
 */
final class ServerProgram {
  private ServerProgram() {}

  /** Runs one to its end; fails with its own words otherwise. */
  static void run(String program, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (LinuxUtils.isUnshareAvailable()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(LocalPostgres.shared().programs().resolve(program).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    // A server that it starts inherits what it writes to, so that must not be a pipe to us.
    Path words = Files.createTempFile("server-program", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(words.toFile())
              .start();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            String.join(" ", command)
                + " answered "
                + code
                + ": "
                + Files.readString(words, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + program + " ran", e);
    } finally {
      Files.deleteIfExists(words);
    }
  }
}
