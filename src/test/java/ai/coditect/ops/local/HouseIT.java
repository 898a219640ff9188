package ai.coditect.ops.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.trigger.command.Typed;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole house once, from outside: a fresh database, the demo tenants, the worker's own
 * commands, of which the first two are processes of their own.
 */
class HouseIT {
  @TempDir Path shelf;

  @Test
  void a_new_deployment_forecasts_runs_and_announces_what_it_did() throws Exception {
    LocalPostgres.Database database = LocalPostgres.shared().empty();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("DB_HOST", database.host());
    environment.put("DB_PORT", Integer.toString(database.port()));
    environment.put("DB_NAME", database.name());
    environment.put("DB_USER", "house_worker");
    environment.put("DB_PASSWORD", "any");
    environment.put("DB_SSLMODE", "disable");
    environment.put("DB_OWNER_USER", LocalPostgres.ADMIN);
    environment.put("DB_OWNER_PASSWORD", "any");
    environment.put("OPS_EXPORT_URI", shelf.toUri().toString().replaceFirst("/$", ""));

    assertThat(asProcess(environment, "migrate", "--json")).isNotNull();
    database.execute(Files.readString(Path.of("sql/seed/demo.sql")));
    assertThat(here(environment, "check", "--json")).isNotNull();
    // To the microsecond, and no later than the clock: what goes outside cannot be taken back.
    String asOf = Instant.now().truncatedTo(ChronoUnit.MICROS).toString();
    JsonNode forecast =
        here(environment, "run", "license-expiry", "--dry-run", "--as-of", asOf, "--json");
    JsonNode run =
        asProcess(environment, "run", "license-expiry", "--key", "k", "--as-of", asOf, "--json");
    // As the pod of a Job of that name, which Kubernetes may make once more after it has finished.
    JsonNode again =
        here(environment, "run", "license-expiry", "--kubernetes-job=k", "--as-of", asOf, "--json");

    assertThat(forecast.path("dryRun").asBoolean()).isTrue();
    assertThat(forecast.path("changed")).isEqualTo(run.path("changed")).isNotEmpty();
    assertThat(run.path("outcome").asString()).isEqualTo("done");
    assertThat(run.path("asOf").asString()).isEqualTo(asOf);
    assertThat(again.path("outcome").asString()).isEqualTo("already-done");

    JdbcClient admin = JdbcClient.create(database.asSuperuser());
    UUID tenant =
        admin
            .sql("select id from coditect_shared.organizations where slug = 'northwind-robotics'")
            .query(UUID.class)
            .single();
    here(
        environment,
        "exports",
        "request",
        "--organization",
        tenant.toString(),
        "--by",
        "Ada",
        "--json");
    assertThat(
            here(environment, "run", "gdpr-export", "--key", "copy", "--json")
                .path("changed")
                .path("exports-ready")
                .asInt())
        .isEqualTo(1);
    try (Stream<Path> files = Files.list(shelf)) {
      List<Path> copies = files.toList();
      assertThat(copies).hasSize(1);
      JsonNode verified = here(Map.of(), "exports", "verify", copies.get(0).toString(), "--json");
      assertThat(verified.path("sound").asBoolean()).isTrue();
      assertThat(verified.path("rows").asInt()).isGreaterThan(2);
    }
    Set<String> types = new TreeSet<>();
    EventSchemas schemas = new EventSchemas(Optional.empty());
    List<String[]> events =
        admin
            .sql("select type, data from coditect_ops.outbox")
            .query((row, number) -> new String[] {row.getString(1), row.getString(2)})
            .list();
    for (String[] event : events) {
      types.add(event[0]);
      assertThat(schemas.misfit(event[0], JsonMapper.shared().readTree(event[1])))
          .as(event[0] + " " + event[1])
          .isEmpty();
    }
    assertThat(types)
        .contains(
            "ai.coditect.license.expired.v1",
            "ai.coditect.license.grace-started.v1",
            "ai.coditect.license.reinstated.v1",
            "ai.coditect.ops.run.finished.v1",
            "ai.coditect.privacy.export.completed.v1");
    assertThat(
            admin
                .sql(
                    "select count(*) from coditect_ops.audit_log a join coditect_ops.runs r on r.id = a.run_id"
                        + " where r.key = 'k'")
                .query(Long.class)
                .single())
        .isEqualTo(
            run.path("changed").path("expired").asLong()
                + run.path("changed").path("grace-started").asLong()
                + run.path("changed").path("reinstated").asLong());
  }

  private static JsonNode asProcess(Map<String, String> environment, String... arguments) {
    try (WorkerProcess process = WorkerProcess.start(environment, arguments)) {
      assertThat(process.exitCode(Await.PATIENCE)).as(process.out() + process.err()).isZero();
      return JsonMapper.shared().readTree(process.out());
    }
  }

  private static JsonNode here(Map<String, String> environment, String... arguments) {
    Typed answer = Typed.whole(environment, arguments);
    assertThat(answer.exitCode()).as(answer.toString()).isZero();
    return answer.json();
  }
}
