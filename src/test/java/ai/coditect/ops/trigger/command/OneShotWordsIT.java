package ai.coditect.ops.trigger.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.Spoken;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalStorage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a command that fails says, its log included: a line with a cure, and nobody's data. */
@ResourceLock(Resources.SYSTEM_ERR)
class OneShotWordsIT {
  private static final int MOST_LINES = 14;
  private static final String TOKEN = "ada.lovelace@person.example";
  private static final String TENANT = "0b5c9a1e-7c64-4c5f-9d53-3f0a6f1c2d3e";
  private static final String LICENSE = "1b5c9a1e-7c64-4c5f-9d53-3f0a6f1c2d3e";

  @TempDir Path folder;

  private String said = "";

  /** Types it, log included, and answers the exit code. */
  private int say(Map<String, String> environment, String... args) {
    int code = sayAtLength(environment, args);
    assertThat(said.lines().count()).as(said).isLessThanOrEqualTo(MOST_LINES);
    return code;
  }

  private int sayAtLength(Map<String, String> environment, String... args) {
    try (Spoken log = new Spoken()) {
      Typed typed = Typed.impatient(environment, args);
      said = typed.out() + typed.err() + log.text();
      // What came of it is its answer, and the log does not say it again.
      assertThat(said).isNotBlank().doesNotContain("\tat ", "run finished");
      return typed.exitCode();
    }
  }

  private static LocalPostgres.Database withALicense() {
    LocalPostgres.Database database = LocalPostgres.shared().migrated();
    database.execute(
        "insert into coditect_shared.organizations (id, name, slug, plan) values ('"
            + TENANT
            + "', 'Acme', 'acme', 'FREE')",
        "insert into coditect_shared.licenses (id, organization_id, license_key, status,"
            + " max_activations, expires_at) values ('"
            + LICENSE
            + "', '"
            + TENANT
            + "', 'LICENSE-OF-TOKENBERG-1', 'ACTIVE', 1, now() - interval '1 day')");
    return database;
  }

  private Map<String, String> of(LocalPostgres.Database database) {
    Map<String, String> environment = new HashMap<>(CommandsIT.of(database));
    environment.putAll(InProcessWorker.erasing(folder));
    return environment;
  }

  @Test
  void a_database_that_is_away_or_is_none_of_ours() {
    Map<String, String> environment = of(LocalPostgres.shared().migrated());
    Map<String, String> away = new HashMap<>(environment);
    away.put("DB_PORT", "1");
    assertThat(say(away, "run", "license-expiry")).isEqualTo(1);
    assertThat(say(away, "check")).isEqualTo(1);
    Map<String, String> nowhere = new HashMap<>(environment);
    nowhere.put("DB_NAME", "nowhere");
    assertThat(say(nowhere, "run", "license-expiry")).isEqualTo(1);
    assertThat(say(CommandsIT.of(LocalPostgres.shared().empty()), "run", "license-expiry"))
        .isEqualTo(3);
    assertThat(say(Map.of("DB_HOTS", "x"), "run", "license-expiry")).isEqualTo(2);
  }

  @Test
  void a_database_that_takes_no_writes() {
    LocalPostgres.Database database = withALicense();
    Map<String, String> environment = of(database);
    database.readOnly(true);
    for (String job : List.of("license-expiry", "gdpr-purge")) {
      assertThat(say(environment, "run", job, "--key", "k")).as(job).isEqualTo(1);
      assertThat(said).contains("takes no writes", "25006", "primary");
    }
    assertThat(say(environment, "run", "license-expiry", "--dry-run")).isZero();
    assertThat(say(environment, "runs")).isZero();
    assertThat(sayAtLength(environment, "check")).isEqualTo(1);
    assertThat(said).contains("The database takes no writes");
    database.readOnly(false);
    assertThat(say(environment, "run", "license-expiry", "--key", "k")).isZero();
  }

