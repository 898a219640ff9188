package ai.coditect.ops.backup.examine;

import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.checkfile.CheckFile;
import ai.coditect.ops.backup.checkfile.CheckFileStore;
import ai.coditect.ops.backup.examine.Examination.Result;
import ai.coditect.ops.backup.examine.Examination.Verdict;
import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.backup.signing.EvidenceKeys;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No false alarm in copies with little in them, old ones, and such as a migration took from. */
final class CleanCopiesIT {
  private static LocalPostgres server;

  @BeforeAll
  static void start() {
    server = LocalPostgres.another();
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  @Test
  void few_tenants_and_empty_tables_raise_no_alarm() {
    for (int tenants = 0; tenants < 2; tenants++) {
      Database source = server.migrated();
      if (tenants > 0) {
        source.execute("insert into coditect_shared.organizations (name, slug) values ('A', 'a')");
      }
      Marker marker = TakenMarkers.take(source);
      Database copy = server.copyOf(source);
      Examination found = examiner().examine(client(copy), expecting(copy, marker));
      assertThat(ExaminedTenants.alarms(found)).as(tenants + " tenants").isEmpty();
      assertThat(found.names(Verdict.NOT_APPLICABLE))
          .contains("tenant-reads-own-rows", "tenant-writes-own-rows", "marker-chain");
    }
  }

  @Test
  void an_old_copy_without_a_marker_is_judged_by_what_it_is() {
    Database copy = server.migrated();
    Examination found =
        examiner()
            .examine(
                client(copy), expecting(copy, new Marker(7, Instant.EPOCH, "k", "s", "{}", "00")));
    assertThat(found.names(Verdict.FAILED)).containsExactly("newest-marker");
    assertThat(found.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(found.names(Verdict.INCONCLUSIVE)).contains("rows-kept", "policies");
    assertThat(found.names(Verdict.OK)).contains("foreign-keys-hold", "system-role");
  }

  @Test
  void a_marker_of_a_key_that_was_replaced_is_left_open_until_that_is_given_too() throws Exception {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    Marker marker = TakenMarkers.take(source);
    Database copy = server.copyOf(source);
    String newKey =
        Base64.getEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded());
    Expectation expected = expecting(copy, marker);
    Examination rotated = examinerWith(newKey).examine(client(copy), expected);
    assertThat(rotated.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(rotated.names(Verdict.FAILED)).isEmpty();
    assertThat(rotated.results())
        .filteredOn(result -> result.name().equals("marker-signature"))
        .allMatch(result -> result.measured().contains("behind the new one in OPS_EVIDENCE_KEY"));
    Examination both =
        examinerWith(newKey + "," + InProcessWorker.EVIDENCE_KEY).examine(client(copy), expected);
    assertThat(ExaminedTenants.alarms(both)).isEmpty();
  }

  private static Examiner examinerWith(String keys) {
    return new Examiner(
        EvidenceKeys.read(keys).publicKeys(),
        CheckFileStore.read(Optional.empty()),
        Optional.empty(),
        Clock.systemUTC());
  }

  @Test
  void a_statement_that_fails_only_in_the_copy_is_a_failed_check_and_the_others_are_made() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    Marker marker = TakenMarkers.take(source);
    Database copy = server.copyOf(source);
    copy.execute("alter table coditect_ops.holds rename to put_away");
    Examination found = examiner().examine(client(copy), expecting(copy, marker));
    assertThat(found.names(Verdict.FAILED)).contains("file-legal-holds", "tables", "system-role");
    assertThat(found.names(Verdict.OK)).contains("file-finished-runs", "tenant-reads-own-rows");
    assertThat(found.results())
        .filteredOn(result -> result.name().equals("file-legal-holds"))
        .extracting(Result::measured)
        .containsExactly("the statement failed (SQLSTATE 42P01)");
  }

  @Test
  void without_an_administrator_what_only_one_can_try_is_left_open() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    Marker marker = TakenMarkers.take(source);
    Database copy = server.copyOf(source);
    CopiedDatabaseClient worker =
        new CopiedDatabaseClient(
            copy.as(LocalPostgres.WORKER), Optional.empty(), role -> false, Duration.ofMinutes(1));
    Examination found = examiner().examine(worker, expecting(copy, marker));
    assertThat(found.names(Verdict.FAILED)).isEmpty();
    assertThat(found.names(Verdict.INCONCLUSIVE))
        .containsExactly(
            "sequences-ahead",
            "tenant-reads-own-rows",
            "tenant-writes-own-rows",
            "no-tenant-no-rows",
            "tenants-stay-out");
  }

