package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The script in a world of its own: a project, a cluster, and all that exists in them, as files.
 */
final class DeployScript {
  static final String DEV = "serene-voltage-464305-n2";
  private static final Path TOOLS = Path.of("src/test/resources/deployment/tools").toAbsolutePath();
  private static final Path HERE = Path.of("k8s").toAbsolutePath();

  /** How a run ended, and what a person read. */
  record Ended(int code, String out, String err) {}

  private final Path world;
  private final String project;

  /** Each call a process, as it is with the real tools; quicker is one shell for all. */
  private boolean withProcesses;

  private DeployScript(Path world, String project) {
    this.world = world;
    this.project = project;
  }

  /** An empty project with a cluster and two pushed images, in a folder that is made. */
  static DeployScript inEmptyProject(Path world, String project, String drills, String cluster) {
    assumeTrue(isThere("bash") && isThere("openssl"), "there is no bash or no openssl on the path");
    DeployScript script = new DeployScript(world, project);
    try {
      Files.createDirectories(world);
      script.beside("log", "");
      script.beside("count", "0");
      script.put("account", "somebody@example.com");
      script.put("all|project|" + project, "123456789012");
      script.put("all|project|" + drills, "210987654321");
      script.put(project + "|cluster|" + cluster, "RUNNING " + project + ".svc.id.goog");
      script.put(project + "|service|container.googleapis.com", "");
      script.put(project + "|network|default", "");
      script.put("all|image|1.2.2", "sha256:" + "2".repeat(64));
      script.put("all|image|1.2.3", "sha256:" + "3".repeat(64));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return script;
  }

  static DeployScript inDevelopment(Path world) {
    return inEmptyProject(world, DEV, "coditect-dev-drills", "codi-poc-e2-cluster");
  }

  /** What a whole run leaves in development, made once for all tests: copy it. */
  static DeployScript deployed() {
    return Deployed.SCRIPT;
  }

  static Ended firstRun() {
    return Deployed.FIRST;
  }

  private static final class Deployed {
    private static final DeployScript SCRIPT = inDevelopment(folder());
    private static final Ended FIRST = first();

    private static Ended first() {
      SCRIPT.withProcesses = true;
      return SCRIPT.run("--image", "1.2.3");
    }

    private static Path folder() {
      try {
        return Files.createDirectories(Path.of("target/deployed"))
            .toAbsolutePath()
            .resolve("dev-" + ProcessHandle.current().pid());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The same world once more, for a test that may spoil it. */
  DeployScript copiedTo(Path other) {
    DeployScript copy = new DeployScript(other, project);
    try {
      Files.createDirectories(other);
      try (Stream<Path> files = Files.list(world)) {
        for (Path file : files.toList()) {
          Files.copy(file, other.resolve(file.getFileName()));
        }
      }
      copy.beside("log", "");
      copy.beside("count", "0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /** The file of names of development, with one word instead of another. */
  static Path names(Path file, String word, String other) {
    try {
      write(
          file,
          Files.readString(HERE.resolve("gcp/overlays/dev/names/names.env")).replace(word, other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  Ended run(String... arguments) {
    return start("nobody", "", arguments);
  }

  Ended typing(String typed, String... arguments) {
    return start("nobody", typed, arguments);
  }

  /** Runs until the tool kills it: {@code before GLOB} or {@code after GLOB}, of a change. */
  Ended killed(String where, String... arguments) {
    return start(where, "", arguments);
  }

  Ended killedTyping(String where, String typed, String... arguments) {
    return start(where, typed, arguments);
  }

  private Ended start(String kill, String typed, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                "printf %s $$ >\"$TOOLS_STATE.pid\"; exec \"$TOOLS_HERE/deploy\" \"$@\"",
                "deploy"));
    command.addAll(List.of(arguments));
    try {
      Path out = world.resolveSibling(world.getFileName() + ".out");
      Path err = world.resolveSibling(world.getFileName() + ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      Map<String, String> environment = builder.environment();
      environment.put("PATH", TOOLS + ":" + environment.get("PATH"));
      if (!withProcesses) {
        environment.put("TOOLS", TOOLS.toString());
        environment.put("BASH_ENV", TOOLS.resolve("in-the-shell.sh").toString());
      }
      environment.put("TOOLS_STATE", world.toString());
      environment.put("TOOLS_HERE", HERE.toString());
      environment.put("TOOLS_PROJECT", project);
      environment.put("TOOLS_KILL", kill);
      environment.put("OPS_DEPLOY_PAUSE", "0");
      environment.put("LC_ALL", "C.UTF-8");
      Process process = builder.start();
      process.getOutputStream().write(typed.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the script ends").isTrue();
      return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Refuses calls that match, with these words. */
  void refuse(String glob, String words) {
    beside("faults", glob + "=>" + words + "\n");
  }

  void refuseNothing() {
    beside("faults", "");
  }

  void put(String name, String content) {
    write(world.resolve(name), content + "\n");
  }

  void remove(String name) {
    try {
      Files.delete(world.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String name) {
    return Files.exists(world.resolve(name));
  }

  void beside(String ending, String content) {
    write(world.resolveSibling(world.getFileName() + "." + ending), content);
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls that changed something, since the world was made or copied. */
  List<String> changes() {
    return lines("log");
  }

  /** Every call with every word, as a process list would show it. */
  List<String> calls() {
    return lines("calls");
  }

  private List<String> lines(String ending) {
    try {
      return Files.readAllLines(world.resolveSibling(world.getFileName() + "." + ending));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SortedMap<String, String> files() {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(world)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** All that exists; of secrets, that they do. */
  SortedMap<String, String> state() {
    SortedMap<String, String> state = new TreeMap<>();
    files()
        .forEach(
            (name, content) ->
                state.put(
                    name,
                    name.contains("|version|") || name.endsWith(".secret")
                        ? "a secret"
                        : content
                            .replaceAll("(?m)^  [a-z]+: [A-Za-z0-9+/=]+$", "  a value")
                            .lines()
                            .sorted()
                            .toList()
                            .toString()));
    return state;
  }

  /** The values that nobody may see, by the name of their secret. */
  SortedMap<String, String> secrets() {
    SortedMap<String, String> secrets = new TreeMap<>();
    files()
        .forEach(
            (name, content) -> {
              if (name.contains("|version|")) {
                // A person's editor ends the line, which is no part of the value.
                secrets.put(
                    name.replaceAll(".*\\|", "").replaceAll(":.*", ""),
                    content.replaceFirst("\n$", ""));
              }
            });
    return secrets;
  }

  /** Logins and copies in the cluster have the newest value of their secret. */
  void assertSecretsAgree() {
    assertSecretsAgree("172.24.0.3");
  }

  void assertSecretsAgree(String host) {
    SortedMap<String, String> secrets = secrets();
    SortedMap<String, String> files = files();
    assertThat(files.get(project + "|login|ops_migrator.secret").strip())
        .isEqualTo("--password: \"" + secrets.get("ops-db-owner") + "\"");
    assertThat(files.get(project + "|login|coditect_app.secret").strip())
        .isEqualTo("--password: \"" + secrets.get("coditect-app-password") + "\"");
    assertThat(copied("ops-worker-keys"))
        .containsEntry("subject", secrets.get("ops-subject-key"))
        .containsEntry("evidence", secrets.get("ops-evidence-key"));
    assertThat(copied("ops-db-owner"))
        .containsEntry("username", "ops_migrator")
        .containsEntry("password", secrets.get("ops-db-owner"));
    assertThat(copied("coditect-app-db-credentials"))
        .containsEntry("host", host)
        .containsEntry("port", "5432")
        .containsEntry("username", "coditect_app")
        .containsEntry("password", secrets.get("coditect-app-password"))
        .containsKey("database");
    assertThat(secrets.get("ops-subject-key")).matches("k1:[A-Za-z0-9+/]{43}=");
    assertThat(secrets.get("ops-evidence-key")).contains("PRIVATE KEY");
  }

  /** The values of a secret in the cluster. */
  private SortedMap<String, String> copied(String secret) {
    SortedMap<String, String> values = new TreeMap<>();
    Matcher line =
        Pattern.compile("(?m)^  ([a-z]+): ([A-Za-z0-9+/=]+)$")
            .matcher(files().get("cluster|Secret|" + secret).replaceFirst("(?s).*\ndata:\n", ""));
    while (line.find()) {
      values.put(
          line.group(1),
          new String(Base64.getDecoder().decode(line.group(2)), StandardCharsets.UTF_8));
    }
    return values;
  }
}
