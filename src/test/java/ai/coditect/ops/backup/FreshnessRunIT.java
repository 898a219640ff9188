package ai.coditect.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.InstanceState;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.job.Forecast;
import ai.coditect.ops.job.JobRun;
import ai.coditect.ops.job.Outcome;
import ai.coditect.ops.job.RunResult;
import ai.coditect.ops.job.RunResult.Ending;
import ai.coditect.ops.job.file.JobCatalog;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The job in the whole worker, with the official client against the stand-in over HTTP. */
class FreshnessRunIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient SQL = JdbcClient.create(DATABASE.asSuperuser());
  private static final EventSchemas SCHEMAS = new EventSchemas(Optional.empty());
  private static final String PROJECT = "demo-project";
  private static final String NAME = "coditect-dev-db";

  private static LocalSqlAdmin admin;
  private static InProcessWorker worker;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  @BeforeAll
  static void start() {
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    worker =
        InProcessWorker.start(
            DATABASE, Map.of("OPS_SQLADMIN_URL", admin.url(), "GOOGLE_CLOUD_PROJECT", PROJECT));
  }

  @AfterAll
  static void stop() {
    worker.close();
    admin.close();
  }

  @BeforeEach
  void fine() {
    admin.faults().heal();
    admin.permissions().restoreAll();
    GoodInstance.put(admin.instances(), PROJECT, NAME, now);
    SQL.sql("delete from coditect_ops.outbox").update();
  }

  private RunResult run() {
    return worker.run(
        "backup-verification", "key-" + UUID.randomUUID(), now, Map.of("level", "freshness"));
  }

  private static String verdict(RunResult result) {
    return SQL.sql("select verdict from coditect_ops.backup_verifications where run_id = :run")
        .param("run", result.run().orElseThrow())
        .query(String.class)
        .single();
  }

  /** The type of the only event of this run, whose data is held against its schema. */
  private static String event(RunResult result) {
    record Out(String type, String data) {}
    Out out =
        SQL.sql(
                "select type, cast(data as text) as data from coditect_ops.outbox"
                    + " where run_id = :run and type like 'ai.coditect.backup.%'")
            .param("run", result.run().orElseThrow())
            .query(Out.class)
            .single();
    assertThat(SCHEMAS.misfit(out.type(), JsonMapper.shared().readTree(out.data()))).isEmpty();
    return out.type();
  }

  @Test
  void an_instance_with_its_backups_is_verified_with_every_point() {
    RunResult result = run();

    assertThat(result.problems()).isEmpty();
    assertThat(result.outcome()).isEqualTo(Ending.DONE);
    assertThat(result.changed().byKind()).containsEntry("points-verified", 12L);
    assertThat(verdict(result)).isEqualTo("ok");
    assertThat(event(result)).isEqualTo("ai.coditect.backup.verified.v1");
  }

  @Test
  void a_day_of_maintenance_that_no_week_has_is_none() {
    for (int day : new int[] {0, 8}) {
      admin.instances().put(PROJECT, NAME, maintenance(day));
      assertThat(state().maintenance()).isEmpty();
    }
    admin.instances().put(PROJECT, NAME, maintenance(7));
    assertThat(state().maintenance()).isPresent();
  }

  private static Map<String, Object> maintenance(int day) {
    return Map.of("maintenanceWindow", Map.of("day", day, "hour", 4));
  }

  private static InstanceState state() {
    return new InstanceClient(new SqlAdminClient(Optional.of(admin.url()), Duration.ofSeconds(5)))
        .instance(new InstanceName(PROJECT, NAME));
  }

  @Test
  void the_database_waits_while_the_service_is_asked_again() {
    BackupVerificationJob job = worker.get(BackupVerificationJob.class);
    UUID id = UUID.randomUUID();
    SQL.sql(
            "insert into coditect_ops.runs (id, job, key, origin, parameters, as_of, worker, outcome,"
                + " finished_at) values (:id, 'backup-verification', 'k-' || :id, 'command', '{}',"
                + " now(), 'w', 'interrupted', now())")
        .param("id", id)
        .update();
    Outcome outcome = inAnImpatientTransaction(() -> verify(job, run(job, id)));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void the_database_waits_for_a_forecast_too() {
    BackupVerificationJob job = worker.get(BackupVerificationJob.class);
    Forecast forecast =
        inAnImpatientTransaction(() -> job.forecast(run(job, UUID.randomUUID()), settings(job)));
    assertThat(forecast.lines()).containsExactly(new Forecast.Line("points-verified", "", 12));
  }

  private static Outcome verify(BackupVerificationJob job, JobRun run) {
    return job.stages().get(0).bite().take(run, settings(job));
  }

  private static BackupVerificationSettings settings(BackupVerificationJob job) {
    return (BackupVerificationSettings)
        worker.get(JobCatalog.class).find(job.name()).orElseThrow().settings();
  }

  private JobRun run(BackupVerificationJob job, UUID id) {
    return new JobRun(
        id,
        job.name(),
        "k-" + id,
        now,
        Map.of(),
        1,
        JobRun.Partition.WHOLE,
        Optional.empty(),
        Map.of(),
        false);
  }

  /** The service has to be asked for longer than the transaction may be idle. */
  private static <T> T inAnImpatientTransaction(Supplier<T> work) {
    // Three repetitions with pauses between them take longer than this.
    admin.faults().failNext(3, 503, "backendError");
    JdbcClient sql = worker.get(JdbcClient.class);
    return new TransactionTemplate(worker.get(PlatformTransactionManager.class))
        .execute(
            status -> {
              sql.sql("set local idle_in_transaction_session_timeout = '300ms'").update();
              T result = work.get();
              assertThat(sql.sql("select 1").query(Integer.class).single()).isEqualTo(1);
              return result;
            });
  }

  @Test
  void one_that_never_had_a_backup_fails_although_its_counts_look_fine() {
    admin.instances().put(PROJECT, NAME, Map.of());

    RunResult result = run();

    assertThat(result.outcome()).isEqualTo(Ending.FAILED);
    // The counts that the service shows are the expected ones.
    assertThat(names(result))
        .contains("backups-enabled", "newest-backup", "point-in-time-recovery")
        .doesNotContain("backups-retained", "recovery-log-days");
    assertThat(result.problems()).allSatisfy(p -> assertThat(p.cure()).isNotBlank());
    assertThat(result.retryAt()).as("asking again mends no backup").isEmpty();
    assertThat(verdict(result)).isEqualTo("failed");
    assertThat(event(result)).isEqualTo("ai.coditect.backup.failed.v1");
  }

  @Test
  void the_newest_success_is_found_on_whichever_page_it_is() {
    // A hundred a page, and on-demand ones and failures in front of it.
    GoodInstance.putWithoutBackups(admin.instances(), PROJECT, NAME, now);
    backup(Duration.ofHours(28), Map.of());
    for (int i = 0; i < 120; i++) {
      backup(Duration.ofMinutes(200 - i), Map.of("type", "ON_DEMAND"));
    }
    int before = admin.faults().calls();
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    assertThat(admin.faults().calls() - before).as("one for each page, and two").isEqualTo(4);

    GoodInstance.putWithoutBackups(admin.instances(), PROJECT, NAME, now);
    backup(Duration.ofHours(29).plusSeconds(1), Map.of());
    backup(Duration.ofHours(1), Map.of("status", "FAILED"));
    backup(Duration.ofHours(2), Map.of("status", "SKIPPED"));
    RunResult late = run();
    assertThat(names(late)).containsExactly("newest-backup");
    assertThat(late.problems().get(0).what()).contains("29h old", "1 failed since");
  }

  private void backup(Duration ago, Map<String, Object> fields) {
    admin.instances().putBackup(PROJECT, NAME, now.minus(ago), fields);
  }

  @Test
  void a_service_that_is_busy_is_asked_again_within_the_run() {
    admin.faults().failNext(2, 429, "rateLimitExceeded");
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
    admin.faults().failNext(2, 503, "backendError");
    assertThat(run().outcome()).isEqualTo(Ending.DONE);
  }

  @Test
  void a_service_that_is_away_or_says_conflict_fails_the_run_which_is_tried_again() {
    for (int status : new int[] {503, 409}) {
      admin.faults().failNext(100, status, status == 409 ? "operationInProgress" : "backendError");
      RunResult result = run();
      assertThat(result.outcome()).isEqualTo(Ending.FAILED);
      assertThat(result.problems().get(0).what()).contains("answers " + status);
      assertThat(result.retryAt()).isPresent();
      admin.faults().heal();
    }
  }

  @Test
  void what_nobody_may_ask_is_inconclusive_and_names_the_permission() {
    for (String permission : List.of("cloudsql.instances.get", "cloudsql.backupRuns.list")) {
      admin.permissions().takeAway(PROJECT, permission);
      RunResult result = run();
      assertThat(result.outcome()).isEqualTo(Ending.FAILED);
      assertThat(verdict(result)).isEqualTo("inconclusive");
      assertThat(event(result)).isEqualTo("ai.coditect.backup.failed.v1");
      assertThat(result.problems()).singleElement().asString().contains(permission, "roles/");
      admin.permissions().restoreAll();
    }
  }

  @Test
  void what_nobody_may_ask_hides_nothing_of_what_is_known() {
    admin.permissions().takeAway(PROJECT, "cloudsql.backupRuns.list");
    try {
      admin.instances().edit(PROJECT, NAME, FreshnessRunIT::neverBackedUp);
      RunResult result = run();
      assertThat(verdict(result)).isEqualTo("failed");
      assertThat(result.problems().toString())
          .contains("backups-enabled: no", "cloudsql.backupRuns.list");
    } finally {
      admin.permissions().restoreAll();
      GoodInstance.put(admin.instances(), PROJECT, NAME, Clock.systemUTC().instant());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> neverBackedUp(Map<String, Object> instance) {
    Map<String, Object> settings = (Map<String, Object>) instance.get("settings");
    ((Map<String, Object>) settings.get("backupConfiguration")).put("enabled", false);
    return instance;
  }

  @Test
  void a_quota_and_a_service_that_is_off_are_no_missing_permissions() {
    Map<String, String> said =
        Map.of("quotaExceeded", "Quota exhausted", "accessNotConfigured", "Admin API off");
    said.forEach(
        (reason, what) -> {
          admin.faults().failNext(1, 403, reason);
          RunResult result = run();
          assertThat(verdict(result)).isEqualTo("inconclusive");
          assertThat(result.problems())
              .singleElement()
              .asString()
              .contains(what)
              .doesNotContain("Permission denied");
        });
  }

  @Test
  void a_missing_instance_is_a_failure_and_one_in_maintenance_is_inconclusive() {
    try (InProcessWorker elsewhere =
        InProcessWorker.start(
            DATABASE,
            Map.of("OPS_SQLADMIN_URL", admin.url(), "GOOGLE_CLOUD_PROJECT", "other-project"))) {
      RunResult missing = elsewhere.run("backup-verification", "k", now, Map.of());
      assertThat(verdict(missing)).isEqualTo("failed");
      assertThat(missing.problems()).singleElement().asString().contains("Instance missing");
    }

    state("MAINTENANCE");
    RunResult maintained = run();
    assertThat(verdict(maintained)).isEqualTo("inconclusive");
    assertThat(names(maintained)).containsExactly("instance-runnable");

    state("SUSPENDED");
    assertThat(verdict(run())).isEqualTo("failed");
  }

  private void state(String state) {
    GoodInstance.put(admin.instances(), PROJECT, NAME, now);
    admin
        .instances()
        .edit(
            PROJECT,
            NAME,
            document -> {
              document.put("state", state);
              return document;
            });
  }

  @Test
  void a_forecast_asks_the_same_and_records_nothing() {
    long before = records();
    assertThat(worker.dryRun("backup-verification", now).outcome()).isEqualTo(Ending.DONE);
    assertThat(records()).isEqualTo(before);
  }

  private static long records() {
    return SQL.sql("select count(*) from coditect_ops.backup_verifications")
        .query(Long.class)
        .single();
  }

  @Test
  void an_unknown_level_is_refused() {
    RunResult result = worker.run("backup-verification", "odd", now, Map.of("level", "thorough"));
    assertThat(result.outcome()).isEqualTo(Ending.REFUSED);
    assertThat(result.problems()).extracting(Problem::what).contains("Unknown level \"thorough\".");
  }

  /** The points that a run names, by what stands before the colon. */
  private static List<String> names(RunResult result) {
    return result.problems().stream().map(p -> p.what().split(":")[0]).toList();
  }
}
