package ai.coditect.ops.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.backup.drill.throwaway.InstanceLookupClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayClient;
import ai.coditect.ops.backup.drill.throwaway.ThrowawayStore;
import ai.coditect.ops.backup.event.BackupEventPublisher;
import ai.coditect.ops.backup.evidence.Drill;
import ai.coditect.ops.backup.evidence.DrillStore;
import ai.coditect.ops.backup.examine.Examination;
import ai.coditect.ops.backup.examine.Expectation.Tolerance;
import ai.coditect.ops.backup.instance.InstanceClient;
import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.local.sqladmin.ServersBehind;
import ai.coditect.ops.outbox.OutboxStore;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.trigger.pubsub.event.EventSchemas;
import com.google.api.services.sqladmin.model.BackupRun;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A source instance, the service that knows it, and a project for drills. */
final class DrillSite implements AutoCloseable {
  static final InstanceName SOURCE = new InstanceName("prod", "coditect-dev-db");
  static final String DRILLS = "drills";
  private static final Duration LONG = Duration.ofHours(2);
  private static final List<String> EXTENSIONS = List.of("plpgsql", "pgcrypto");
  private static final EventSchemas SCHEMAS = new EventSchemas(Optional.empty());

  final LocalPostgres.Database database;
  final LocalSqlAdmin admin;
  final SqlAdminClient api;
  final DrillStore drills;
  final ThrowawayStore store;
  final HikariDataSource worker = new HikariDataSource();
  final Given examination = new Given();
  Optional<String> project = Optional.of(DRILLS);

  /** What the worker looks for in a copy. */
  String wanted;

  /** As whom it looks. */
  String login = LocalPostgres.WORKER;

  /** Of the worker that was started last. */
  BackgroundWork background = new BackgroundWork();

  /** An examination that finds what a test says. */
  static final class Given implements CopyExamination {
    volatile Function<CopyClient.Copy, Examination> found = copy -> examination(List.of());
    volatile boolean named = true;
    volatile List<Problem> missing = List.of();

    @Override
    public List<Problem> missing() {
      return missing;
    }

    @Override
    public Examination examine(Drill drill, DrillSettings settings, CopyClient.Copy copy) {
      return found.apply(copy);
    }

    @Override
    public Drill.Control damage(Drill drill, DrillSettings settings, CopyClient.Copy copy) {
      return new Drill.Control("lost-rows", 7, named, List.of());
    }
  }

  static Examination examination(List<Examination.Result> results) {
    return new Examination(
        Clock.systemUTC().instant(),
        Duration.ofMillis(3),
        Optional.of(1L),
        Optional.of(Duration.ofSeconds(9)),
        results);
  }

  DrillSite(LocalPostgres.Database database, ServersBehind behind) {
    this.database = database;
    this.wanted = database.name();
    worker.setDataSource(database.as(LocalPostgres.WORKER));
    worker.setMaximumPoolSize(2);
    this.admin = LocalSqlAdmin.start(behind, Clock.systemUTC());
    admin
        .instances()
        .put(
            SOURCE.project(),
            SOURCE.instance(),
            Map.of(
                "deletionProtectionEnabled",
                true,
                "dataDiskSizeGb",
                "20",
                "ipConfiguration",
                Map.of("ipv4Enabled", false, "privateNetwork", "projects/net/global/networks/vpc"),
                "backupConfiguration",
                Map.of("enabled", true, "pointInTimeRecoveryEnabled", true)));
    this.api = new SqlAdminClient(Optional.of(admin.url()), Duration.ofSeconds(5));
    JdbcClient jdbc = JdbcClient.create(worker);
    this.drills = new DrillStore(jdbc, JsonMapper.builder().build());
    this.store = new ThrowawayStore(jdbc, Duration.ofSeconds(30));
  }

  static DrillSettings settings() {
    return settings(LONG, Duration.ofMinutes(5), LONG, Duration.ZERO);
  }

  static DrillSettings settings(
      Duration longest, Duration removeWithin, Duration leftoversAfter, Duration keepFailed) {
    return settings(
        "drill",
        longest,
        Duration.ofHours(1),
        removeWithin,
        leftoversAfter,
        keepFailed,
        EXTENSIONS);
  }

  /** Under another prefix. */
  static DrillSettings settings(String prefix, Duration leftoversAfter) {
    return settings(prefix, LONG, LONG, LONG, leftoversAfter, Duration.ZERO, EXTENSIONS);
  }

