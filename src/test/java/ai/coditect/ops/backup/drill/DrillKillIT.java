package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.examine.ExaminedTenants;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.WorkerProcess;
import ai.coditect.ops.local.sqladmin.server.DatabaseServer;
import ai.coditect.ops.local.sqladmin.server.InstanceServers;
import ai.coditect.ops.local.sqladmin.server.SourceServer;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real worker that is killed while the service is at it; another process goes on. */
@Tag("campaign")
class DrillKillIT {
  private static final Map<String, String> ENVIRONMENT = new HashMap<>();

  private static DatabaseServer source;
  private static InstanceServers servers;
  private static DrillSite site;

  @BeforeAll
  static void start() {
    source = SourceServer.start();
    servers = new InstanceServers(source.port(), Clock.systemUTC());
    servers.adopt("prod/coditect-dev-db", source);
    LocalPostgres.Database database = source.database(SourceServer.DATABASE);
    ExaminedTenants.plant(database, 3);
    site = new DrillSite(database, servers);
    ENVIRONMENT.put("DB_HOST", source.address());
    ENVIRONMENT.put("DB_PORT", Integer.toString(source.port()));
    ENVIRONMENT.put("DB_NAME", SourceServer.DATABASE);
    ENVIRONMENT.put("DB_USER", LocalPostgres.WORKER);
    ENVIRONMENT.put("DB_PASSWORD", "any");
    ENVIRONMENT.put("DB_SSLMODE", "disable");
    ENVIRONMENT.put("GOOGLE_CLOUD_PROJECT", "prod");
    ENVIRONMENT.put("OPS_SQLADMIN_URL", site.admin.url());
    ENVIRONMENT.put("OPS_DRILL_PROJECT", DrillSite.DRILLS);
    ENVIRONMENT.put("OPS_EVIDENCE_KEY", InProcessWorker.EVIDENCE_KEY);
    ENVIRONMENT.put("OPS_TAKEOVER", "1s");
  }

  @AfterAll
  static void stop() throws Exception {
    site.close();
    servers.close();
    source.remove();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE", "RESTORE_VOLUME", "DELETE"})
  void the_next_process_brings_the_drill_to_its_end_and_no_server_is_left(String during) {
    try (WorkerProcess marker = WorkerProcess.start(ENVIRONMENT, "run", "backup-marker")) {
      assertThat(marker.exitCode(Await.PATIENCE)).as(marker.err()).isZero();
    }
    site.takeBackup();
    site.admin.faults().hold(during);
    String key = "killed-during-" + during;
    try (WorkerProcess worker = drill(key)) {
      Await.until(
          "the service to be at it", worker, () -> site.admin.operations().isGoingOn(during));
      worker.kill();
    }
    site.admin.faults().release(during);
    Await.until(
        "the takeover time to be over",
        () ->
            site.ask(
                    "select now() - heartbeat_at > interval '1 second' from coditect_ops.runs"
                        + " where key = '"
                        + key
                        + "'")
                .equals("t"));
    try (WorkerProcess next = drill(key)) {
      assertThat(next.exitCode(Await.PATIENCE)).as(next.out() + next.err()).isZero();
    }

    UUID run =
        UUID.fromString(site.ask("select id from coditect_ops.runs where key = '" + key + "'"));
    assertThat(site.drills.ofRun(run).orElseThrow().verdict()).contains(Drill.Verdict.OK);
    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
  }

  private static WorkerProcess drill(String key) {
    return WorkerProcess.start(
        ENVIRONMENT, "run", "backup-verification", "level=drill", "--key", key);
  }
}
