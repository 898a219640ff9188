package ai.coditect.ops.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.erasure.replay.ReplayStore;
import ai.coditect.ops.job.JobRunner;
import ai.coditect.ops.job.RunRequest;
import ai.coditect.ops.job.RunRequest.Origin;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.command.Reply;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.KeptWorkers;
import ai.coditect.ops.local.LocalPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is restored after people were erased, and they are erased again. */
class ReplayIT {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");

  @TempDir Path ledger;
  private final LocalPostgres.Database database = LocalPostgres.shared().migrated();
  private final Tenants tenants = new Tenants(database);
  private final KeptWorkers workers = new KeptWorkers();

  @Test
  void some_of_many_are_gone_again_and_nobody_else_is_touched() {
    eraseAgain(2_500, 125);
  }

  @Test
  @Tag("campaign")
  void five_hundred_of_ten_thousand_are_gone_again_and_nobody_else_is_touched() {
    eraseAgain(10_000, 500);
  }

  private void eraseAgain(int people, int deleted) {
    UUID organization = many(database, people, deleted);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    String survivors = hash(tenants);
    assertThat(on(database, worker -> purge(worker, "one")).outcome()).isEqualTo(Ending.DONE);
    assertThat(hash(tenants)).isEqualTo(survivors);

    Tenants restored = new Tenants(backup);
    // Somebody registers anew between the restore and the replay.
    UUID anew = restored.user(organization, "MEMBER", null);
    restored
        .jdbc()
        .sql(
            "update coditect_shared.users set created_at = now(), email = (select email from"
                + " coditect_shared.users where deleted_at is not null order by id limit 1) || '.x'"
                + " where id = ?")
        .params(anew)
        .update();
    String before = hash(restored);
    assertThat(gone(restored)).isEqualTo(deleted);

    RunResult foreign = on(backup, worker -> purge(worker, "two"));
    assertThat(foreign.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(foreign.problems().toString()).contains("Not the ledger's writer", "ledger adopt");
    adopt(backup);
    RunResult refused = on(backup, worker -> purge(worker, "two"));
    assertThat(refused.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(refused.problems().toString()).contains("older than the ledger");
    assertThat(gone(restored)).isEqualTo(deleted);
    RunResult plan =
        on(
            backup,
            worker ->
                worker
                    .get(JobRunner.class)
                    .run(
                        new RunRequest(
                            "erasure-replay",
                            "dry",
                            Origin.COMMAND,
                            Optional.empty(),
                            Map.of(),
                            true)));
    assertThat(plan.changed().byKind()).containsEntry("users-erased", (long) deleted);
    Reply replayed = on(backup, this::replay);
    assertThat(replayed.problems()).isEmpty();
    assertThat(replayed.document())
        .containsEntry("outcome", "done")
        .containsEntry("found", (long) deleted)
        .containsEntry("erasedAgain", (long) deleted)
        .containsEntry("alreadyAbsent", 0L)
        .containsEntry("remain", 0L);
    assertThat(gone(restored)).isZero();
    assertThat(hash(restored)).isEqualTo(before);
    assertThat(restored.users()).hasSize(people - deleted + 1).contains(anew);
    assertThat(
            restored.count(
                "select count(*) from coditect_ops.erasure_deletions where run_id is null"))
        .isEqualTo(1);

    assertThat(on(backup, this::replay).document()).containsEntry("outcome", "nothing-to-do");
    assertThat(on(backup, worker -> purge(worker, "three")).outcome())
        .isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void a_request_from_before_the_backup_is_answered_as_the_ledger_says() {
    UUID organization = tenants.organization("PRO");
    tenants.user(organization, "OWNER", null);
    UUID asks = tenants.user(organization, "MEMBER", null);
    UUID request = tenants.request(organization, asks);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(database, worker -> purge(worker, "one"));
    UUID deletion = tenants.ids("select deletion from coditect_ops.erasure_requests").get(0);

    adopt(backup);
    on(backup, this::replay);

    Tenants restored = new Tenants(backup);
    assertThat(
            restored.ids(
                "select deletion from coditect_ops.erasure_requests where state = 'completed' and"
                    + " user_id is null and ground = 'erased' and id = '"
                    + request
                    + "'"))
        .containsExactly(deletion);
    assertThat(
            restored.count(
                "select count(*) from coditect_ops.outbox where event_id = 'erasure-completed-"
                    + request
                    + "'"))
        .isEqualTo(1);
    on(backup, this::replay);
    assertThat(
            restored.count(
                "select count(*) from coditect_ops.outbox where event_id = 'erasure-completed-"
                    + request
                    + "'"))
        .isEqualTo(1);
  }

  @Test
  void whoever_is_held_stays_and_the_database_stays_older_until_the_release() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID held = tenants.user(organization, "MEMBER", LONG_AGO);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(database, worker -> purge(worker, "one"));
    Tenants restored = new Tenants(backup);
    restored.hold("user", organization, held, null);
    adopt(backup);

    Reply replayed = on(backup, this::replay);
    assertThat(replayed.exitCode()).isEqualTo(3);
    assertThat(replayed.document()).containsEntry("held", 1L).containsEntry("remain", 1L);
    assertThat(restored.users()).contains(held);
    assertThat(on(backup, worker -> purge(worker, "two")).outcome()).isEqualTo(Ending.REFUSED);

    restored
        .jdbc()
        .sql("update coditect_ops.holds set released_at = now(), released_by = 'counsel'")
        .update();
    assertThat(on(backup, this::replay).document()).containsEntry("outcome", "done");
    assertThat(restored.users()).doesNotContain(held);
    assertThat(on(backup, worker -> purge(worker, "three")).outcome())
        .isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void somebody_who_came_after_the_erasure_under_the_same_id_is_somebody_new() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(database, worker -> purge(worker, "one"));
    Tenants restored = new Tenants(backup);
    restored
        .jdbc()
        .sql(
            "update coditect_shared.users set created_at = now() + interval '1 second' where id ="
                + " ?")
        .params(gone)
        .update();

    adopt(backup);
    Reply replayed = on(backup, this::replay);
    assertThat(replayed.document())
        .containsEntry("outcome", "done")
        .containsEntry("found", 0L)
        .containsEntry("registeredAnew", 1L);
    assertThat(restored.users()).contains(gone);
  }

  @Test
  void an_organization_that_came_back_goes_again_with_everything_of_it() {
    UUID ended = tenants.organization("FREE", "UTC", LONG_AGO);
    tenants.project(ended, tenants.user(ended, "OWNER", null));
    tenants.license(ended);
    UUID other = tenants.organization("FREE");
    UUID stays = tenants.user(other, "OWNER", null);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(database, worker -> purge(worker, "one"));

    adopt(backup);
    Reply replayed = on(backup, this::replay);

    assertThat(replayed.problems()).isEmpty();
    Tenants restored = new Tenants(backup);
    assertThat(restored.ids("select id from coditect_shared.organizations")).containsExactly(other);
    assertThat(restored.users()).containsExactly(stays);
    assertThat(on(backup, worker -> purge(worker, "two")).outcome())
        .isEqualTo(Ending.NOTHING_TO_DO);
  }

  @Test
  void two_restores_in_a_row_are_replayed_each() {
    UUID organization = tenants.organization("FREE");
    tenants.user(organization, "OWNER", null);
    UUID gone = tenants.user(organization, "MEMBER", LONG_AGO);
    LocalPostgres.Database first = LocalPostgres.shared().copyOf(database);
    LocalPostgres.Database second = LocalPostgres.shared().copyOf(database);
    on(database, worker -> purge(worker, "one"));

    adopt(first);
    assertThat(on(first, this::replay).document()).containsEntry("outcome", "done");
    adopt(second);
    assertThat(on(first, this::replay).document()).containsEntry("outcome", "refused");
    assertThat(on(second, this::replay).document()).containsEntry("outcome", "done");
    assertThat(new Tenants(second).users()).doesNotContain(gone);
    assertThat(on(second, this::replay).document()).containsEntry("outcome", "nothing-to-do");
  }

  @Test
  void more_than_half_of_a_tenant_waits_for_an_approval() {
    UUID organization = many(database, 40, 25);
    LocalPostgres.Database backup = LocalPostgres.shared().copyOf(database);
    on(
        database,
        worker -> {
          purge(worker, "one");
          database.execute(
              "update coditect_ops.runs set approved_by = 'bob', approved_at = now() where outcome"
                  + " = 'parked'");
          return purge(worker, "one");
        });
    Tenants restored = new Tenants(backup);

    adopt(backup);
    assertThat(on(backup, this::replay).exitCode()).isEqualTo(5);
    assertThat(gone(restored)).isEqualTo(25);
    backup.execute("update coditect_ops.runs set approved_by = 'bob', approved_at = now()");
    assertThat(on(backup, this::replay).document()).containsEntry("outcome", "done");
    assertThat(gone(restored)).isZero();
    assertThat(restored.ids("select id from coditect_shared.organizations")).contains(organization);
  }

  @Test
  void what_is_taken_over_is_certified_as_what_was_done() {
    UUID run = UUID.randomUUID();
    UUID older = lost(run, 1, "{\"coditect_shared.projects\": 1}");
    lost(run, 2, "{\"coditect_shared.users\": 1, \"kept_coditect_shared.projects\": 1}");
    UUID younger = lost(run, 3, "{\"coditect_shared.projects\": 1}");
    assertThat(takenOver(run)).isEqualTo(3);
    assertThat(byEffect(older)).isFalse();
    assertThat(byEffect(younger)).isTrue();

    // Of its own this database has one that counts so, and whatever it lost came after that.
    database.execute("update coditect_ops.erasure_deletions set run_id = deletion");
    UUID later = UUID.randomUUID();
    UUID lost = lost(later, 4, "{\"coditect_shared.projects\": 1}");
    assertThat(takenOver(later)).isEqualTo(1);
    assertThat(byEffect(lost)).isTrue();
  }

  private long takenOver(UUID run) {
    return on(database, worker -> worker.get(ReplayStore.class).takeOver(run, 9));
  }

  private UUID lost(UUID run, long entry, String counts) {
    UUID deletion = UUID.randomUUID();
    database.execute(
        "insert into coditect_ops.erasure_replay (entry, run_id, segment, deletion, subject_key,"
            + " subject_hash, organization_id, ground, due_at, intended_at, counts,"
            + " whole_organization, committed) values (%d, '%s', 1, '%s', 'k1.ab', '\\x%064d',"
                .formatted(entry, run, deletion, entry)
            + " gen_random_uuid(), 'retention-ended', now(), now(), '%s', false, true)"
                .formatted(counts));
    return deletion;
  }

  private boolean byEffect(UUID deletion) {
    return tenants.count(
            "select count(*) from coditect_ops.erasures where by_effect and deletion = '"
                + deletion
                + "'")
        == 1;
  }

  private static UUID many(LocalPostgres.Database database, int people, int deleted) {
    UUID organization = new Tenants(database).organization("FREE");
    database.execute(
        "insert into coditect_shared.users (organization_id, email, username, full_name, role,"
            + " deleted_at, created_at) select '"
            + organization
            + "', 'p' || n || '@example.org', 'p' || n, 'Person ' || n, case when n = "
            + people
            + " then 'OWNER' else 'MEMBER' end, case when n <= "
            + deleted
            + " then timestamptz '2024-01-01 00:00:00+00' end, timestamptz '2020-01-01 00:00:00+00'"
            + " from generate_series(1, "
            + people
            + ") n",
        "analyze coditect_shared.users");
    return organization;
  }

  /** The hash of the whole rows of everybody who is not deleted. */
  private static String hash(Tenants tenants) {
    return tenants
        .jdbc()
        .sql(
            "select md5(string_agg(u::text, ',' order by id)) from coditect_shared.users u"
                + " where deleted_at is null")
        .query(String.class)
        .single();
  }

  private static long gone(Tenants tenants) {
    return tenants.count("select count(*) from coditect_shared.users where deleted_at is not null");
  }

  private <T> T on(LocalPostgres.Database where, Function<InProcessWorker, T> work) {
    return workers.on(where, InProcessWorker.erasing(ledger), work);
  }

  @AfterEach
  void stop() {
    workers.close();
  }

  private static RunResult purge(InProcessWorker worker, String key) {
    return worker.run("gdpr-purge", key, NOW, Map.of());
  }

  /** The restored database is production now. */
  private void adopt(LocalPostgres.Database restored) {
    Reply adopted = on(restored, worker -> worker.type("ledger adopt", Map.of("by", "anna")));
    assertThat(adopted.document()).containsEntry("adopted", true);
  }

  private Reply replay(InProcessWorker worker) {
    return worker.type("erasures replay", Map.of("by", "anna"));
  }
}
