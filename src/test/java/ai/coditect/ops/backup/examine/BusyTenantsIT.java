package ai.coditect.ops.backup.examine;

import static ai.coditect.ops.backup.examine.ExaminedTenants.client;
import static ai.coditect.ops.backup.examine.ExaminedTenants.examiner;
import static ai.coditect.ops.backup.examine.ExaminedTenants.expecting;
import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.marker.Marker;
import ai.coditect.ops.backup.marker.TakenMarkers;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.ledger.Ledger;
import ai.coditect.ops.ledger.SubjectKey;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPostgres.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No false alarm, whatever tenants, the worker's jobs and migrations do between marker and backup.
 */
final class BusyTenantsIT {
  private static final long SEED = 20261127;
  private static final String LEAVE =
      "update coditect_shared.users set deleted_at = now() - interval '400 days'"
          + " where username = 'u%d' and organization_id = (select id from"
          + " coditect_shared.organizations where slug = 't%d')";

  /** What a migration on record takes away again. */
  private static final List<String> TAKING =
      List.of(
          "alter table coditect_shared.licenses alter column max_activations type bigint",
          "alter table coditect_shared.organizations alter column max_users type bigint",
          "alter table coditect_shared.users alter column full_name type varchar(200)",
          "drop index coditect_shared.projects_by_deletion",
          "alter table coditect_shared.users drop column locale");

  private static LocalPostgres server;
  @TempDir private Path ledgers;

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
    examineDrills(0, 3);
  }

  @Test
  @Tag("campaign")
  void thirty_drills_beside_tenants_raise_no_alarm() throws Exception {
    examineDrills(3, 33);
  }

  private void examineDrills(int from, int until) throws Exception {
    Database seeded = server.migrated();
    ExaminedTenants.plant(seeded, 12);
    ExaminedTenants.hold(seeded);
    for (int drill = from; drill < until; drill++) {
      Random random = new Random(SEED + drill);
      Database source = server.copyOf(seeded);
      source.execute(
          LEAVE.formatted(3, 5),
          LEAVE.formatted(1, 6),
          "update coditect_shared.licenses set expires_at = now() - interval '40 days'"
              + " where license_key like 't3%'");
      Marker marker = takeBesideWriters(source, random);
      write(source, random, 12);
      // Two of three, so that they are more than twenty of thirty.
      boolean working = drill % 3 != 0;
      Map<String, String> erasing =
          InProcessWorker.erasing(Files.createDirectory(ledgers.resolve("drill-" + drill)));
      if (working) {
        eraseAndExpire(source, erasing);
      }
      if (random.nextInt(3) == 0) {
        endTenant(source);
      }
      if (working || random.nextBoolean()) {
        ExaminedTenants.migrate(source);
      }
      if (working) {
        ExaminedTenants.record(source);
        source.execute("set role coditect_owner", TAKING.get(random.nextInt(TAKING.size())));
      }
      write(source, random, 6);
      Database copy = server.copyOf(source);
      Optional<ErasedPeople> people = working ? Optional.of(erased(erasing)) : Optional.empty();
      Examination found = examiner(people).examine(client(copy), expecting(copy, marker));
      assertThat(ExaminedTenants.alarms(found)).as("seed " + (SEED + drill)).isEmpty();
    }
  }

  /** A transaction and a part of one run while the marker is taken. */
  private static Marker takeBesideWriters(Database source, Random random) throws SQLException {
    try (Connection beside = source.asSuperuser().getConnection();
        Statement late = beside.createStatement()) {
      beside.setAutoCommit(false);
      late.execute(insertProject(random));
      beside.setSavepoint();
      late.execute(insertProject(random));
      write(source, random, 6);
      Marker marker = TakenMarkers.take(source);
      late.execute(insertProject(random));
      if (random.nextBoolean()) {
        beside.commit();
      } else {
        beside.rollback();
      }
      return marker;
    }
  }

  /** The worker's own jobs, as they run in production. */
  private static void eraseAndExpire(Database source, Map<String, String> erasing) {
    Instant now = Clock.systemUTC().instant();
    try (InProcessWorker worker = InProcessWorker.start(source, erasing)) {
      RunResult purged = worker.run("gdpr-purge", "between", now, Map.of());
      assertThat(purged.outcome()).as(purged.toString()).isEqualTo(Ending.DONE);
      assertThat(purged.changed().total()).isPositive();
      assertThat(worker.run("license-expiry", "between", now, Map.of()).changed().byKind())
          .containsEntry("expired", 3L);
    }
  }

  private static ErasedPeople erased(Map<String, String> erasing) {
    return new ErasedPeople(
        Ledger.at(erasing.get("OPS_LEDGER_URI")), SubjectKey.read(erasing.get("OPS_SUBJECT_KEY")));
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
            // Who is due stays for the purge.
            case 4 ->
                "delete from coditect_shared.users where id in (select id from"
                    + " coditect_shared.users where role <> 'OWNER' and deleted_at is null"
                    + " order by random() limit 1)";
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
}
