package ai.coditect.ops.bench;

import ai.coditect.ops.local.LocalPostgres.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged worker as a process of its own, measured from outside. */
final class WorkerCommand {
  static final Path JAR = Path.of("target", "ops-worker.jar").toAbsolutePath();

  static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private WorkerCommand() {}

  /**
   * @param peakKilobytes of resident memory; 0 where the system does not tell
   */
  record Ended(Duration wall, long peakKilobytes, String out) {}

  /** Runs {@code java} with these arguments; anything but success is an error. */
  static Ended java(Map<String, String> environment, List<String> arguments) throws IOException {
    return run(environment, JAVA.toString(), arguments);
  }

  /** With another {@code java}. */
  static Ended run(Map<String, String> environment, String java, List<String> arguments)
      throws IOException {
    long start = System.nanoTime();
    return ended(start(environment, java, arguments), start);
  }

  static Process start(Map<String, String> environment, String java, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(java));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Files.createTempFile("bench", ".err").toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(DB|OPS|PUBSUB|GOOGLE)_.*"));
    builder.environment().put("NO_GCE_CHECK", "true");
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Ended ended(Process process, long start) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long peak = 0;
    while (process.isAlive()) {
      peak = Math.max(peak, peak(status));
      pause();
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - start);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IllegalStateException("exit code " + process.exitValue() + ": " + out);
    }
    return new Ended(wall, peak, out);
  }

  private static long peak(Path status) {
    try {
      Matcher matcher = PEAK.matcher(Files.readString(status));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    } catch (IOException e) {
      // Not Linux, or just ended.
      return 0;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(4);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the worker needs to know to work on this database. */
  static Map<String, String> environment(Database database) {
    Map<String, String> all = new HashMap<>(database.environment());
    all.put("GOOGLE_CLOUD_PROJECT", "bench");
    return all;
  }
}
