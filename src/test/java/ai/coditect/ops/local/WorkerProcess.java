package ai.coditect.ops.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The worker as a process of its own, as it is deployed: killed, frozen and woken from outside. */
public final class WorkerProcess implements AutoCloseable {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** An archive of classes serves only the options that it was made with. */
  static final List<String> QUICK =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xshare:auto",
          // Newer JDKs warn otherwise, before the first line of the log.
          "--enable-native-access=ALL-UNNAMED",
          "-Dsun.misc.unsafe.memory.access=allow");

  private final Process process;
  private final Path out;
  private final Path err;

  private WorkerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts {@code OpsWorker} with these arguments and nothing but this environment. */
  public static WorkerProcess start(Map<String, String> environment, String... arguments) {
    return start(WorkerJava.options(), environment, arguments);
  }

  /** With these options of java, the class path among them. */
  static WorkerProcess start(
      List<String> options, Map<String, String> environment, String... arguments) {
    return java(worker(options, arguments), environment);
  }

  /** What java is told to start the worker. */
  private static List<String> worker(List<String> options, String... arguments) {
    List<String> all = new ArrayList<>(QUICK);
    all.addAll(options);
    all.add("ai.coditect.ops.OpsWorker");
    all.addAll(List.of(arguments));
    return all;
  }

  /**
   * Starts it from a shell script, so that neither the locale of this process nor Java has a say in
   * what arrives.
   *
   * @param typing the charset that the script is written in
   * @param environment without a locale but for what is said here
   */
  public static WorkerProcess startFromShell(
      Charset typing, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(worker(WorkerJava.options(), arguments));
    return startFromShell(typing, environment, command);
  }

  /** Starts any command from such a script. */
  public static WorkerProcess startFromShell(
      Charset typing, Map<String, String> environment, List<String> command) {
    StringBuilder script = new StringBuilder("unset LANG LANGUAGE LC_ALL LC_CTYPE\n");
    environment.forEach(
        (name, value) -> script.append("export ").append(name + "=" + quoted(value) + "\n"));
    script.append("exec");
    command.forEach(word -> script.append(' ').append(quoted(word)));
    try {
      Path file = Files.createTempFile("worker", ".sh");
      Files.write(file, script.append('\n').toString().getBytes(typing));
      return program(List.of("sh", file.toString()), Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** What starts another main class, which may be a test's own, as quickly. */
  public static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(QUICK);
    command.addAll(WorkerJava.options());
    int classPath = command.size() - 1;
    command.set(classPath, command.get(classPath) + File.pathSeparator + WorkerJava.homeOf(main));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts another main class, which may be a test's own, with nothing but this environment. */
  public static WorkerProcess startMain(
      Class<?> main, Map<String, String> environment, String... arguments) {
    return program(command(main, arguments), environment);
  }

  /** Runs java with the options of every worker and these arguments to its end. */
  static void runJava(List<String> arguments) {
    List<String> all = new ArrayList<>(QUICK);
    all.addAll(arguments);
    try (WorkerProcess java = java(all, Map.of())) {
      java.exitCode(Await.PATIENCE);
    }
  }

  private static WorkerProcess java(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(arguments);
    return program(command, environment);
  }

  private static WorkerProcess program(List<String> command, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile("worker", ".out");
      Path err = Files.createTempFile("worker", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.environment().keySet().removeIf(name -> name.matches("(DB|OPS|PUBSUB|GOOGLE)_.*"));
      builder.environment().put("NO_GCE_CHECK", "true");
      builder.environment().putAll(environment);
      return new WorkerProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the end and answers the exit code; fails with the process's own words otherwise. */
  public int exitCode(Duration patience) {
    if (!exitsWithin(patience)) {
      throw new AssertionError("still running after " + patience + ":\n" + err());
    }
    return process.exitValue();
  }

  /** Waits for the end, but no longer than this. */
  public boolean exitsWithin(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL: no hook runs. */
  public void kill() {
    process.destroyForcibly();
    exitCode(Await.PATIENCE);
  }

  /** SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  public void freeze() {
    signal("STOP");
  }

  public void wake() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " answered " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  /** Where the process writes its log. */
  public Path errFile() {
    return err;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroyForcibly();
    }
    PersonalTokens.none("a process", out() + err());
  }
}
