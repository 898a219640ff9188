package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.RunQueue;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.StopSwitch;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.ServingWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The bucket of the ledger is away when a worker starts to serve. */
class ServeWithoutLedgerIT {
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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
  void it_serves_what_needs_no_ledger_says_what_waits_and_heals_by_itself() {
    Tenants tenants = new Tenants(database);
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    storage.faults().refuseEverything(503, "backendError");
    try (ServingWorker worker = ServingWorker.start(database, pubsub, variables)) {
      worker.get(RunQueue.class).add(request("license-expiry"));
      worker.get(RunQueue.class).add(request("gdpr-purge"));
      await().atMost(PATIENCE).until(() -> outcome("license-expiry").equals("nothing-to-do"));
      await().atMost(PATIENCE).until(() -> outcome("gdpr-purge").equals("failed"));
      await().atMost(PATIENCE).until(() -> !pubsub.published("ops-outcomes").isEmpty());
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(worker.health())
                      .contains("\"status\":\"DEGRADED\"")
                      .contains("the ledger of erasures is sound")
                      .contains("503"));
      assertThat(tenants.users()).contains(due);

      storage.faults().heal();
      database.execute(
          "update coditect_ops.runs set retry_at = now() where key = 'asked' and retry_at is not null");
      await().atMost(PATIENCE).until(() -> outcome("gdpr-purge").equals("done"));
      assertThat(tenants.users()).doesNotContain(due);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(worker.health()).doesNotContain("the ledger of erasures is sound"));
      assertThat(worker.get(StopSwitch.class).refusal()).isEmpty();
    }
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
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(worker.get(StopSwitch.class).refusal().toString())
                      .contains("older than the ledger"));
      assertThat(worker.get(StopSwitch.class).requested()).isTrue();
    }
  }

  private static RunRequest request(String job) {
    return new RunRequest(job, "asked", Origin.EVENT, Optional.empty(), Map.of(), false);
  }

  private String outcome(String job) {
    return JdbcClient.create(database.asSuperuser())
        .sql("select outcome from coditect_ops.runs where key = 'asked' and job = :job")
        .param("job", job)
        .query(String.class)
        .optional()
        .orElse("");
  }
}
