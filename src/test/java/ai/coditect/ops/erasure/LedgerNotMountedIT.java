package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger's directory is not there when a worker starts. */
class LedgerNotMountedIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path place;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final UUID organization = tenants.organization("FREE");
  private Path ledger;

  @BeforeEach
  void plant() {
    ledger = place.resolve("ledger");
    tenants.user(organization, "OWNER", null);
  }

  private InProcessWorker worker() {
    return InProcessWorker.start(database, InProcessWorker.erasing(ledger));
  }

  private static RunResult run(InProcessWorker worker, String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  @Test
  void of_a_database_that_has_erased_by_it_that_is_an_outage_and_an_empty_one_is_a_refusal()
      throws IOException {
    Files.createDirectory(ledger);
    tenants.user(organization, "MEMBER", LONG_AGO);
    try (InProcessWorker before = worker()) {
      assertThat(run(before, "before").outcome()).isEqualTo(Ending.DONE);
    }
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    Path elsewhere = place.resolve("elsewhere");
    Files.move(ledger, elsewhere);
    try (InProcessWorker worker = worker()) {
      RunResult away = run(worker, "key");
      assertThat(away.outcome()).isEqualTo(Ending.FAILED);
      assertThat(away.retryAt()).isPresent();
      assertThat(away.problems().toString()).contains("is gone").contains("Mount the volume");
      assertThat(worker.type("erasures verify", Map.of()).exitCode()).isEqualTo(1);
      assertThat(worker.type("erasures replay", Map.of("by", "Anna")).exitCode()).isEqualTo(1);
      assertThat(tenants.users()).contains(due);

      // What somebody makes in its place is not what was written to.
      Files.createDirectory(ledger);
      assertThat(run(worker, "into nothing").outcome()).isEqualTo(Ending.REFUSED);
      assertThat(tenants.users()).contains(due);
    }
    Files.delete(ledger);
    try (InProcessWorker worker = worker()) {
      Files.move(elsewhere, ledger);
      assertThat(run(worker, "key").outcome()).isEqualTo(Ending.DONE);
      assertThat(tenants.users()).doesNotContain(due);
      assertThat(worker.type("erasures verify", Map.of()).exitCode()).isZero();
    }
  }

  @Test
  void of_a_database_that_never_has_it_is_a_refusal() {
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);
    try (InProcessWorker worker = worker()) {
      RunResult refused = run(worker, "key");
      assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
      assertThat(refused.problems().toString()).contains("does not exist");
      assertThat(tenants.users()).contains(due);
    }
  }
}
