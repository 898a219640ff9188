package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.request.RequestDoor;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What whoever is to approve a run gets to see of it. */
class PlanCommandIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path directory;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private InProcessWorker worker;

  @BeforeEach
  void start() {
    worker = InProcessWorker.start(database, InProcessWorker.erasing(directory));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void shows_by_tenant_and_table_what_a_parked_run_plans_beside_what_is_there_and_usual() {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    tenants.user(organization, "MEMBER", LONG_AGO);
    assertThat(run("small").outcome()).isEqualTo(Ending.DONE);
    for (int i = 0; i < 12; i++) {
      tenants.project(organization, tenants.user(organization, "MEMBER", LONG_AGO));
    }
    RunResult parked = run("big");
    assertThat(parked.outcome()).isEqualTo(Ending.PARKED);

    Reply reply = plan(parked.run().orElseThrow(), false);

    assertThat(reply.exitCode()).isZero();
    assertThat(reply.document())
        .containsEntry("outcome", "parked")
        .containsEntry("job", "gdpr-purge")
        .containsEntry("asOf", NOW.toString());
    JsonNode planned = json(reply).get("planned");
    assertThat(planned).hasSize(2);
    assertThat(planned.get(0).toString())
        .contains(
            organization.toString(), "\"table\":\"coditect_shared.projects\"", "\"planned\":12");
    assertThat(planned.get(1).toString())
        .contains(
            "\"table\":\"coditect_shared.users\"",
            "\"planned\":12",
            "\"present\":13",
            "\"usual\":1.0");
    assertThat(String.join("\n", reply.text()))
        .contains("coditect_shared.users  12 of 13, usually 1.0", "left: nobody")
        .doesNotContain(owner.toString());
  }

  @Test
  void counts_whom_a_run_left_and_names_them_only_when_asked() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID one = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID two = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID hold = tenants.hold("organization", organization, null, null);
    UUID run = run("k").run().orElseThrow();

    Reply counted = plan(run, false);
    JsonNode left = json(counted).get("left");
    assertThat(left).hasSize(1);
    assertThat(left.get(0).toString())
        .contains("\"reason\":\"held\"", hold.toString(), "\"count\":2")
        .doesNotContain("\"user\"");
    assertThat(counted.text()).last().asString().contains("2 people: held by hold " + hold);
    assertThat(counted.toString()).doesNotContain(one.toString(), two.toString());

    Reply named = plan(run, true);
    assertThat(json(named).get("left")).hasSize(2);
    assertThat(named.toString()).contains("user " + one, "user " + two);
  }

  @Test
  void an_unknown_run_is_wrong_usage() {
    Reply reply = plan(UUID.randomUUID(), false);
    assertThat(reply.exitCode()).isEqualTo(2);
    assertThat(reply.problems()).singleElement().asString().contains("no run with this id");
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private Reply plan(UUID run, boolean people) {
    return RequestDoor.of(worker).plan("run", run.toString(), "people", Boolean.toString(people));
  }

  private static JsonNode json(Reply reply) {
    return JsonMapper.shared().valueToTree(reply.document());
  }
}
