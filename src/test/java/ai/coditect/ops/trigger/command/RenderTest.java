package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RenderTest {
  @TempDir Path jobs;
  @TempDir Path out;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void describe() {
    Typed.writeJobFiles(jobs);
    environment = Map.of("OPS_JOBS_DIR", jobs.toString());
  }

  @Test
  void only_jobs_that_a_cronjob_fires_fire_by_themselves() {
    JsonNode list = Typed.run(environment, "render", "k8s", "--json").json();
    JsonNode cronJob = named(list, "ops-sweep");
    assertThat(cronJob.at("/spec/suspend").booleanValue()).isFalse();
    assertThat(list.get("items"))
        .filteredOn(each -> !each.at("/spec/suspend").booleanValue())
        .hasSize(1);
    assertThat(cronJob.at("/spec/schedule").stringValue()).isEqualTo("30 4 * * MON-FRI");
    assertThat(cronJob.at("/spec/timeZone").stringValue()).isEqualTo("Europe/Berlin");
    assertThat(cronJob.at("/spec/concurrencyPolicy").stringValue()).isEqualTo("Forbid");
    JsonNode job = cronJob.at("/spec/jobTemplate/spec");
    assertThat(job.get("backoffLimit").intValue()).isEqualTo(2);
    assertThat(job.get("activeDeadlineSeconds").longValue()).isEqualTo(3 * 7200 + 2 * 2 + 600);
    assertThat(job.at("/template/spec/restartPolicy").stringValue()).isEqualTo("Never");
    assertThat(job.at("/template/spec/containers/0/args").toString())
        .isEqualTo(
            "[\"run\",\"sweep\",\"--scheduled\",\"--kubernetes-job=$(JOB_NAME)\",\"--json\"]");
  }

  private static JsonNode named(JsonNode list, String name) {
    assertThat(list.get("kind").stringValue()).isEqualTo("List");
    return list.get("items")
        .valueStream()
        .filter(each -> each.at("/metadata/name").stringValue().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_exit_code_but_0_has_its_rule() {
    JsonNode rules =
        named(Typed.run(environment, "render", "k8s", "--json").json(), "ops-sweep")
            .at("/spec/jobTemplate/spec/podFailurePolicy/rules");
    assertThat(rules)
        .extracting(
            rule -> rule.get("action").stringValue() + rule.at("/onExitCodes/values").toString())
        .containsExactly("Ignore", "Ignore[4]", "FailJob[2,3,5]", "Count[1]");
    assertThat(rules.get(0).at("/onPodConditions/0/type").stringValue())
        .isEqualTo("DisruptionTarget");
  }

  @Test
  void files_are_written_and_the_same_every_time() throws Exception {
    Typed first = Typed.run(environment, "render", "k8s", "--out", out.toString());
    assertThat(first.exitCode()).isZero();
    Path file = out.resolve("base/jobs/cronjob-sweep.yaml");
    String text = Files.readString(file);
    assertThat(text).contains("kind: CronJob");
    Typed.run(environment, "render", "k8s", "--out", out.toString());
    assertThat(Files.readString(file)).isEqualTo(text);
    Typed blocked = Typed.run(environment, "render", "k8s", "--out", file.toString());
    assertThat(blocked.exitCode()).isEqualTo(1);
    assertThat(blocked.err()).contains("cannot be read or written");
  }

  @Test
  void it_says_what_can_be_rendered() {
    Typed answer = Typed.run(environment, "render", "k9s");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("k8s");
  }
}