  static DrillSettings settings(List<String> extensions) {
    return settings("drill", LONG, LONG, LONG, LONG, Duration.ZERO, extensions);
  }

  /** A copy that does not let the worker in for so long never will. */
  static DrillSettings connectingWithin(Duration connectWithin) {
    return settings("drill", LONG, connectWithin, LONG, LONG, Duration.ZERO, EXTENSIONS);
  }

  private static DrillSettings settings(
      String prefix,
      Duration longest,
      Duration connectWithin,
      Duration removeWithin,
      Duration leftoversAfter,
      Duration keepFailed,
      List<String> extensions) {
    return new DrillSettings(
        prefix,
        DrillSettings.Choice.NEWEST,
        Optional.empty(),
        Optional.empty(),
        longest,
        connectWithin,
        removeWithin,
        leftoversAfter,
        keepFailed,
        new DrillSettings.Cost(0.25, 5),
        2,
        Duration.ofHours(25),
        Duration.ofHours(1),
        new Tolerance(20, 1),
        extensions);
  }

  /** A worker that was just started. */
  RestoreDrill drill() {
    InstanceLookupClient seen = new InstanceLookupClient(api);
    Function<String, ThrowawayClient> clients = prefix -> new ThrowawayClient(api, prefix);
    BackupSelection preparation =
        new BackupSelection(drills, store, new InstanceClient(api), seen, examination, project);
    CopyClient copies =
        new CopyClient(
            new CopyClient.Access(database.port(), "disable", wanted, login, "any", false));
    background = new BackgroundWork();
    return new RestoreDrill(
        drills,
        preparation,
        new CopyCreation(drills, store, seen, clients, preparation, new Random()),
        new CopyVerification(drills, store, seen, clients, copies, examination, background),
        new DrillCleanup(
            drills,
            store,
            seen,
            clients,
            new BackupEventPublisher(
                new OutboxStore(JdbcClient.create(worker)), JsonMapper.builder().build()),
            project),
        Clock.systemUTC());
  }

  /** Takes a backup by the service and waits for it. */
  String takeBackup() {
    api.ask(
        SOURCE,
        "",
        client ->
            client
                .backupRuns()
                .insert(SOURCE.project(), SOURCE.instance(), new BackupRun())
                .execute());
    InstanceClient instances = new InstanceClient(api);
    Await.until("the backup", () -> instances.backups(SOURCE).get(0).isSuccessful());
    return instances.backups(SOURCE).get(0).id();
  }

  /** A backup of which the service says nothing but that it is there. */
  String pretendBackup() {
    return admin
        .instances()
        .putBackup(SOURCE.project(), SOURCE.instance(), Clock.systemUTC().instant(), Map.of());
  }

  void deleteBackup(String id) {
    api.ask(
        SOURCE,
        "",
        client ->
            client
                .backupRuns()
                .delete(SOURCE.project(), SOURCE.instance(), Long.valueOf(id))
                .execute());
    InstanceClient instances = new InstanceClient(api);
    Await.until("the backup to be gone", () -> instances.backups(SOURCE).isEmpty());
  }

  /** Writes a run into the ledger, as the engine does before the first bite. */
  UUID begin(String level) {
    UUID run = UUID.randomUUID();
    database.execute(
        "insert into coditect_ops.runs (id, job, key, origin, parameters, as_of, worker, outcome,"
            + " finished_at) values ('"
            + run
            + "', 'backup-verification', 'k-"
            + run
            + "', 'command', '{\"level\": \""
            + level
            + "\"}', now(), 'w', 'interrupted', now())");
    return run;
  }

  Instant asOf() {
    return Clock.systemUTC().instant();
  }

  /** The single answer to a question about the source's database. */
  String ask(String sql) {
    try (Connection session = database.asSuperuser().getConnection();
        var statement = session.createStatement();
        var row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The type of the event that a run sent; its data are as they are declared. */
  String told(UUID run) {
    String type = ask("select type from coditect_ops.outbox where run_id = '" + run + "'");
    String data = ask("select data from coditect_ops.outbox where run_id = '" + run + "'");
    assertThat(SCHEMAS.misfit(type, JsonMapper.shared().readTree(data))).isEmpty();
    return type;
  }

  /** All throwaway instances that are there now, in whichever project. */
  List<String> leaked() {
    return Stream.of(DRILLS, SOURCE.project())
        .flatMap(each -> admin.instances().names(each).stream())
        .filter(name -> !name.equals(SOURCE.instance()))
        .toList();
  }

  @Override
  public void close() throws IOException {
    admin.close();
    worker.close();
  }
}
