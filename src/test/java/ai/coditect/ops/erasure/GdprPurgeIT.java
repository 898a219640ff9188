package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.Head;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.LedgerEntry;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.problem.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The purge, run as the worker's login on a real database. */
class GdprPurgeIT {
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
  void erases_who_is_past_retention_and_passes_their_projects_on() {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID recent = tenants.user(organization, "MEMBER", NOW.minusSeconds(86_400));
    UUID project = tenants.project(organization, gone);

    RunResult result = run("one");

    assertThat(result.problems()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    assertThat(result.changed().byKind())
        .containsExactlyInAnyOrderEntriesOf(Map.of("users-erased", 1L, "projects-changed", 1L));
    assertThat(tenants.users()).contains(owner, recent).doesNotContain(gone);
    assertThat(
            tenants.ids(
                "select owner_id from coditect_shared.projects where id = '" + project + "'"))
        .containsExactly(owner);
    assertThat(kinds()).containsExactly(LedgerEntry.Kind.INTENDED, LedgerEntry.Kind.COMMITTED);
    assertThat(run("two").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void erases_an_organization_with_everything_of_it() {
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    UUID user = tenants.user(ended, "OWNER", null);
    tenants.project(ended, user);
    UUID license = tenants.license(ended);
    tenants
        .jdbc()
        .sql("update coditect_shared.users set license_id = ? where id = ?")
        .params(license, user)
        .update();
    UUID other = tenants.organization("FREE");
    UUID stays = tenants.user(other, "OWNER", null);

    RunResult result = run("one");

    assertThat(result.problems()).isEmpty();
    assertThat(result.changed().byKind())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "users-erased", 1L,
                "projects-erased", 1L,
                "licenses-erased", 1L,
                "organizations-erased", 1L));
    assertThat(tenants.users()).containsExactly(stays);
    assertThat(tenants.ids("select id from coditect_shared.organizations")).containsExactly(other);
  }

  @Test
  void all_people_of_an_ended_organization_go_without_an_approval() {
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    for (int i = 0; i < 12; i++) {
      tenants.user(ended, "MEMBER", null);
    }
    UUID other = tenants.organization("FREE");
    UUID stays = tenants.user(other, "OWNER", null);

    assertThat(run("one").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactly(stays);
  }

  @Test
  void a_request_erases_a_living_person_and_is_answered() {
    UUID organization = tenants.organization("PRO");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID asks = tenants.user(organization, "MEMBER", null);
    UUID request = tenants.request(organization, asks);

    assertThat(run("one").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactly(owner);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_requests where state = 'completed'"
                    + " and user_id is null and deletion is not null and id = '"
                    + request
                    + "'"))
        .isEqualTo(1);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.outbox where event_id = 'erasure-completed-"
                    + request
                    + "'"))
        .isEqualTo(1);
  }

  @Test
  void a_hold_keeps_the_person_and_the_refusal_is_told_once() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID held = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID request = tenants.request(organization, held);
    UUID hold = tenants.hold("user", organization, held, null);

    assertThat(run("one").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(run("two").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).contains(held);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.outbox where event_id = 'erasure-refused-"
                    + request
                    + "-"
                    + hold
                    + "'"))
        .isEqualTo(1);
    tenants
        .jdbc()
        .sql("update coditect_ops.holds set released_at = now(), released_by = 'counsel'")
        .update();
    assertThat(run("three").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(held);
  }

  @Test
  void the_last_owner_stays_while_somebody_has_to_take_over() {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", LONG_AGO);
    tenants.user(organization, "ADMIN", null);
    tenants.project(organization, owner);

    assertThat(run("one").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).contains(owner);
    assertThat(
            tenants.count(
                "select count(*) from coditect_ops.erasure_left where reason ="
                    + " 'no-owner-to-take-over'"))
        .isEqualTo(1);
    tenants.user(organization, "OWNER", null);
    assertThat(run("two").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).doesNotContain(owner);
  }

  @Test
  void an_owner_who_is_erased_meanwhile_takes_nothing_over() throws Exception {
    UUID organization = tenants.organization("FREE");
    UUID going = tenants.user(organization, "OWNER", null);
    UUID staying = tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID project = tenants.project(organization, gone);

    try (Connection other = database.asSuperuser().getConnection();
        var statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("delete from coditect_shared.users where id = '" + going + "'");
      CompletableFuture<RunResult> purge = CompletableFuture.supplyAsync(() -> run("one"));
      await()
          .atMost(Await.PATIENCE)
          .until(
              () ->
                  tenants.count(
                          "select count(*) from pg_locks where not granted and locktype in"
                              + " ('transactionid', 'tuple')")
                      > 0);
      other.commit();
      assertThat(purge.get().problems()).isEmpty();
    }
    assertThat(
            tenants.ids(
                "select owner_id from coditect_shared.projects where id = '" + project + "'"))
        .containsExactly(staying);
  }

  @Test
  void a_dry_run_prints_what_the_run_then_does() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    tenants.project(organization, gone);
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.project(ended, tenants.user(ended, "OWNER", null));

    RunResult plan = worker.dryRun("gdpr-purge", NOW);
    assertThat(plan.problems()).isEmpty();
    assertThat(plan.changed()).isEqualTo(run("one").changed());
    assertThat(plan.changed().byKind()).containsEntry("users-erased", 2L);
  }

  @Test
  void without_a_ledger_and_a_key_both_are_asked_for_and_nobody_is_erased() {
    UUID organization = tenants.organization("FREE");
    UUID due = tenants.user(organization, "MEMBER", LONG_AGO);

    try (InProcessWorker bare = InProcessWorker.start(database, Map.of())) {
      RunResult result = bare.run("gdpr-purge", "one", NOW, Map.of());
      assertThat(result.outcome()).isEqualTo(Ending.INVALID);
      assertThat(result.problems())
          .extracting(Problem::what)
          .anyMatch(what -> what.startsWith("OPS_LEDGER_URI"))
          .anyMatch(what -> what.startsWith("OPS_SUBJECT_KEY"));
      assertThat(bare.dryRun("gdpr-purge", NOW).changed().byKind())
          .containsEntry("users-erased", 1L);
    }
    assertThat(tenants.users()).contains(due);
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private List<LedgerEntry.Kind> kinds() {
    List<LedgerEntry.Kind> kinds = new ArrayList<>();
    assertThat(
            Ledger.at(directory.toUri().toString().replaceFirst("/$", ""))
                .read(Head.NONE, (LedgerEntry entry) -> kinds.add(entry.kind()))
                .isSound())
        .isTrue();
    return kinds;
  }
}
