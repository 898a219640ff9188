package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bucket of the ledger away for a while is one thing, a bucket that says no is another. */
class StorageAwayIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final LocalStorage storage = LocalStorage.start("books");
  private final Tenants tenants = new Tenants(database);
  private UUID organization;
  private UUID due;
  private InProcessWorker worker;

  @BeforeEach
  void plant() {
    organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    due = tenants.user(organization, "MEMBER", LONG_AGO);
    worker = InProcessWorker.start(database, variables());
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(Path.of("/")));
    variables.put("OPS_LEDGER_URI", "gs://books/erasures");
    variables.put("STORAGE_EMULATOR_HOST", storage.host());
    return variables;
  }

  @AfterEach
  void stop() {
    worker.close();
    storage.close();
  }

  @Test
  void a_run_that_cannot_begin_fails_keeps_its_key_and_is_tried_again_as_its_file_says() {
    storage.faults().refuseEverything(503, "backendError");
    RunResult away = run("key");
    assertThat(away.outcome()).isEqualTo(Ending.FAILED);
    assertThat(away.outcome().exitCode()).isEqualTo(1);
    assertThat(away.problems().get(0).what()).contains("the ledger").contains("503");
    assertThat(away.problems().get(0).cure()).contains("Run again later");
    assertThat(away.retryAt()).isPresent();
    assertThat(tenants.users()).contains(due);

    // What was found to be away is an outage to those who ask, and no finding about the ledger.
    Check.Finding sound = finding("is sound");
    assertThat(sound.state()).isEqualTo(State.FAILED);
    assertThat(sound.refused()).isFalse();
    Reply verify = worker.type("erasures verify", Map.of());
    assertThat(verify.exitCode()).isEqualTo(1);
    assertThat(verify.document()).doesNotContainKey("sound");
    assertThat(worker.type("erasures replay", Map.of("by", "Anna")).exitCode()).isEqualTo(1);

    storage.faults().heal();
    RunResult back = run("key");
    assertThat(back.outcome()).isEqualTo(Ending.DONE);
    assertThat(back.run()).isEqualTo(away.run());
    assertThat(tenants.users()).doesNotContain(due);
    assertThat(worker.type("erasures verify", Map.of()).exitCode()).isZero();
  }

  @Test
  void a_quota_and_a_connection_that_is_refused_end_a_run_as_any_outage_does() {
    storage.faults().refuseEverything(429, "rateLimitExceeded");
    assertAway("limited", "the ledger cannot be read: a quota is used up (429 rateLimitExceeded).");
    storage.faults().heal();
    storage.goAway();
    assertAway("unreachable", "the ledger cannot be read: the service is not reached");
    storage.comeBack();
    // The key of the first is due, and so is the other's.
    assertThat(run("limited").outcome()).isEqualTo(Ending.DONE);
    assertThat(run("unreachable").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).doesNotContain(due);
  }

  private void assertAway(String key, String what) {
    RunResult away = run(key);
    assertThat(away.outcome()).isEqualTo(Ending.FAILED);
    assertThat(away.outcome().exitCode()).isEqualTo(1);
    assertThat(away.problems().get(0).what()).startsWith(what);
    assertThat(away.retryAt()).isPresent();
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.runs where outcome = 'failed' and retry_at > now()"
                    + " and key = '"
                    + key
                    + "'"))
        .isEqualTo(1);
    assertThat(worker.type("erasures verify", Map.of()).exitCode()).isEqualTo(1);
    assertThat(tenants.users()).contains(due);
  }

  @Test
  void a_run_whose_bucket_goes_away_in_its_middle_fails_and_goes_on() {
    storage.faults().refuseWrites(503, "backendError");
    RunResult away = run("key");
    assertThat(away.outcome()).isEqualTo(Ending.FAILED);
    assertThat(away.retryAt()).isPresent();
    assertThat(tenants.users()).contains(due);
    storage.faults().heal();
    assertThat(run("key").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(due);
  }

  @Test
  void what_was_committed_before_the_bucket_went_away_stands_and_the_run_goes_on_after_it(
      @TempDir Path directory) throws Exception {
    UUID second = tenants.user(organization, "MEMBER", LONG_AGO);
    Map<String, String> inSmallBites = new HashMap<>(variables());
    inSmallBites.put(
        "OPS_JOBS_DIR",
        OwnJobs.in(directory).edit("gdpr-purge.yaml", "bite: 1000", "bite: 1").jobs().toString());
    try (InProcessWorker slow = InProcessWorker.start(database, inSmallBites);
        Connection tenant = database.asSuperuser().getConnection();
        Statement statement = tenant.createStatement()) {
      tenant.setAutoCommit(false);
      statement.execute("select id from coditect_shared.users where id = '" + due + "' for update");
      CompletableFuture<RunResult> running =
          CompletableFuture.supplyAsync(() -> slow.run("gdpr-purge", "key", NOW, Map.of()));
      Await.until("a committed bite", () -> !tenants.users().contains(second));
      Await.until("a bite that waits", this::aBiteWaits);
      storage.faults().refuseEverything(503, "backendError");
      tenant.rollback();
      RunResult away = running.get(60, TimeUnit.SECONDS);

      assertThat(away.outcome()).isEqualTo(Ending.FAILED);
      assertThat(away.retryAt()).isPresent();
      assertThat(away.problems().get(0).what()).contains("the ledger").contains("503");
      assertThat(away.changed().byKind()).containsEntry("users-erased", 1L);
      assertThat(tenants.users()).contains(due).doesNotContain(second);

      storage.faults().heal();
      RunResult back = slow.run("gdpr-purge", "key", NOW, Map.of());
      assertThat(back.outcome()).isEqualTo(Ending.DONE);
      assertThat(back.run()).isEqualTo(away.run());
      assertThat(back.changed().byKind()).containsEntry("users-erased", 2L);
      assertThat(tenants.users()).doesNotContain(due, second);
      Reply verified = slow.type("erasures verify", Map.of());
      assertThat(verified.problems()).isEmpty();
      assertThat(verified.document()).containsEntry("sound", true);
    }
  }

  private boolean aBiteWaits() {
    return tenants.count(
            "select count(*) from pg_stat_activity where datname = current_database() and"
                + " wait_event_type = 'Lock'")
        > 0;
  }

  @ParameterizedTest
  @CsvSource({
    "401, required, 'the ledger cannot be read: the worker has no credentials, or they are not accepted.', Workload Identity",
    "403, forbidden, 'the ledger cannot be read: the worker has no right to (403 forbidden).', roles/storage.objectViewer",
    "404, notFound, 'the ledger does not exist (404 notFound).', restored",
  })
  void a_bucket_that_says_no_refuses_the_run_and_is_not_asked_again(
      int code, String reason, String what, String cure) {
    storage.faults().refuseEverything(code, reason);
    RunResult refused = run("key-" + code);
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.outcome().exitCode()).isEqualTo(3);
    assertThat(refused.retryAt()).isEmpty();
    assertThat(refused.problems()).extracting(Problem::what).isEqualTo(List.of(what));
    assertThat(refused.problems().get(0).where()).isEqualTo("OPS_LEDGER_URI, gs://books/erasures");
    assertThat(refused.problems().get(0).cure()).contains(cure);
    assertThat(finding("is sound").refused()).isTrue();
    assertThat(finding("is sound").problems().get(0).what()).isEqualTo(what);
    Reply verify = worker.type("erasures verify", Map.of());
    assertThat(verify.exitCode()).isEqualTo(3);
    assertThat(verify.problems().get(0).what()).isEqualTo(what);
    assertThat(tenants.users()).contains(due);
  }

  @Test
  void what_stays_wrong_refuses_the_run_also_while_the_bucket_is_away() {
    database.execute("alter table coditect_shared.users add column nickname text");
    storage.faults().refuseEverything(503, "backendError");
    RunResult refused = run("key");
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems().toString()).contains("nickname").contains("503");
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private Check.Finding finding(String claim) {
    return worker.all(Check.class).stream()
        .filter(check -> check.claim().contains(claim))
        .findFirst()
        .orElseThrow()
        .examine();
  }
}