  @Test
  void a_copy_from_before_there_were_markers_is_examined_to_the_end() {
    Database copy = server.migrated();
    ExaminedTenants.plant(copy, 2);
    Marker marker = new Marker(7, Instant.EPOCH, "k", "s", "{}", "00");
    Expectation expected = expecting(copy, marker);
    copy.execute("drop table coditect_ops.backup_markers cascade");
    Examination found = examiner().examine(client(copy), expected);
    // The last one asks the markers which organizations are old.
    assertThat(found.names(Verdict.FAILED))
        .containsExactly("markers-readable", "system-role", "file-old-organizations");
    assertThat(found.names(Verdict.OK)).contains("foreign-keys-hold", "tenant-reads-own-rows");
    assertThat(found.names(Verdict.INCONCLUSIVE)).contains("rows-kept", "file-legal-holds");
  }

  /** As a backend takes from its schema again. */
  @Test
  void what_a_migration_takes_away_raises_no_alarm_if_it_is_on_record() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    ExaminedTenants.migrate(source);
    source.execute(
        "set role coditect_owner",
        "alter table coditect_shared.users add column level integer not null default 1",
        "create function coditect_shared.old_name() returns integer language sql as 'select 1'",
        "grant execute on function coditect_shared.old_name() to coditect_app",
        "grant select (id) on coditect_shared.tags to coditect_app");
    Marker marker = TakenMarkers.take(source);
    for (String taking :
        List.of(
            "alter table coditect_shared.users drop column locale",
            "alter table coditect_shared.users alter column level type bigint",
            "alter table coditect_shared.organizations alter column max_users type bigint",
            "alter table coditect_shared.users rename column locale to language",
            "alter table coditect_shared.tags rename to labels",
            "drop table coditect_shared.tags",
            "drop function coditect_shared.old_name()")) {
      Database changed = server.copyOf(source);
      changed.execute("set role coditect_owner", taking);
      Examination unrecorded = examiner().examine(client(changed), expecting(changed, marker));
      assertThat(unrecorded.verdict()).as(taking).isEqualTo(Verdict.FAILED);
      ExaminedTenants.record(changed);
      Examination found = examiner().examine(client(changed), expecting(changed, marker));
      assertThat(ExaminedTenants.alarms(found)).as(taking).isEmpty();
      // What it did not take is still held against the marker.
      changed.execute(
          "revoke update on coditect_shared.licenses from coditect_app",
          "delete from coditect_shared.projects");
      assertThat(
              examiner().examine(client(changed), expecting(changed, marker)).names(Verdict.FAILED))
          .as(taking)
          .contains("table-grants", "rows-kept");
    }
  }

  @Test
  void a_migration_of_one_schema_excuses_nothing_that_the_other_lost() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    ExaminedTenants.migrate(source);
    Marker marker = TakenMarkers.take(source);
    Map<String, List<String>> failing =
        Map.of(
            "alter table coditect_shared.users drop column locale",
            List.of("columns", "indexes"),
            "drop table coditect_shared.tags",
            List.of("tables", "policies", "table-grants"),
            "drop index coditect_shared.projects_by_deletion",
            List.of("indexes"));
    failing.forEach(
        (taking, checks) -> {
          Database changed = server.copyOf(source);
          changed.execute("set role coditect_owner", taking);
          ExaminedTenants.recordForWorker(changed);
          Examination other = examiner().examine(client(changed), expecting(changed, marker));
          assertThat(other.names(Verdict.FAILED)).as(taking).containsAll(checks);
          assertThat(other.names(Verdict.NOT_APPLICABLE)).as(taking).contains("functions");
          ExaminedTenants.record(changed);
          Examination own = examiner().examine(client(changed), expecting(changed, marker));
          assertThat(ExaminedTenants.alarms(own)).as(taking).isEmpty();
        });
    Database worker = server.copyOf(source);
    worker.execute(
        "drop table coditect_ops.rejected_events",
        "drop sequence coditect_ops.batch_job_execution_seq");
    ExaminedTenants.record(worker);
    assertThat(examiner().examine(client(worker), expecting(worker, marker)).names(Verdict.FAILED))
        .contains("tables", "columns", "no-lost-tail", "sequences-not-behind");
  }

  @Test
  void what_is_left_out_after_a_migration_is_named_by_every_check_that_leaves_it_out() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    Marker marker = TakenMarkers.take(source);
    source.execute("set role coditect_owner", "drop table coditect_shared.projects cascade");
    ExaminedTenants.record(source);
    List<String> books =
        List.of("rejected_events", "audit_log", "destruction_changes", "ledger_roles");
    ExaminedTenants.recordForWorker(source);
    source.execute("drop table coditect_ops." + books.get(0) + " cascade");
    Examination some = examiner().examine(client(source), expecting(source, marker));
    for (String check : List.of("rows-unchanged", "rows-kept")) {
      assertThat(measured(some, check, Verdict.OK))
          .endsWith("left out after a recorded migration: 1: coditect_shared.projects");
    }
    assertThat(measured(some, "no-lost-tail", Verdict.OK))
        .endsWith("left out after a recorded migration: 1: coditect_ops.rejected_events");
    books
        .subList(1, books.size())
        .forEach(book -> source.execute("drop table coditect_ops." + book + " cascade"));
    Examination none = examiner().examine(client(source), expecting(source, marker));
    assertThat(measured(none, "no-lost-tail", Verdict.NOT_APPLICABLE))
        .startsWith("left out after a recorded migration: 4: coditect_ops.audit_log; ");
  }

  private static String measured(Examination found, String check, Verdict verdict) {
    Result result =
        found.results().stream()
            .filter(each -> each.name().equals(check))
            .findFirst()
            .orElseThrow();
    assertThat(result.verdict()).as(result.toString()).isEqualTo(verdict);
    return result.measured();
  }

  @Test
  void of_a_table_that_lost_a_column_on_record_keys_and_counts_are_compared() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 4);
    Marker marker = TakenMarkers.take(source);
    source.execute(
        "set role coditect_owner",
        "alter table coditect_shared.licenses drop column max_activations cascade");
    ExaminedTenants.record(source);
    Examination found = examiner().examine(client(source), expecting(source, marker));
    // The worker is refused without a column that it is declared to read, and so is a check of
    // ours.
    assertThat(found.names(Verdict.FAILED))
        .containsExactlyInAnyOrder("system-role", "file-activations-within-maximum");
    assertThat(found.names(Verdict.INCONCLUSIVE)).isEmpty();
    source.execute("delete from coditect_shared.users where license_id is null or role <> 'OWNER'");
    source.execute(
        "update coditect_shared.users set license_id = null",
        "delete from coditect_shared.licenses");
    assertThat(examiner().examine(client(source), expecting(source, marker)).names(Verdict.FAILED))
        .contains("rows-kept");
  }

  @Test
  void a_migration_that_went_off_the_record_is_a_loss_whatever_came_after_it() {
    Database source = server.migrated();
    Marker marker = TakenMarkers.take(source);
    ExaminedTenants.record(source);
    ExaminedTenants.record(source);
    Examination grown = examiner().examine(client(source), expecting(source, marker));
    assertThat(grown.names(Verdict.OK)).contains("migrations");
    assertThat(grown.names(Verdict.NOT_APPLICABLE)).contains("functions", "indexes");
    source.execute("delete from coditect_ops.flyway_tenant_history where script like 'V001%'");
    assertThat(examiner().examine(client(source), expecting(source, marker)).names(Verdict.FAILED))
        .contains("migrations");
  }

  @Test
  void an_import_of_old_rows_and_a_deletion_by_one_tenant_are_no_swap() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 3);
    Marker marker = TakenMarkers.take(source);
    String one = " (select id from coditect_shared.organizations where slug = 't1')";
    source.execute(
        "insert into coditect_shared.projects (organization_id, owner_id, name, slug, created_at)"
            + " select organization_id, id, 'Old', 'old', now() - interval '1 year' from"
            + " coditect_shared.users where role = 'OWNER' and organization_id ="
            + one,
        "delete from coditect_shared.projects where slug = 'p1' and organization_id =" + one);
    Examination found = examiner().examine(client(source), expecting(source, marker));
    assertThat(ExaminedTenants.alarms(found)).isEmpty();
    assertThat(measured(found, "rows-keep-their-tenant", Verdict.OK))
        .startsWith("none, as many but other old rows in one tenant alone: 1:")
        .contains("coditect_shared.projects of ");
  }

  @Test
  void a_check_that_is_newer_than_the_marker_has_nothing_to_be_equal_to() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    Marker marker = TakenMarkers.take(source);
    List<CheckFile> checks = new ArrayList<>(examiner().checks());
    CheckFile known = checks.get(0);
    checks.add(
        new CheckFile(
            "added-since",
            known.proves(),
            known.doesNotProve(),
            known.statement(),
            known.comparison(),
            known.timeout()));
    Examination found =
        new Examiner(examiner().keys(), checks, Optional.empty(), Clock.systemUTC())
            .examine(client(source), expecting(source, marker));
    assertThat(ExaminedTenants.alarms(found)).isEmpty();
    assertThat(found.names(Verdict.NOT_APPLICABLE)).contains("file-added-since");
  }

  @Test
  void a_table_that_has_fewer_rows_than_may_go_does_not_vanish_unseen() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 4);
    Marker marker = TakenMarkers.take(source);
    Database copy = server.copyOf(source);
    Expectation usual = expecting(copy, marker);
    Expectation generous =
        new Expectation(
            usual.marker(),
            usual.backupFrom(),
            usual.backupUntil(),
            usual.recoveryPointTarget(),
            new Expectation.Tolerance(1_000, 1));
    copy.execute("delete from coditect_shared.projects");
    assertThat(examiner().examine(client(copy), generous).names(Verdict.FAILED))
        .containsExactly("rows-kept");
  }
}