  @Test
  void a_run_that_is_parked_or_held_by_another_worker() {
    LocalPostgres.Database database = withALicense();
    Map<String, String> environment = of(database);
    database.execute(
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at,"
            + " problems) values ('license-expiry', 'parked', 'command', now(), 'w', 'parked', now(),"
            + " '[{\"what\": \"Too many.\", \"where\": \"here\", \"cure\": \"See \\\"runs\\\".\"}]')",
        "insert into coditect_ops.runs (job, key, origin, as_of, worker, parameters, heartbeat_at)"
            + " values ('license-expiry', 'busy', 'command', now(), 'elsewhere', '{}', now() +"
            + " interval '50 seconds')");
    assertThat(say(environment, "run", "license-expiry", "--key", "parked")).isEqualTo(5);
    assertThat(said).contains("Too many.", "runs");
    assertThat(say(environment, "run", "license-expiry")).isEqualTo(1);
    assertThat(said).contains("in flight", "runs --job license-expiry");
  }

  @Test
  void a_place_of_the_ledger_that_is_away() {
    Map<String, String> environment = of(withALicense());
    environment.put("OPS_LEDGER_URI", folder.resolve("gone").toUri().toString());
    // Of which the database knows nothing: a wrong name, and nothing that comes back.
    assertThat(say(environment, "run", "gdpr-purge")).isEqualTo(3);
    assertThat(said).contains("refused", "OPS_LEDGER_URI", "the ledger does not exist.");
  }

  @Test
  void a_bucket_of_the_ledger_that_is_away_or_gone() {
    LocalPostgres.Database database = withALicense();
    try (LocalStorage storage = LocalStorage.start("books")) {
      Map<String, String> environment = of(database);
      environment.put("OPS_LEDGER_URI", "gs://books/erasures");
      environment.put("STORAGE_EMULATOR_HOST", storage.host());
      storage.faults().refuseEverything(503, "backendError");
      assertThat(say(environment, "run", "gdpr-purge", "--key", "k")).isEqualTo(1);
      assertThat(said)
          .contains("failed")
          .contains("the ledger cannot be read: the service answers 503 backendError.")
          .contains("Run again later; what was written before is whole.");
      assertThat(say(environment, "runs", "--job", "gdpr-purge")).isZero();
      assertThat(said).contains("failed", "Run again later; what was written before is whole.");
      storage.faults().heal();
      assertThat(say(environment, "run", "gdpr-purge", "--key", "k")).isZero();

      storage.faults().refuseEverything(404, "notFound");
      assertThat(say(environment, "run", "gdpr-purge", "--key", "gone")).isEqualTo(3);
      assertThat(said).contains("refused", "the ledger does not exist (404 notFound).");
    }
  }

  @Test
  void pubsub_that_is_away() {
    LocalPostgres.Database database = withALicense();
    Map<String, String> environment = of(database);
    environment.put("GOOGLE_CLOUD_PROJECT", "p");
    environment.put("PUBSUB_EMULATOR_HOST", "127.0.0.1:1");
    // What it has to say goes out by whoever serves.
    assertThat(say(environment, "run", "license-expiry")).isZero();
    assertThat(said).doesNotContain("Pub/Sub", "pubsub");
    assertThat(
            JdbcClient.create(database.asSuperuser())
                .sql("select count(*) from coditect_ops.outbox where type like '%run.finished%'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
    assertThat(sayAtLength(environment, "check")).isEqualTo(1);
    assertThat(said).contains("Pub/Sub ", "127.0.0.1:1", "roles/pubsub.viewer");
  }

  @Test
  void a_run_that_is_refused_or_fails() {
    LocalPostgres.Database database = withALicense();
    Map<String, String> environment = of(database);
    database.execute(
        "create function raise_it() returns trigger language plpgsql as $$ begin raise exception"
            + " 'no "
            + TOKEN
            + " here'; end $$",
        "create trigger raise_it before update on coditect_shared.licenses for each row execute"
            + " function raise_it()");
    assertThat(say(environment, "run", "license-expiry")).isEqualTo(1);
    database.execute(
        "drop trigger raise_it on coditect_shared.licenses",
        "create function die() returns trigger language plpgsql security definer as $$ begin"
            + " perform pg_terminate_backend(pg_backend_pid()); return new; end $$",
        "create trigger die before update on coditect_shared.licenses for each row execute"
            + " function die()");
    assertThat(say(environment, "run", "license-expiry")).isEqualTo(1);
    database.execute("revoke select on coditect_shared.licenses from coditect_system");
    assertThat(say(environment, "run", "license-expiry")).isEqualTo(3);
  }
}
