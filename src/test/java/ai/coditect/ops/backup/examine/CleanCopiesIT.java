package ai.coditect.ops.backup.examine;

import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No false alarm, whatever tenants, jobs and migrations do between marker and backup. */
final class CleanCopiesIT {
  private static final long SEED = 20261127;
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
  void tenants_that_write_between_marker_and_backup_raise_no_alarm() throws Exception {
    examineDrills(0, 4);
  }

  @Test
  @Tag("campaign")
  void thirty_drills_beside_tenants_raise_no_alarm() throws Exception {
    examineDrills(4, 34);
  }

  private static void examineDrills(int from, int until) throws Exception {
    Database seeded = server.migrated();
    ExaminedTenants.plant(seeded, 4);
    ExaminedTenants.hold(seeded);
    for (int drill = from; drill < until; drill++) {
      Random random = new Random(SEED + drill);
      Database source = server.copyOf(seeded);
      Marker marker;
      // A transaction and a part of one that run while the marker is taken.
      try (Connection beside = source.asSuperuser().getConnection();
          Statement late = beside.createStatement()) {
        beside.setAutoCommit(false);
        late.execute(insertProject(random));
        beside.setSavepoint();
        late.execute(insertProject(random));
        write(source, random, 6);
        marker = TakenMarkers.take(source);
        late.execute(insertProject(random));
        if (random.nextBoolean()) {
          beside.commit();
        } else {
          beside.rollback();
        }
      }
      write(source, random, 12);
      if (random.nextInt(3) == 0) {
        endTenant(source);
      }
      if (random.nextInt(3) == 0) {
        migrate(source);
      }
      Database copy = server.copyOf(source);
      Examination found = examiner().examine(client(copy), expecting(copy, marker));
      assertThat(alarms(found)).as("seed " + (SEED + drill)).isEmpty();
    }
  }

  private static List<String> alarms(Examination found) {
    List<String> alarms = new ArrayList<>();
    for (Result result : found.results()) {
      if (result.verdict() == Verdict.FAILED || result.verdict() == Verdict.INCONCLUSIVE) {
        alarms.add(result.name() + ": " + result.measured() + " instead of " + result.expected());
      }
    }
    return alarms;
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
      assertThat(alarms(found)).as(tenants + " tenants").isEmpty();
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
    assertThat(alarms(both)).isEmpty();
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
    assertThat(found.names(Verdict.FAILED)).containsExactly("markers-readable", "system-role");
    assertThat(found.names(Verdict.OK)).contains("foreign-keys-hold", "tenant-reads-own-rows");
    assertThat(found.names(Verdict.INCONCLUSIVE)).contains("rows-kept", "file-legal-holds");
  }

  /** As a backend takes from its schema again. */
  @Test
  void what_a_migration_takes_away_raises_no_alarm_if_it_is_on_record() {
    Database source = server.migrated();
    ExaminedTenants.plant(source, 2);
    migrate(source);
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
            "alter table coditect_shared.users rename column locale to language",
            "alter table coditect_shared.tags rename to labels",
            "drop table coditect_shared.tags",
            "drop function coditect_shared.old_name()")) {
      Database changed = server.copyOf(source);
      changed.execute("set role coditect_owner", taking);
      Examination unrecorded = examiner().examine(client(changed), expecting(changed, marker));
      assertThat(unrecorded.verdict()).as(taking).isEqualTo(Verdict.FAILED);
      record(changed);
      Examination found = examiner().examine(client(changed), expecting(changed, marker));
      assertThat(alarms(found)).as(taking).isEmpty();
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

  /** As migrate does when it has applied one. */
  private static void record(Database source) {
    source.execute(
        "insert into coditect_ops.flyway_tenant_history select installed_rank + 1, '901', 'later',"
            + " type, 'V901__later.sql', 1, installed_by, now(), 1, true"
            + " from coditect_ops.flyway_tenant_history order by installed_rank desc limit 1");
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

  private static void write(Database source, Random random, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      String one =
          switch (random.nextInt(7)) {
            case 0 -> insertProject(random);
            case 1 ->
                "delete from coditect_shared.projects where id in (select id from"
                    + " coditect_shared.projects order by random() limit 1)";
            case 2 ->
                "update coditect_shared.projects set name = 'changed' where id in (select id from"
                    + " coditect_shared.projects order by random() limit 3)";
            case 3 ->
                "update coditect_shared.users set full_name = 'Other' where id in (select id from"
                    + " coditect_shared.users order by random() limit 2)";
            case 4 ->
                "delete from coditect_shared.users where id in (select id from"
                    + " coditect_shared.users where role <> 'OWNER' order by random() limit 1)";
            case 5 ->
                "insert into coditect_shared.organizations (name, slug) values ('New', 'new-"
                    + random.nextInt(1_000_000)
                    + "')";
            default ->
                "update coditect_shared.licenses set activation_count = 1 where id in (select id"
                    + " from coditect_shared.licenses order by random() limit 2)";
          };
      source.execute(one);
    }
  }

  private static String insertProject(Random random) {
    return "insert into coditect_shared.projects (organization_id, owner_id, name, slug)"
        + " select organization_id, id, 'New', 'n"
        + random.nextInt(1_000_000_000)
        + "' from coditect_shared.users where role = 'OWNER' order by random() limit 1";
  }

  private static void endTenant(Database source) {
    String tenant = " (select id from coditect_shared.organizations where slug = 't2')";
    source.execute(
        "delete from coditect_shared.projects where organization_id =" + tenant,
        "delete from coditect_shared.users where organization_id =" + tenant,
        "delete from coditect_shared.licenses where organization_id =" + tenant,
        "delete from coditect_shared.organizations where slug = 't2'");
  }

  /** As a backend adds to its schema. */
  private static void migrate(Database source) {
    source.execute(
        "set role coditect_owner",
        "alter table coditect_shared.users add column locale text",
        "create index users_by_locale on coditect_shared.users (locale)",
        "create table coditect_shared.tags (id uuid primary key, organization_id uuid not null"
            + " references coditect_shared.organizations (id))",
        "create index tags_by_organization on coditect_shared.tags (organization_id)",
        "alter table coditect_shared.tags enable row level security",
        "alter table coditect_shared.tags force row level security",
        "create policy tenant_sees_own_rows on coditect_shared.tags for all to coditect_app using"
            + " (organization_id = current_setting('app.current_organization_id')::uuid)",
        "create policy system_sees_every_tenant on coditect_shared.tags for all to coditect_system"
            + " using (true) with check (true)",
        "grant select, insert on coditect_shared.tags to coditect_app");
  }
}
