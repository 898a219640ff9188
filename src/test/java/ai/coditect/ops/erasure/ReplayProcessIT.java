package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.trigger.command.Typed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes on a database that is older than the ledger. */
class ReplayProcessIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path ledger;
  @TempDir Path jobs;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);

  @Test
  void serve_does_not_start_until_the_ledger_was_replayed_and_one_shots_do() throws IOException {
    LocalPostgres.Database backup = erased(3);
    Map<String, String> environment = environment(backup);
    try (LocalPubSub pubsub = LocalPubSub.start()) {
      environment.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
      Typed unknown = Typed.whole(environment, "serve");
      assertThat(unknown.exitCode()).as(unknown.toString()).isEqualTo(3);
      assertThat(unknown.err())
          .contains("Not the ledger's writer", "ledger adopt --by", "ledger copy --by")
          .doesNotContain("older than the ledger");
      try (InProcessWorker worker = InProcessWorker.start(backup, environment)) {
        RunResult refused = worker.run("license-expiry", "k", NOW, Map.of());
        assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
        assertThat(worker.type("ledger adopt", Map.of("by", "anna")).exitCode()).isZero();
      }
      Typed refused = Typed.whole(environment, "serve");
      assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(3);
      assertThat(refused.err()).contains("older than the ledger", "erasures replay");
      assertThat(new Tenants(backup).count("select count(*) from coditect_ops.runs")).isZero();
      Typed check = Typed.whole(environment, "check", "--json");
      assertThat(check.exitCode()).isEqualTo(3);
      assertThat(check.out()).contains("older than the ledger");
      try (InProcessWorker worker = InProcessWorker.start(backup, environment)) {
        assertThat(worker.run("license-expiry", "k", NOW, Map.of()).outcome())
            .isEqualTo(Ending.NOTHING_TO_DO);
      }
      Typed replay = Typed.whole(environment, "erasures", "replay", "--by", "anna", "--json");
      assertThat(replay.exitCode()).as(replay.toString()).isZero();
      assertThat(replay.out()).contains("\"found\":3", "\"erasedAgain\":3");
      try (WorkerProcess serve = WorkerProcess.start(environment, "serve")) {
        Await.until("events", serve, () -> serve.err().contains("listening for events"));
        // The lost database is found again, and somebody says that it is production after all.
        try (InProcessWorker worker = InProcessWorker.start(database, environment(database))) {
          assertThat(worker.type("ledger adopt", Map.of("by", "bob")).exitCode()).isZero();
        }
        assertThat(serve.exitCode(Await.PATIENCE)).as(serve.err()).isEqualTo(3);
        assertThat(serve.err()).contains("Not the ledger's writer");
      }
    }
  }

  @Test
  void killed_in_the_middle_it_is_simply_run_again() throws IOException {
    LocalPostgres.Database backup = erased(60);
    Map<String, String> environment = environment(backup);
    Tenants restored = new Tenants(backup);
    try (InProcessWorker worker = InProcessWorker.start(backup, environment)) {
      assertThat(worker.type("ledger adopt", Map.of("by", "anna")).exitCode()).isZero();
    }
    backup.execute(
        "create function coditect_ops.slow() returns trigger language plpgsql as"
            + " $$begin perform pg_sleep(0.5); return null; end$$",
        "create trigger slow after delete on coditect_shared.users for each statement execute"
            + " function coditect_ops.slow()");
    try (WorkerProcess replay = WorkerProcess.start(environment, "erasures", "replay")) {
      Await.until("a first bite", replay, () -> gone(restored) < 60);
      replay.kill();
    }
    assertThat(gone(restored)).isBetween(1L, 59L);
    backup.execute("drop trigger slow on coditect_shared.users");

    try (InProcessWorker worker = InProcessWorker.start(backup, environment)) {
      AtomicReference<Reply> last = new AtomicReference<>();
      Await.until(
          "the replay's turn",
          () -> {
            last.set(worker.type("erasures replay", Map.of("by", "anna")));
            return last.get().exitCode() != 1;
          });
      Reply reply = last.get();
      assertThat(reply.problems()).isEmpty();
      assertThat(gone(restored)).isZero();
      assertThat(worker.type("erasures verify", Map.of()).problems()).isEmpty();
      assertThat(worker.run("gdpr-purge", "after", NOW, Map.of()).outcome())
          .isEqualTo(Ending.NOTHING_TO_DO);
    }
  }

  /** Bites of ten, so that there is a middle. */
  private Map<String, String> environment(LocalPostgres.Database where) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Files.writeString(
            jobs.resolve(file.getFileName()),
            Files.readString(file)
                .replace("bite: 1000", "bite: 10")
                .replace("few: 10", "few: 100"));
      }
    }
    Map<String, String> environment = new HashMap<>(InProcessWorker.erasing(ledger));
    environment.putAll(where.environment());
    environment.putAll(
        Map.of(
            "GOOGLE_CLOUD_PROJECT",
            "demo-project",
            "SERVER_PORT",
            "0",
            "OPS_TAKEOVER",
            "2s",
            "OPS_JOBS_DIR",
            jobs.toString()));
    environment.put("OPS_LOOK_EVERY", "500ms");
    return environment;
  }

  /** People are erased; the answer is the database from before. */
  private LocalPostgres.Database erased(int people) throws IOException {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    for (int i = 0; i < people; i++) {
      tenants.user(organization, "MEMBER", LONG_AGO);
    }
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    try (InProcessWorker worker = InProcessWorker.start(database, environment(database))) {
      assertThat(worker.run("gdpr-purge", "one", NOW, Map.of()).outcome())
          .isIn(List.of(Ending.DONE));
    }
    return backup;
  }

  private static long gone(Tenants tenants) {
    return tenants.count("select count(*) from coditect_shared.users where deleted_at is not null");
  }
}
