package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.ServingWorker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The bucket of the ledger is away when a worker starts to serve. */
@ResourceLock(Resources.SYSTEM_ERR)
class ServeWithoutLedgerIT {
  private static final String[] AT_THE_START = {
    "WARN",
    "ServedInStep: serving without the ledger of erasures: what needs it waits, and is tried again",
    "problem=the ledger cannot be read: the service answers 503 backendError.",
    "cure=Run again later; what was written before is whole."
  };
  private static final String[] FAILED = {
    "ERROR",
    "Runs: run finished job=gdpr-purge",
    "outcome=failed",
    "the ledger cannot be read: the service answers 503 backendError. Run again later"
  };
  private static final String[] WAITS = {
    "WARN",
    "Watch: something waits item=the ledger of erasures is sound",
    "problem=the ledger cannot be read: the service answers 503 backendError.",
    "cure=Run again later"
  };
  private static final String OVER =
      "nothing waits there any more item=the ledger of erasures is sound";
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final LocalStorage storage = LocalStorage.start("books");
  private final LocalPubSub pubsub = LocalPubSub.start();
  private final Map<String, String> variables =
      new HashMap<>(InProcessWorker.erasing(Path.of("/")));

  {
    variables.put("OPS_LEDGER_URI", "gs://books/erasures");
    variables.put("STORAGE_EMULATOR_HOST", storage.host());
  }

  /** Whoever else serves meanwhile in this process asks as often, which changes nothing for it. */
  @BeforeAll
  static void askOften() {
    System.setProperty("ops.ledger-asked-every", "300ms");
  }

  @AfterAll
  static void askAsEver() {
    System.clearProperty("ops.ledger-asked-every");
  }

  @AfterEach
  void stop() {
    pubsub.close();
    storage.close();
  }

  @Test
  void it_serves_what_needs_no_ledger_says_what_waits_and_heals_by_itself(@TempDir Path directory)
      throws SQLException {
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    variables.put(
        "OPS_JOBS_DIR",
        OwnJobs.in(directory)
            .edit("gdpr-purge.yaml", "bite: 1000", "bite: 1")
            .edit("gdpr-purge.yaml", "first: 30s, longest: 10m", "first: 1s, longest: 1s")
            .jobs()
            .toString());
    storage.faults().refuseEverything(503, "backendError");
    try (Spoken log = new Spoken();
        ServingWorker worker = ServingWorker.start(database, pubsub, variables)) {
      assertThat(lines(log, AT_THE_START)).isEqualTo(1);
      worker.get(RunQueue.class).add(request("license-expiry", "asked"));
      worker.get(RunQueue.class).add(request("gdpr-purge", "asked"));
      until(log, "a job that needs none", () -> is("license-expiry", "asked", "nothing-to-do"));
      // For longer than the client of the bucket asks again.
      until(log, "an attempt", () -> lines(log, FAILED) >= 1);
      assertThat(is("gdpr-purge", "asked", "failed")).isTrue();
      until(log, "what waits", () -> lines(log, WAITS) == 1);
      assertThat(worker.health())
          .contains("\"status\":\"DEGRADED\"")
          .contains("the ledger of erasures is sound")
          .contains("503");
      assertThat(worker.status("/actuator/health")).isEqualTo(200);
      assertThat(tenants.users()).contains(due);
      until(log, "the relay", () -> !pubsub.published("ops-outcomes").isEmpty());

      storage.faults().heal();
      until(log, "the purge", () -> is("gdpr-purge", "asked", "done"));
      assertThat(tenants.users()).doesNotContain(due);
      until(log, "all to be well", () -> lines(log, OVER) == 1);
      assertThat(lines(log, "INFO", "the ledger of erasures answers, and belongs")).isEqualTo(1);
      assertThat(worker.health()).doesNotContain("the ledger of erasures is sound");

      UUID first = tenants.user(organization, "MEMBER", LONG_AGO);
      UUID second = tenants.user(organization, "MEMBER", LONG_AGO);
      long before = lines(log, FAILED);
      try (Connection tenant = database.asSuperuser().getConnection();
          Statement statement = tenant.createStatement()) {
        tenant.setAutoCommit(false);
        statement.execute(
            "select id from coditect_shared.users where id = '" + first + "' for update");
        worker.get(RunQueue.class).add(request("gdpr-purge", "midway"));
        until(log, "a committed bite", () -> !tenants.users().contains(second));
        until(log, "a bite that waits", () -> waits(tenants));
        storage.faults().refuseEverything(503, "backendError");
        tenant.rollback();
      }
      until(log, "an attempt", () -> lines(log, FAILED) > before);
      until(log, "what waits", () -> lines(log, WAITS) == 2);
      assertThat(worker.health()).contains("\"status\":\"DEGRADED\"").contains("503");
      assertThat(tenants.users()).contains(first);
      storage.faults().heal();
      until(log, "the purge", () -> is("gdpr-purge", "midway", "done"));
      assertThat(tenants.users()).doesNotContain(first, second);
      until(log, "all to be well", () -> lines(log, OVER) == 2);
      worker.page("/actuator/prometheus");
      assertThat(worker.get(StopSwitch.class).refusal()).isEmpty();
      assertThat(lines(log, "\tat ")).isZero();
    }
  }

  private static void until(Spoken log, String what, BooleanSupplier reached) {
    Await.until(what, reached, () -> true, log::text);
  }

  /** In how many lines of the log all of these words stand. */
  private static long lines(Spoken log, String... words) {
    return log.text().lines().filter(line -> Stream.of(words).allMatch(line::contains)).count();
  }

  private static boolean waits(Tenants tenants) {
    return tenants.count(
            "select count(*) from pg_stat_activity where datname = current_database() and"
                + " wait_event_type = 'Lock'")
        > 0;
  }

  @Test
  void it_ends_when_the_ledger_says_at_last_that_the_database_is_older() {
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    tenants.user(organization, "MEMBER", LONG_AGO);
    LocalPostgres.Database restored = LocalPostgres.shared().copyOf(database);
    try (InProcessWorker worker = InProcessWorker.start(database, variables)) {
      worker.run("gdpr-purge", "before", Instant.parse("2026-11-01T00:00:00Z"), Map.of());
    }
    // Restored to be production: a copy that nobody has said anything about is refused anyway.
    try (InProcessWorker worker = InProcessWorker.start(restored, variables)) {
      worker.type("ledger adopt", Map.of("by", "anna"));
    }
    storage.faults().refuseEverything(503, "backendError");
    try (ServingWorker worker = ServingWorker.start(restored, pubsub, variables)) {
      assertThat(worker.get(StopSwitch.class).refusal()).isEmpty();
      storage.faults().heal();
      Await.until(
          "the ledger's word",
          () ->
              worker.get(StopSwitch.class).refusal().toString().contains("older than the ledger"));
      assertThat(worker.get(StopSwitch.class).requested()).isTrue();
    }
  }

  private static RunRequest request(String job, String key) {
    return new RunRequest(job, key, Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private boolean is(String job, String key, String outcome) {
    return JdbcClient.create(database.asSuperuser())
        .sql("select outcome from coditect_ops.runs where key = :key and job = :job")
        .param("job", job)
        .param("key", key)
        .query(String.class)
        .optional()
        .filter(outcome::equals)
        .isPresent();
  }
}
