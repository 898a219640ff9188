package ai.coditect.ops.deployment.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** gcloud's own check of commands: offline, without a login, in a folder of its own. */
final class GcloudLinter {
  private static final JsonMapper JSON = new JsonMapper();

  private GcloudLinter() {}

  static void assumePresent() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcloud"))),
        "there is no gcloud on the path");
  }

  /** What it has against each of these commands; fine ones are left out. */
  static List<String> faults(Path folder, List<String> commands)
      throws IOException, InterruptedException {
    Path file = folder.resolve("commands.json");
    Files.writeString(
        file,
        JSON.writeValueAsString(
            commands.stream().map(command -> Map.of("command_string", command)).toList()));
    Path out = folder.resolve("found.json");
    ProcessBuilder builder =
        new ProcessBuilder("gcloud", "meta", "lint-gcloud-commands", "--commands-file=" + file)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLOUDSDK_CONFIG", folder.resolve("config").toString());
    builder.environment().put("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
    Process linter = builder.start();
    assertThat(linter.waitFor(5, TimeUnit.MINUTES)).as("the linter ends").isTrue();
    List<String> faults = new ArrayList<>();
    JsonNode results = JSON.readTree(Files.readString(out));
    assertThat(results.size()).as("an answer for every command").isEqualTo(commands.size());
    for (JsonNode result : results) {
      if (!result.get("success").booleanValue()) {
        faults.add(
            result.get("command_string").stringValue()
                + ": "
                + result.get("error_message").stringValue());
      }
    }
    return faults;
  }
}
