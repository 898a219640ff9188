package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.ExaminedTenants;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.sqladmin.server.DatabaseServer;
import ai.coditect.ops.local.sqladmin.server.InstanceServers;
import ai.coditect.ops.local.sqladmin.server.SourceServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job with nothing left out: marker, backup, restore, examination, planted fault,
 * removal.
 */
class DrillRunIT {
  private static DatabaseServer source;
  private static InstanceServers servers;
  private static DrillSite site;
  private static InProcessWorker worker;
  @TempDir private static Path ledger;

  @BeforeAll
  static void start() {
    source = SourceServer.start();
    servers = new InstanceServers(source.port(), Clock.systemUTC());
    servers.adopt("prod/coditect-dev-db", source);
    LocalPostgres.Database database = source.database(SourceServer.DATABASE);
    ExaminedTenants.plant(database, 12);
    ExaminedTenants.hold(database);
    site = new DrillSite(database, servers);
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(ledger));
    variables.put("OPS_SQLADMIN_URL", site.admin.url());
    variables.put("OPS_DRILL_PROJECT", DrillSite.DRILLS);
    variables.put("GOOGLE_CLOUD_PROJECT", "prod");
    variables.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
    worker = InProcessWorker.start(database, variables);
  }

  @AfterAll
  static void stop() throws Exception {
    worker.close();
    site.close();
    servers.close();
    source.remove();
  }

  private static RunResult run(String job, String key, Map<String, String> parameters) {
    return worker.run(job, key, Clock.systemUTC().instant(), parameters);
  }

  /** Somebody left long ago, and so did a whole organization. */
  private static void leave(String user, String tenant, String ended) {
    site.database.execute(
        "update coditect_shared.users set deleted_at = now() - interval '400 days' where username ="
            + " '%s' and organization_id = (select id from coditect_shared.organizations where slug"
            + " = '%s')".formatted(user, tenant),
        "update coditect_shared.organizations set deleted_at = now() - interval '500 days' where"
            + " slug = '%s'".formatted(ended),
        "update coditect_shared.licenses set expires_at = now() - interval '40 days' where"
            + " license_key like '%s-%%'".formatted(tenant));
  }

  private static void write() {
    site.database.execute(
        "insert into coditect_shared.projects (organization_id, owner_id, name, slug) select"
            + " organization_id, id, 'New', 'n' || md5(random()::text) from coditect_shared.users"
            + " where role = 'OWNER' and deleted_at is null",
        "delete from coditect_shared.projects where id in (select id from coditect_shared.projects"
            + " order by random() limit 3)",
        "update coditect_shared.users set full_name = 'Other' where username = 'u2'");
  }

  private static void eraseAndExpire(String key) {
    RunResult purged = run("gdpr-purge", key, Map.of());
    assertThat(purged.outcome()).as(purged.toString()).isEqualTo(Ending.DONE);
    // Somebody with what was theirs, and a tenant.
    assertThat(purged.changed().byKind().keySet().toString()).contains("organizations", "users");
    assertThat(run("license-expiry", key, Map.of()).changed().byKind()).containsKey("expired");
  }

  /** One that the map of personal data has nothing to say about: the worker goes on. */
  private static void migrate() {
    site.database.execute(
        "set role coditect_owner",
        "create index users_by_full_name on coditect_shared.users (full_name)",
        "alter table coditect_shared.organizations alter column max_users type bigint",
        "drop index coditect_shared.projects_by_deletion");
    ExaminedTenants.record(site.database);
  }

  @Test
  void a_drill_and_a_point_in_time_drill_beside_tenants_erasures_and_a_migration_are_ok() {
    leave("u3", "t5", "t7");
    assertThat(run("backup-marker", "m1", Map.of()).outcome()).isEqualTo(Ending.DONE);
    write();
    eraseAndExpire("before");
    migrate();
    write();
    site.takeBackup();
    // After the backup another one leaves, and a tenant as a whole.
    leave("u4", "t6", "t8");
    eraseAndExpire("after");
    write();
    RunResult drill = run("backup-verification", "d1", Map.of("level", "drill"));
    assertOk(drill);
    assertThat(measured(drill, "erased-people-counted")).doesNotStartWith("0 of ");
    assertThat(measured(drill, "erased-people-gone")).startsWith("0 of ");

    leave("u5", "t9", "t10");
    assertThat(run("backup-marker", "m2", Map.of()).outcome()).isEqualTo(Ending.DONE);
    write();
    eraseAndExpire("between");
    RunResult clone = run("backup-verification", "d2", Map.of("level", "point-in-time"));
    assertOk(clone);

    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
  }

  private static String measured(RunResult result, String check) {
    return site.drills.ofRun(result.run().orElseThrow()).orElseThrow().checks().stream()
        .filter(each -> each.name().equals(check))
        .map(Examination.Result::measured)
        .findFirst()
        .orElseThrow();
  }

  private static void assertOk(RunResult result) {
    Drill drill = site.drills.ofRun(result.run().orElseThrow()).orElseThrow();
    assertThat(result.problems()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    assertThat(drill.verdict()).contains(Drill.Verdict.OK);
    assertThat(drill.checks()).hasSizeGreaterThanOrEqualTo(40);
    assertThat(drill.checks())
        .filteredOn(check -> check.verdict() == Examination.Verdict.OK)
        .hasSizeGreaterThanOrEqualTo(35);
    assertThat(drill.control()).get().satisfies(control -> assertThat(control.named()).isTrue());
    System.out.println(
        drill.level().label()
            + ": "
            + drill.parts()
            + ", RPO "
            + drill.recoveryPoint().orElseThrow()
            + ", RTO "
            + drill.recoveryTime().orElseThrow()
            + ", fault "
            + drill.control().orElseThrow().fault());
  }
}
