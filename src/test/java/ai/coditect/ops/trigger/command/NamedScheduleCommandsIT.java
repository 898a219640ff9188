package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What the commands say about a job with several schedules. */
class NamedScheduleCommandsIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final String FILE =
      """
      description: Proves things.
      owner: provers
      destructive: false
      schedules:
        quick: { cron: "0 */10 * * * ?", zone: UTC, parameters: { note: quick }, silent-for: 1h }
        deep: { cron: "0 0 5 ? * SUN", zone: UTC, on: cronjob, parameters: { note: deep }, silent-for: 170h }
      parameters: { note: { type: text, required: false } }
      run: { bite: 5, partitions: 1, timeout: 1m, attempts: 3, backoff: { first: 1s, longest: 2s } }
      alert: { runbook: README.md#prove }
      """;

  @TempDir Path jobs;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void describe() throws IOException {
    Files.writeString(jobs.resolve("prove.yaml"), FILE);
    environment.putAll(CommandsIT.of(DATABASE));
    environment.put("OPS_JOBS_DIR", jobs.toString());
  }

  private Typed run(String... args) {
    return Typed.run(environment, args);
  }

  @Test
  void jobs_shows_each_schedule_with_its_last_success_and_whether_it_is_overdue() {
    // The clock of these commands stands still at 2026-11-22T12:34:56Z.
    JdbcClient admin = JdbcClient.create(DATABASE.asSuperuser());
    admin
        .sql(
            "insert into coditect_ops.expected_successes values"
                + " ('prove/quick', '2026-11-22T11:00:00Z'), ('prove/deep', '2026-11-22T11:00:00Z')")
        .update();
    admin
        .sql(
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, parameters,"
                + " started_at, finished_at) select 'prove', 'k' || n, 'schedule', now(), 'w',"
                + " outcome, cast('{\"note\": \"quick\"}' as jsonb), at, at from (values"
                + " (1, 'done', timestamptz '2026-11-22T11:34:55Z'),"
                + " (2, 'failed', timestamptz '2026-11-22T12:30:00Z')) as r (n, outcome, at)")
        .update();

    JsonNode job = run("jobs", "--json").json().at("/jobs/0");
    assertThat(job.get("schedule").isNull()).isTrue();
    assertThat(job.get("alerts").intValue()).isEqualTo(2);
    assertThat(job.get("next").stringValue()).isEqualTo("2026-11-22T12:40:00Z");
    JsonNode quick = job.at("/schedules/0");
    assertThat(quick.get("name").stringValue()).isEqualTo("quick");
    assertThat(quick.get("parameters").toString()).isEqualTo("{\"note\":\"quick\"}");
    assertThat(quick.get("lastOutcome").stringValue()).isEqualTo("failed");
    assertThat(quick.get("lastSuccess").stringValue()).isEqualTo("2026-11-22T11:34:55Z");
    assertThat(quick.get("secondsSinceSuccess").longValue()).isEqualTo(3601);
    assertThat(quick.get("silentFor").stringValue()).isEqualTo("PT1H");
    assertThat(quick.get("overdue").booleanValue()).isTrue();
    JsonNode deep = job.at("/schedules/1");
    assertThat(deep.get("on").stringValue()).isEqualTo("cronjob");
    assertThat(deep.get("lastSuccess").isNull()).isTrue();
    assertThat(deep.get("overdue").booleanValue()).isFalse();

    assertThat(run("jobs").out())
        .containsPattern("prove/quick .*2026-11-22T11:34:55Z, 3601 s ago OVERDUE")
        .containsPattern("prove/deep .*2026-11-29T05:00:00Z");
    admin
        .sql(
            "update coditect_ops.runs set finished_at = finished_at + interval '1 second'"
                + " where key = 'k1'")
        .update();
    assertThat(run("jobs", "--json").json().at("/jobs/0/schedules/0/overdue").booleanValue())
        .as("exactly as long as it may be")
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "--scheduled=quick, prove/quick@2026-11-22T12:30:00Z",
    "--scheduled=deep, prove/deep@2026-11-22T05:00:00Z",
    "--scheduled=quick@2026-11-22T12:20:00Z, prove/quick@2026-11-22T12:20:00Z",
  })
  void a_slot_is_named_with_its_schedule_and_asks_for_what_that_says(String option, String key) {
    JsonNode answer = run("run", "prove", option, "--json").json();
    assertThat(answer.get("key").stringValue()).isEqualTo(key);
    // The fixture counts what it was asked with.
    assertThat(answer.get("changed").toString())
        .isEqualTo(option.contains("quick") ? "{\"quick\":1}" : "{\"deep\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --scheduled                              | has several schedules
          --scheduled=2026-11-22T12:30:00Z         | has several schedules
          --scheduled=quik                         | Unknown schedule "quik"
          --scheduled=quick@2026-11-22T12:31:00Z   | The slot before it is 2026-11-22T12:30:00Z
          --scheduled=quick@soon                   | --scheduled is not an instant
          """)
  void a_slot_that_is_not_one_is_refused_with_the_names(String option, String what) {
    Typed answer = run("run", "prove", option);
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains(what);
    if (!what.contains("instant") && !what.contains("slot before")) {
      assertThat(answer.err()).contains("--scheduled=quick or --scheduled=deep");
    }
    assertThat(run("run", "prove", "note=x", "--scheduled=quick").err()).contains("contradicts");
  }

  @Test
  void a_cronjob_is_rendered_for_each_schedule() {
    JsonNode cronJobs = run("render", "k8s", "--json").json().get("items");
    assertThat(cronJobs)
        .filteredOn(each -> each.at("/metadata/name").stringValue().startsWith("ops-prove"))
        .extracting(
            each ->
                each.at("/metadata/name").stringValue()
                    + " "
                    + each.at("/spec/suspend")
                    + " "
                    + each.at("/spec/jobTemplate/spec/template/spec/containers/0/args/2")
                        .stringValue())
        .containsExactly(
            "ops-prove-deep false --scheduled=deep", "ops-prove-quick true --scheduled=quick");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # 2026-11-22 is a Sunday: 05:00 are 29922060 minutes since 1970.
          deep  | ops-prove-deep-29922060 | prove/deep@2026-11-22T05:00:00Z | deep
          # No slot: a person's name, or that of another time.
          deep  | ops-prove-deep-29922061 | ops-prove-deep-29922061         | deep
          deep  | after-the-restore       | after-the-restore               | deep
          quick | ops-prove-quick-29922510 | prove/quick@2026-11-22T12:30:00Z | quick
          """)
  void the_name_of_a_kubernetes_job_is_the_slot_or_the_key(
      String schedule, String job, String key, String changed) {
    Typed answer =
        run("run", "prove", "--scheduled=" + schedule, "--kubernetes-job=" + job, "--json");
    assertThat(answer.exitCode()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.json().get("key").stringValue()).isEqualTo(key);
    assertThat(answer.json().get("changed").has(changed)).isTrue();
  }

  @Test
  void a_job_without_a_schedule_has_the_name_as_its_key_and_contradictions_are_told() {
    assertThat(
            run("run", "prove", "note=quick", "--kubernetes-job=by-hand", "--json")
                .json()
                .get("key")
                .stringValue())
        .isEqualTo("by-hand");
    Typed both =
        run("run", "prove", "--kubernetes-job=A b", "--key", "k", "--scheduled=deep@latest");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("not the name of a Job", "--key contradicts");
    assertThat(
            run("run", "prove", "--kubernetes-job=a", "--scheduled=deep@2026-11-22T05:00:00Z")
                .err())
        .contains("with an instant contradicts");
  }
}
