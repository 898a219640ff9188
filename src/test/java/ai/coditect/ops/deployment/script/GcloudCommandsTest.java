package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every gcloud command of the script, of its advice and of the guides is one that gcloud knows. */
class GcloudCommandsTest {
  /** Errors that it has to find among the others. */
  private static final List<String> PLANTED =
      List.of(
          "gcloud sql instance create i --project=p",
          "gcloud sql instances create i --tire=db-f1-micro",
          "gcloud sql instances create i --availability-type=both",
          "gcloud sql instances create i --retained-backups-count=many",
          "gcloud sql instances create i --allocated-ip-range-name=r",
          "gcloud pubsub subscriptions create s --topic=t --max-delivery-attempts=3",
          "gcloud pubsub subscriptions create s --topic=t --expiration-period=always",
          "gcloud storage buckets create gs://b --retention-time=10y",
          "gcloud sql users create u --type=cloud_iam_service_account",
          "gcloud secrets versions add s --data=value");

  @TempDir private static Path directory;

  @BeforeAll
  static void linter() {
    GcloudLinter.assumePresent();
  }

  @Test
  void every_command_parses_and_ten_planted_errors_are_found() throws Exception {
    List<String> commands = new ArrayList<>();
    commands.addAll(ofTheScript());
    commands.addAll(ofItsAdvice());
    commands.addAll(ofTheGuides());
    Map<String, String> one = new LinkedHashMap<>();
    commands.forEach(command -> one.putIfAbsent(shape(command), command));
    assertThat(one).hasSizeGreaterThan(60);
    List<String> asked = new ArrayList<>(one.values());
    asked.addAll(PLANTED);
    // Asked about all at once: most of what it takes is gcloud's start.
    List<String> faults = GcloudLinter.faults(directory, asked);
    for (String planted : PLANTED) {
      assertThat(faults.removeIf(fault -> fault.startsWith(planted + ": "))).as(planted).isTrue();
    }
    assertThat(faults).isEmpty();
  }

  /** Of commands that differ in their values only, one is asked about. */
  private static String shape(String command) {
    Matcher word = Pattern.compile("(?:'[^']*'|\\S)+").matcher(command);
    StringBuilder shape = new StringBuilder();
    int plain = 0;
    while (word.find()) {
      String each = word.group();
      if (each.startsWith("--") || each.startsWith("'--")) {
        shape.append(each.replaceAll("=.*", "")).append(' ');
      } else if (plain++ < 5 && each.matches("[a-z-]+")) {
        shape.append(each).append(' ');
      }
    }
    return shape.toString();
  }

  /** What it typed, all its ways once. */
  private static List<String> ofTheScript() {
    List<String> calls = new ArrayList<>(DeployScript.deployed().calls());
    DeployScript back = DeployScript.deployed().copiedTo(directory.resolve("back"));
    back.run("protect");
    back.put(DeployScript.DEV + "|peering|default", "of-somebody");
    back.put(DeployScript.DEV + "|role|opsDrillClone", "permissions=cloudsql.instances.get");
    back.put(DeployScript.DEV + "|alerts|projects!1!alertPolicies!2", "");
    back.put(DeployScript.DEV + "|dashboard|projects!1!dashboards!2", "");
    back.put(DeployScript.DEV + "|instance|coditect-dev-db-2", "tier=db-f1-micro");
    Path another = DeployScript.names(directory.resolve("names.env"), "dev-db", "dev-db-2");
    back.run("--names", another.toString(), "--image", "1.2.2");
    back.run("--image", "1.2.3");
    back.run("rollback", "--image", "1.2.3");
    back.run("--image", "1.2.2");
    back.run("rollback", "--image", "1.2.3");
    back.typing(
        DeployScript.DEV + " coditect-dev-db " + DeployScript.DEV + "-ops-ledger\n",
        "--destroy",
        "--also",
        "coditect-dev-db",
        "--also",
        DeployScript.DEV + "-ops-ledger");
    calls.addAll(back.calls());
    calls.add("gcloud storage buckets update gs://bucket --lock-retention-period --quiet");
    return calls.stream().filter(call -> call.startsWith("gcloud ")).toList();
  }

  /** What its errors tell people to type. */
  private static List<String> ofItsAdvice() {
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of("k8s/deploying"), ".sh")) {
      Matcher text = Pattern.compile("([\"'])((?:(?!\\1)[^\n])*)\\1").matcher(read(file));
      while (text.find()) {
        Matcher command =
            Pattern.compile("(?:^|: )(gcloud (?!has )[a-z]+ [a-z-]+[^;()]*)")
                .matcher(text.group(2));
        while (command.find()) {
          found.add(
              command
                  .group(1)
                  .replaceAll("\\$\\{[^}]*}|\\$[a-z_]+", "some-name")
                  .replaceAll(" (?:to|and|or|into) .*| to$", ""));
        }
      }
    }
    assertThat(found).hasSizeGreaterThan(8);
    return found;
  }

  /** In code blocks and between backticks. */
  private static List<String> ofTheGuides() {
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of("src/docs"), ".md")) {
      String text = read(file).replaceAll("\\\\\n *", "");
      Matcher command =
          Pattern.compile("(?m)^ *(?:.*\\| )?(gcloud [a-z]+ [^`\n|]*)|`(gcloud [^`\n]*)`")
              .matcher(text);
      while (command.find()) {
        String shown = command.group(1) == null ? command.group(2) : command.group(1);
        // Without an option it is a name, not something to type.
        if (shown.contains(" --")) {
          found.add(filled(shown.strip()));
        }
      }
    }
    assertThat(found).isNotEmpty();
    return found;
  }

  /** With a name in the place of each word in capitals. */
  private static String filled(String command) {
    return Pattern.compile("(?<=[ =])[A-Z]{4,}(?= |$)")
        .matcher(command)
        .replaceAll(word -> "some-" + word.group().toLowerCase(Locale.ROOT));
  }

  private static List<Path> files(Path folder, String ending) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
