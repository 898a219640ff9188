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
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The whole job with nothing left out: marker, backup, restore, examination, planted fault,
 * removal.
 */
class DrillRunIT {
  private static DatabaseServer source;
  private static InstanceServers servers;
  private static DrillSite site;
  private static InProcessWorker worker;

  @BeforeAll
  static void start() {
    source = SourceServer.start();
    servers = new InstanceServers(source.port(), Clock.systemUTC());
    servers.adopt("prod/coditect-dev-db", source);
    LocalPostgres.Database database = source.database(SourceServer.DATABASE);
    ExaminedTenants.plant(database, 3);
    ExaminedTenants.hold(database);
    site = new DrillSite(database, servers);
    Map<String, String> variables = new HashMap<>();
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

  @Test
  void a_drill_and_a_point_in_time_drill_of_a_marked_database_are_ok() {
    assertThat(run("backup-marker", "m1", Map.of()).outcome()).isEqualTo(Ending.DONE);
    site.takeBackup();
    RunResult drill = run("backup-verification", "d1", Map.of("level", "drill"));
    assertOk(drill);

    assertThat(run("backup-marker", "m2", Map.of()).outcome()).isEqualTo(Ending.DONE);
    RunResult clone = run("backup-verification", "d2", Map.of("level", "point-in-time"));
    assertOk(clone);

    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
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
