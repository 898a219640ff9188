package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restoring a deleted person takes back what retention would have done, at any moment. */
class RestoreIT {
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
  void who_is_restored_between_the_plan_and_the_bite_is_left_as_they_are() {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    for (int i = 0; i < 11; i++) {
      tenants.user(organization, "MEMBER", LONG_AGO);
    }
    UUID restored = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID project = tenants.project(organization, restored);
    assertThat(run("k").outcome()).isEqualTo(Ending.PARKED);

    restore(restored);
    String before = everything(restored, project);
    tenants
        .jdbc()
        .sql("update coditect_ops.runs set approved_by = 'Bob', approved_at = now()")
        .update();
    RunResult result = run("k");

    assertThat(result.problems()).isEmpty();
    assertThat(result.changed().byKind()).containsExactlyEntriesOf(Map.of("users-erased", 11L));
    assertThat(tenants.users()).containsExactly(owner, restored);
    assertThat(everything(restored, project)).isEqualTo(before);
    assertThat(left()).containsExactly(restored + " changed");
  }

  @Test
  void who_is_restored_while_the_bite_waits_for_their_row_is_left_as_they_are() throws Exception {
    UUID organization = tenants.organization("FREE");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID restored = tenants.user(organization, "MEMBER", LONG_AGO);
    UUID project = tenants.project(organization, restored);
    CompletableFuture<RunResult> running = runWhileTheyAreRestored(restored);
    String before = everything(restored, project);
    RunResult result = running.get(3, TimeUnit.MINUTES);

    assertThat(result.problems()).isEmpty();
    assertThat(result.changed().byKind()).containsExactlyEntriesOf(Map.of("users-erased", 1L));
    assertThat(tenants.users()).containsExactly(owner, restored).doesNotContain(gone);
    assertThat(everything(restored, project)).isEqualTo(before);
    assertThat(left()).containsExactly(restored + " changed");
    assertThat(run("later").outcome()).isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void who_asked_is_erased_although_they_were_restored() {
    UUID organization = tenants.organization("PRO");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID restored = tenants.user(organization, "MEMBER", NOW.minusSeconds(60));
    tenants.request(organization, restored);
    restore(restored);

    assertThat(run("k").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactly(owner);
  }

  @Test
  void who_asked_and_changed_after_the_plan_is_erased_by_the_next_run() throws Exception {
    UUID organization = tenants.organization("PRO");
    UUID owner = tenants.user(organization, "OWNER", null);
    UUID restored = tenants.user(organization, "MEMBER", NOW.minusSeconds(60));
    UUID request = tenants.request(organization, restored);
    CompletableFuture<RunResult> running = runWhileTheyAreRestored(restored);
    assertThat(running.get(3, TimeUnit.MINUTES).outcome()).isEqualTo(Ending.NOTHING_TO_DO);
    assertThat(tenants.users()).contains(restored);
    assertThat(tenants.ids("select id from coditect_ops.erasure_requests where state = 'waiting'"))
        .containsExactly(request);
    assertThat(
            tenants.count("select count(*) from coditect_ops.outbox where type like '%refused%'"))
        .isZero();

    assertThat(run("next").outcome()).isEqualTo(Ending.DONE);
    assertThat(tenants.users()).containsExactly(owner);
    assertThat(
            tenants.ids("select id from coditect_ops.erasure_requests where state = 'completed'"))
        .containsExactly(request);
  }

  /** The run has planned them, and its bite waits for the row, when the restoring commits. */
  private CompletableFuture<RunResult> runWhileTheyAreRestored(UUID user) throws Exception {
    try (Connection tenant = database.asSuperuser().getConnection()) {
      tenant.setAutoCommit(false);
      try (PreparedStatement statement =
          tenant.prepareStatement(
              "update coditect_shared.users set deleted_at = null where id = ?")) {
        statement.setObject(1, user);
        statement.execute();
      }
      CompletableFuture<RunResult> running = CompletableFuture.supplyAsync(() -> run("k"));
      Awaitility.await()
          .atMost(Await.PATIENCE)
          .until(
              () ->
                  tenants.count(
                          "select count(*) from pg_stat_activity where datname ="
                              + " current_database() and wait_event_type = 'Lock'")
                      > 0);
      tenant.commit();
      return running;
    }
  }

  private RunResult run(String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  private void restore(UUID user) {
    tenants
        .jdbc()
        .sql("update coditect_shared.users set deleted_at = null where id = ?")
        .param(user)
        .update();
  }

  /** The person's rows to the last byte, with the transactions that wrote them. */
  private String everything(UUID user, UUID project) {
    return tenants
        .jdbc()
        .sql(
            "select cast(u as text) || u.xmin || cast(p as text) || p.xmin"
                + " from coditect_shared.users u, coditect_shared.projects p"
                + " where u.id = ? and p.id = ?")
        .params(user, project)
        .query(String.class)
        .single();
  }

  private List<String> left() {
    return tenants
        .jdbc()
        .sql("select user_id || ' ' || reason from coditect_ops.erasure_left")
        .query(String.class)
        .list();
  }
}
