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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/**
 * A real worker that is killed, or told to end, while the service is at it; another process goes
 * on.
 */
@Tag("campaign")
class DrillKillIT {
  private static final Map<String, String> ENVIRONMENT = new HashMap<>();
  private static final int INTERRUPTED = 4;

  /** What the pod of a drill is granted, as k8s/components/cronjobs says. */
  private static final Duration GRACE = Duration.ofSeconds(60);

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
  @CsvSource({
    "drill, CREATE",
    "drill, RESTORE_VOLUME",
    "drill, DELETE",
    "point-in-time, CLONE",
    "point-in-time, UPDATE",
    "point-in-time, DELETE"
  })
  void the_next_process_brings_the_drill_to_its_end_and_no_server_is_left(
      String level, String during) {
    interruptedDuring(level, during, DrillKillIT::killWhen);
  }

  @ParameterizedTest
  @CsvSource({
    "drill, CREATE",
    "drill, RESTORE_VOLUME",
    "drill, DELETE",
    "point-in-time, CLONE",
    "point-in-time, UPDATE",
    "point-in-time, DELETE"
  })
  void one_that_is_told_to_end_ends_as_interrupted_and_the_next_process_goes_on(
      String level, String during) {
    interruptedDuring(level, during, DrillKillIT::tellWhen);
  }

  @Test
  void one_that_is_told_to_end_while_it_examines_examines_again(@TempDir Path jobs)
      throws Exception {
    Map<String, String> slow = new HashMap<>(ENVIRONMENT);
    slow.put("OPS_JOBS_DIR", slowChecks(jobs).toString());
    mark();
    site.takeBackup();
    tellWhen("the examination", "drill", "told-examining", slow, () -> isExamined(0));
    assertThat(goOn("drill", "told-examining", slow)).isZero();
    assertThat(ended("told-examining").verdict()).contains(Drill.Verdict.OK);
    assertNothingIsLeft();
  }

  @Test
  void an_examination_that_was_killed_is_made_again_and_a_damage_is_not(@TempDir Path jobs)
      throws Exception {
    Map<String, String> slow = new HashMap<>(ENVIRONMENT);
    slow.put("OPS_JOBS_DIR", slowChecks(jobs).toString());
    mark();
    site.takeBackup();
    killWhen("the examination", "drill", "killed-examining", slow, () -> isExamined(0));
    assertThat(goOn("drill", "killed-examining", slow)).isZero();
    assertThat(ended("killed-examining").verdict()).contains(Drill.Verdict.OK);
    assertNothingIsLeft();

    killWhen("the one after the damage", "drill", "killed-damaging", slow, () -> isExamined(1));
    assertThat(goOn("drill", "killed-damaging", slow)).isPositive();
    Drill drill = ended("killed-damaging");
    assertThat(drill.verdict()).contains(Drill.Verdict.INCONCLUSIVE);
    assertThat(drill.problems().get(0).what()).startsWith("Drill interrupted while its copy");
    assertNothingIsLeft();
  }

  /** The job files, and a check that takes its time, but in a copy only. */
  private static Path slowChecks(Path into) throws IOException {
    FileSystemUtils.copyRecursively(Path.of("jobs"), into);
    Path checks = into.resolve("backup-checks");
    Files.writeString(
        checks.resolve("sleep_in_a_copy.sql"),
        "-- Nothing, slowly.\nselect count(pg_sleep(case when exists (select from pg_roles where"
            + " rolname like 'ops\\_drill\\_%') then 6 else 0 end))\n");
    Files.writeString(
        checks.resolve("slow.yaml"),
        """
        proves: The examination takes its time in a copy.
        does-not-prove: That anything in it is as it was.
        statement: sleep_in_a_copy.sql
        comparison: equal
        timeout: 30s
        """);
    return into;
  }

  /** Whether the slow check is asked, after so many examinations that are over. */
  private static boolean isExamined(int before) {
    String over =
        site.ask(
            "select count(*) from coditect_ops.drills where verdict is null and"
                + " jsonb_array_length(checks) > 0");
    return over.equals(Integer.toString(before))
        && site.leaked().stream()
            .filter(name -> isAsking(DrillSite.DRILLS + "/" + name))
            .findAny()
            .isPresent();
  }

  private static boolean isAsking(String instance) {
    try (Connection session =
            servers.behind(instance).database(SourceServer.DATABASE).asSuperuser().getConnection();
        var statement = session.createStatement();
        var row =
            statement.executeQuery(
                "select count(*) from pg_stat_activity where wait_event = 'PgSleep'")) {
      return row.next() && row.getLong(1) > 0;
    } catch (SQLException | IllegalStateException e) {
      // It is not there yet, or not any more.
      return false;
    }
  }

  @FunctionalInterface
  private interface Halt {
    void when(
        String what,
        String level,
        String key,
        Map<String, String> environment,
        BooleanSupplier reached);
  }

  private static void interruptedDuring(String level, String during, Halt halt) {
    // A clone needs a backup before its instant, and a backup a marker in it.
    mark();
    site.takeBackup();
    mark();
    site.admin.faults().hold(during);
    String key = UUID.randomUUID() + "-" + level + "-during-" + during;
    halt.when(
        "the service to be at it",
        level,
        key,
        ENVIRONMENT,
        () -> site.admin.operations().isGoingOn(during));
    site.admin.faults().release(during);
    assertThat(goOn(level, key, ENVIRONMENT)).isZero();

    assertThat(ended(key).verdict()).contains(Drill.Verdict.OK);
    assertNothingIsLeft();
  }

  private static void mark() {
    try (WorkerProcess marker = WorkerProcess.start(ENVIRONMENT, "run", "backup-marker")) {
      assertThat(marker.exitCode(Await.PATIENCE)).as(marker.err()).isZero();
    }
  }

  private static void killWhen(
      String what,
      String level,
      String key,
      Map<String, String> environment,
      BooleanSupplier when) {
    try (WorkerProcess worker = drill(level, key, environment)) {
      Await.until(what, worker, when);
      worker.kill();
    }
    Await.until(
        "the takeover time to be over",
        () ->
            site.ask(
                    "select now() - heartbeat_at > interval '1 second' from coditect_ops.runs"
                        + " where key = '"
                        + key
                        + "'")
                .equals("t"));
  }

  /** SIGTERM, as a node sends it that is drained. */
  private static void tellWhen(
      String what,
      String level,
      String key,
      Map<String, String> environment,
      BooleanSupplier when) {
    try (WorkerProcess worker = drill(level, key, environment)) {
      Await.until(what, worker, when);
      worker.terminate();
      assertThat(worker.exitCode(GRACE)).as(worker.out() + worker.err()).isEqualTo(INTERRUPTED);
    }
    assertThat(site.ask("select outcome from coditect_ops.runs where key = '" + key + "'"))
        .isEqualTo("interrupted");
  }

  private static int goOn(String level, String key, Map<String, String> environment) {
    try (WorkerProcess next = drill(level, key, environment)) {
      return next.exitCode(Await.PATIENCE);
    }
  }

  private static Drill ended(String key) {
    UUID run =
        UUID.fromString(site.ask("select id from coditect_ops.runs where key = '" + key + "'"));
    return site.drills.ofRun(run).orElseThrow();
  }

  private static void assertNothingIsLeft() {
    assertThat(site.leaked()).isEmpty();
    assertThat(servers.running()).isEqualTo(1);
  }

  private static WorkerProcess drill(String level, String key, Map<String, String> environment) {
    return WorkerProcess.start(
        environment, "run", "backup-verification", "level=" + level, "--key", key);
  }
}
