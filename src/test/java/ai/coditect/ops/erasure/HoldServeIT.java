package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.trigger.command.Typed;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Holds as an operator sees them: the command line, beside a worker that serves. */
class HoldServeIT {
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path ledger;
  @TempDir Path jobs;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final Map<String, String> environment = new LinkedHashMap<>();

  @Test
  void a_serving_worker_goes_on_by_itself_after_a_release_and_after_the_end_that_a_hold_names() {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID released = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID ending = tenants.user(organization, "MEMBER", LONG_AGO);
    String address =
        tenants
            .jdbc()
            .sql("select email from coditect_shared.users where id = ?")
            .param(released)
            .query(String.class)
            .single();
    try (LocalPubSub pubsub = LocalPubSub.start()) {
      describe(pubsub);
      ServingWorker serving = ServingWorker.start(database, pubsub, environment);
      try {
        String byAddress =
            answer(
                    0,
                    "holds",
                    "place",
                    "--email",
                    address.toUpperCase(java.util.Locale.ROOT),
                    "--ground",
                    "case 12")
                .path("hold")
                .path("id")
                .asString();
        String until = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.MICROS).toString();
        String byEnd =
            answer(
                    0,
                    "holds",
                    "place",
                    "--user",
                    ending + "",
                    "--ground",
                    "case 13",
                    "--until",
                    until)
                .path("hold")
                .path("id")
                .asString();
        // An hour is over, and nobody has to wait for it.
        tenants
            .jdbc()
            .sql("update coditect_ops.holds set until = now() where until = cast(? as timestamptz)")
            .param(until)
            .update();
        await("the end", byEnd);
        assertThat(tenants.users()).containsExactly(owner, released);

        JsonNode release = answer(0, "holds", "release", byAddress);
        assertThat(release.path("already").asBoolean()).isFalse();
        await("the release", byAddress);
        assertThat(tenants.users()).containsExactly(owner);
      } finally {
        serving.close();
      }
      JsonNode refused =
          answer(2, "holds", "place", "--user", ending + "", "--ground", "about " + address);
      assertThat(refused.path("problems").toString())
          .contains("@ in it")
          .doesNotContain(address, ending.toString());
    }
  }

  private void describe(LocalPubSub pubsub) {
    environment.putAll(InProcessWorker.erasing(ledger));
    environment.putAll(database.environment());
    environment.put("GOOGLE_CLOUD_PROJECT", "demo-project");
    environment.put("SERVER_PORT", "0");
    environment.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    environment.put("OPS_RESUME_EVERY", "500ms");
    // Nothing but a hold that is over starts the purge.
    environment.put(
        "OPS_JOBS_DIR", Desks.jobs(jobs, "\"0 30 1 * * ?\"", "\"0 0 0 1 1 ? 2090\"").toString());
  }

  private void await(String what, String hold) {
    Await.until(
        what,
        () ->
            tenants.count(
                    "select count(*) from coditect_ops.runs where outcome = 'done' and key = 'hold-"
                        + hold
                        + "-over'")
                == 1);
  }

  private JsonNode answer(int code, String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 3);
    System.arraycopy(new String[] {"--by", "counsel", "--json"}, 0, all, arguments.length, 3);
    Typed answer = Typed.whole(environment, all);
    assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(code);
    return answer.json();
  }
}
