package ai.coditect.ops.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.coditect.ops.kubernetes.policy.ClusterObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person pastes after a restore makes Jobs of commands, with the real kubectl. */
class CommandsAsJobsTest {
  /** Answers what a cluster would: the Job of the CronJob, and what it was given to make. */
  private static final String WITHOUT_A_CLUSTER =
      """
      kubectl() {
        case "$1 $2 $4" in
          'create job --from=cronjob/ops-erasure-replay') cat "$JOB" ;;
          'create -f ') cat ;;
          *) command kubectl "$@" ;;
        esac
      }
      """;

  @TempDir private Path directory;

  @Test
  void a_command_is_the_arguments_of_the_pod_and_nothing_else_of_it_changes() throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
        "there is no kubectl on the path");
    Matcher pasted =
        Pattern.compile("(?s)\n(    ops\\(\\) \\{\n.*?\n    }\n)")
            .matcher(Files.readString(Path.of("src/docs/runbooks/restore.md")));
    assertThat(pasted.find()).isTrue();
    JsonNode job = job();
    Path file = directory.resolve("job.json");
    Files.writeString(file, job.toString());
    ProcessBuilder bash =
        new ProcessBuilder(
            "bash",
            "-c",
            WITHOUT_A_CLUSTER + pasted.group(1) + "ops erasures replay --by 'A Name'");
    bash.environment().put("JOB", file.toString());
    Process process = bash.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String made = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    JsonNode changed = JsonMapper.shared().readTree(made);
    assertThat(changed.at("/spec/template/spec/containers/0/args").toString())
        .isEqualTo("[\"erasures\",\"replay\",\"--by\",\"A Name\"]");
    for (String same : new String[] {"command", "env", "image", "volumeMounts"}) {
      assertThat(changed.at("/spec/template/spec/containers/0/" + same))
          .isEqualTo(job.at("/spec/template/spec/containers/0/" + same));
    }
    assertThat(changed.at("/spec/template/spec/serviceAccountName").asString())
        .isEqualTo("ops-erasure-replay");
  }

  private static JsonNode job() throws Exception {
    Path file = Path.of("k8s/components/cronjobs/cronjob-erasure-replay.yaml");
    JsonNode cronJob = ClusterObject.parse(Files.readString(file), file.toString()).get(0).json();
    return JsonMapper.shared()
        .valueToTree(
            Map.of(
                "apiVersion",
                "batch/v1",
                "kind",
                "Job",
                "metadata",
                Map.of("name", "by-hand-1"),
                "spec",
                cronJob.at("/spec/jobTemplate/spec")));
  }
}
