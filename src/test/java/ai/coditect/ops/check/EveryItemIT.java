package ai.coditect.ops.check;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.check.PlantedFault.Step;
import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.local.monitoring.LocalMonitoring;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import com.google.protobuf.Duration;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The deployment checklist against each of its own failures, planted one by one. */
class EveryItemIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final String PROJECT = "demo-project";
  private static final String DRILLS = "demo-drills";
  private static final String NAME = "coditect-dev-db";

  /** Items whose pair is elsewhere: class and methods that turn them red, and green. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          entry(
              "the database can be reached and is PostgreSQL 15 or newer",
              "check.CheckListIT#a_database_that_is_down_is_one_failed_item"
                  + " check.CheckListIT#a_migrated_database_is_fine_item_by_item_in_a_stable_order"),
          entry(
              "the connection to the database is encrypted",
              "check.CheckListIT#encryption_that_was_asked_for_and_is_not_there_fails"
                  + " check.ServerFindingsTest"
                  + "#a_plain_connection_fails_where_encryption_was_asked_for_or_it_leaves_the_machine"),
          entry(
              "the server has room for the worker's connections",
              "check.CheckListIT#a_login_with_too_few_connections_is_told_the_cure"),
          entry(
              "a connection opens fast enough",
              "check.database.LoadFindingsTest#the_median_counts_and_all_are_printed"),
          entry(
              "a simple query answers fast enough",
              "check.database.LoadFindingsTest#the_median_counts_and_all_are_printed"),
          entry(
              "few enough connections are in use",
              "check.database.LoadFindingsTest#at_its_limit_nothing_is_wrong_yet"),
          entry(
              "the clocks agree",
              "check.database.LoadFindingsTest#at_its_limit_nothing_is_wrong_yet"),
          entry(
              "no transaction is open for long",
              "check.database.LoadFindingsTest#a_long_transaction_is_named_and_what_is_hidden_is_not_proven"
                  + " check.database.LoadStoreIT#an_open_transaction_is_seen_by_whoever_may_see_it"),
          entry(
              "each hold that an earlier version placed on an address fits somebody",
              "erasure.HeldAddressesIT"
                  + "#a_hold_of_the_version_before_that_fits_nobody_is_told_by_list_and_check"),
          entry(
              "this database is the ledger's writer",
              "erasure.TwoDatabasesIT"
                  + "#a_staging_copy_with_the_environment_of_production_erases_nobody_and_costs_nobody"),
          entry(
              "no foreign key, trigger, rule or partition acts beside the map of personal data",
              "erasure.BesideTheMapIT#what_the_catalogue_shows_refuses_the_run_by_name"),
          entry(
              "the ledger of erasures is sound and can be written",
              "erasure.VerifyIT#a_place_that_cannot_be_written_fails_the_check_and_the_run_and_deletes_nothing"
                  + " erasure.VerifyIT#the_check_leaves_nothing_behind_and_says_when_nothing_can_be_erased"),
          entry(
              // With the schedules that are shipped it is not proven, as clones stay in the
              // project.
              "the worker's identity cannot write the source of its drills",
              "backup.ProjectRightsCheckIT#whatever_can_write_the_source_is_asked_for"
                  + " backup.ProjectRightsCheckIT"
                  + "#clones_need_a_right_in_the_sources_project_and_leave_it_unproven"),
          entry(
              "a signed marker is as young as it has to be",
              "backup.marker.MarkerAgeCheckIT"
                  + "#it_is_red_when_the_newest_marker_is_too_old_and_green_again_after_the_next"),
          entry(
              "the database is not older than the ledger",
              "erasure.ReplayIT#whoever_is_held_stays_and_the_database_stays_older_until_the_release"),
          entry(
              "requests for erasure are within their time",
              "trigger.command.ErasureCommandsIT"
                  + "#a_request_is_made_listed_extended_and_seen_by_check"),
          entry(
              "requests for copies are within their time",
              "export.request.ExportCommandsIT"
                  + "#check_fails_from_the_instant_at_which_an_open_request_is_overdue"));

  private static final List<String> EXPECTED =
      List.of(
          "license-expiry",
          "gdpr-purge",
          "gdpr-export",
          "backup-marker",
          "backup-verification/freshness",
          "backup-verification/drill",
          "backup-verification/point-in-time");

  /** On the list, and this version has no way to the service: issue D brings it. */
  private static final List<String> UNASKED =
      List.of(
          "CPU and memory of the instance are within their limits",
          "the secrets are present in Secret Manager");

  @TempDir private static Path directory;
  private static LocalSqlAdmin admin;
  private static LocalPubSub pubsub;
  private static LocalStorage storage;
  private static LocalMonitoring monitoring;
  private static PubSubConnection client;
  private static InProcessWorker worker;

  @BeforeAll
  static void start() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    pubsub = LocalPubSub.start();
    storage = LocalStorage.start("packages", "ledger");
    monitoring = LocalMonitoring.start(Clock.systemUTC());
    client = new PubSubConnection(pubsub.endpoint(), PROJECT);
    GoodInstance.put(admin.instances(), PROJECT, NAME, Instant.now());
    rights();
    for (String topic : List.of("ops-requests", "ops-requests-dead", "ops-outcomes")) {
      client.topics().createTopic(client.topic(topic));
    }
    subscribe("ops-worker", "ops-requests", EveryItemIT::right);
    subscribe("ops-dead", "ops-requests-dead", each -> {});
    keepForTenYears();
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(directory));
    variables.put("OPS_LEDGER_URI", "gs://ledger/l");
    variables.put("OPS_EXPORT_URI", "gs://packages/p");
    variables.put("STORAGE_EMULATOR_HOST", storage.host());
    variables.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    variables.put("OPS_SQLADMIN_URL", admin.url());
    variables.put("OPS_MONITORING_ENDPOINT", monitoring.endpoint());
    variables.put("OPS_DRILL_PROJECT", DRILLS);
    variables.put("GOOGLE_CLOUD_PROJECT", PROJECT);
    variables.put("OPS_JOBS_DIR", directory.toString());
    worker = InProcessWorker.start(DATABASE, variables);
    for (String label : EXPECTED) {
      known(label, "now()");
    }
  }

  @AfterAll
  static void stop() {
    worker.close();
    client.close();
    storage.close();
    monitoring.close();
    pubsub.close();
    admin.close();
  }

  // What is planted.

  static Stream<PlantedFault> faults() {
    List<PlantedFault> all = new ArrayList<>();
    all.add(
        sql(
            "the migrations are up to date",
            "create table public.kept as select * from coditect_ops.flyway_ops_history where"
                + " version = '018'; delete from coditect_ops.flyway_ops_history where version ="
                + " '018'",
            "insert into coditect_ops.flyway_ops_history select * from public.kept; drop table"
                + " public.kept"));
    all.add(
        sql(
            "the system role sees every tenant and holds exactly the declared privileges",
            "grant truncate on coditect_ops.runs to coditect_system",
            "revoke truncate on coditect_ops.runs from coditect_system"));
    all.add(
        sql(
            "the tenants' tables are guarded by row-level security",
            "alter table coditect_shared.projects no force row level security",
            "alter table coditect_shared.projects force row level security"));
    all.add(
        sql(
            "the tenants' four tables are there",
            "alter table coditect_shared.projects rename to ventures",
            "alter table coditect_shared.ventures rename to projects"));
    all.add(
        sql(
            "the tenants' login sees its own organization's rows only",
            "create policy anybody on coditect_shared.users for select using (true)",
            "drop policy anybody on coditect_shared.users"));
    all.add(
        sql(
            "every foreign key is served by a valid index",
            "drop index coditect_shared.projects_by_owner",
            "create index projects_by_owner on coditect_shared.projects (owner_id, organization_id)"));
    all.add(
        sql(
            "every trigger is there and fires",
            "alter table coditect_shared.users disable trigger audit_touches",
            "alter table coditect_shared.users enable trigger audit_touches"));
    all.add(
        sql(
            "every constraint is validated",
            "alter table coditect_shared.users add constraint odd check (id is not null) not valid",
            "alter table coditect_shared.users drop constraint odd"));
    all.add(
        sql(
            "no table is bloated",
            "create table coditect_ops.swollen as select n from generate_series(1, 12000) n; delete"
                + " from coditect_ops.swollen where n % 2 = 0; select pg_stat_force_next_flush();"
                + " select 1",
            "drop table coditect_ops.swollen"));
    all.add(
        sql(
            "every schedule and every queued run is fired",
            "insert into coditect_ops.qrtz_job_details (sched_name, job_name, job_group,"
                + " job_class_name, is_durable, is_nonconcurrent, is_update_data, requests_recovery)"
                + " values ('coditect-ops', 'j', 'runs', 'c', true, false, false, false); insert into"
                + " coditect_ops.qrtz_triggers (sched_name, trigger_name, trigger_group, job_name,"
                + " job_group, next_fire_time, prev_fire_time, priority, trigger_state, trigger_type,"
                + " start_time, end_time, misfire_instr) values ('coditect-ops', 't', 'j', 'j',"
                + " 'runs', 1000, -1, 5, 'PAUSED', 'SIMPLE', 1000, 0, 1)",
            "delete from coditect_ops.qrtz_triggers where trigger_name = 't'; delete from"
                + " coditect_ops.qrtz_job_details where job_name = 'j'"));
    all.add(
        sql(
            "every run that is due is taken up",
            "insert into coditect_ops.runs (job, key, origin, as_of, worker, outcome, finished_at)"
                + " values ('license-expiry', 'parked', 'command', now(), 'w', 'parked', now() -"
                + " interval '1 hour')",
            "delete from coditect_ops.runs where key = 'parked'"));
    for (String label : EXPECTED) {
      all.add(
          new PlantedFault(
              label + " is not overdue",
              () -> known(label, "now() - interval '40 days'"),
              () -> known(label, "now()")));
    }
    all.add(
        sql(
            "the destruction switch can be read",
            "alter table coditect_ops.destruction rename to switch",
            "alter table coditect_ops.switch rename to destruction"));
    all.add(
        sql(
            "the map of personal data fits the database",
            "alter table coditect_shared.users add column nickname text",
            "alter table coditect_shared.users drop column nickname"));
    all.add(
        sql(
            "events leave the outbox",
            "insert into coditect_ops.outbox (event_id, type, ordering_key, occurred_at, recorded_at,"
                + " data) values ('stuck', 't', '', now(), now() - interval '1 hour', '{}')",
            "delete from coditect_ops.outbox where event_id = 'stuck'"));
    all.add(
        sql(
            "no event of the last day was rejected",
            "insert into coditect_ops.rejected_events (message_id, subscription, reason, body_sha256,"
                + " body_bytes) values ('m', 'ops-worker', 'it has no data', '', 0)",
            "update coditect_ops.rejected_events set received_at = now() - interval '25 hours'"));
    all.add(
        new PlantedFault(
            "the job files are valid",
            () -> Files.writeString(directory.resolve("odd.yaml"), "owner: nobody"),
            () -> Files.delete(directory.resolve("odd.yaml"))));
    all.add(
        new PlantedFault(
            "Cloud Monitoring can be written",
            () -> monitoring.faults().refuseAll(Status.PERMISSION_DENIED),
            () -> monitoring.faults().none()));
    Path checks = directory.resolve("backup-checks");
    all.add(
        new PlantedFault(
            "the check files of backups are valid",
            () -> {
              Files.createDirectory(checks);
              Files.writeString(checks.resolve("odd.yaml"), "proves: nothing");
            },
            () -> {
              Files.delete(checks.resolve("odd.yaml"));
              Files.delete(checks);
            }));
    all.add(
        new PlantedFault(
            "the metric files are valid",
            () ->
                Files.writeString(
                    Files.createDirectory(directory.resolve("metrics")).resolve("odd.yaml"),
                    "capability: odd"),
            () -> {
              Files.delete(directory.resolve("metrics/odd.yaml"));
              Files.delete(directory.resolve("metrics"));
            }));
    all.addAll(pubSubFaults());
    all.addAll(storageFaults());
    all.addAll(instanceFaults());
    return all.stream();
  }

  private static List<PlantedFault> pubSubFaults() {
    return List.of(
        new PlantedFault(
            "Pub/Sub topics and subscriptions exist, with dead letters",
            () -> client.topics().deleteTopic(client.topic("ops-outcomes")),
            () -> client.topics().createTopic(client.topic("ops-outcomes"))),
        new PlantedFault(
            "what fails is delivered again with growing waits",
            () -> again(each -> each.clearRetryPolicy()),
            () -> again(each -> {})),
        new PlantedFault(
            "the subscriptions of requests and dead letters never expire",
            () ->
                again(
                    each ->
                        each.setExpirationPolicy(
                            ExpirationPolicy.newBuilder()
                                .setTtl(Duration.newBuilder().setSeconds(86_400)))),
            () -> again(each -> {})),
        new PlantedFault(
            "outcomes reach their subscribers in order",
            () -> subscribe("audience", "ops-outcomes", each -> {}),
            () -> {
              client.subscriptions().deleteSubscription(client.subscription("audience"));
              subscribe("audience", "ops-outcomes", each -> each.setEnableMessageOrdering(true));
            }));
  }

  private static void again(Consumer<Subscription.Builder> change) {
    client.subscriptions().deleteSubscription(client.subscription("ops-worker"));
    subscribe(
        "ops-worker",
        "ops-requests",
        each -> {
          right(each);
          change.accept(each);
        });
  }

  private static void right(Subscription.Builder subscription) {
    subscription
        .setRetryPolicy(
            RetryPolicy.newBuilder().setMinimumBackoff(Duration.newBuilder().setSeconds(10)))
        .setDeadLetterPolicy(
            DeadLetterPolicy.newBuilder()
                .setDeadLetterTopic(client.topic("ops-requests-dead"))
                .setMaxDeliveryAttempts(100));
  }

  private static void subscribe(String name, String topic, Consumer<Subscription.Builder> change) {
    Subscription.Builder wanted =
        Subscription.newBuilder()
            .setName(client.subscription(name))
            .setTopic(client.topic(topic))
            .setAckDeadlineSeconds(60);
    change.accept(wanted);
    client.subscriptions().createSubscription(wanted.build());
  }

  private static List<PlantedFault> storageFaults() {
    return List.of(
        new PlantedFault(
            "packages can be written",
            () -> storage.faults().failNext(1, 403, "forbidden"),
            () -> storage.faults().heal()),
        new PlantedFault(
            "the bucket of packages lets go of what is deleted",
            () ->
                storage
                    .buckets()
                    .rule(
                        "packages",
                        Map.of(
                            "versioning",
                            Map.of("enabled", true),
                            "softDeletePolicy",
                            Map.of("retentionDurationSeconds", "604800"))),
            () -> storage.buckets().rule("packages", Map.of())),
        new PlantedFault(
            "the bucket of the ledger keeps what is written",
            () -> storage.buckets().rule("ledger", Map.of()),
            EveryItemIT::keepForTenYears));
  }

  private static void keepForTenYears() {
    storage
        .buckets()
        .rule(
            "ledger",
            Map.of(
                "retentionPolicy",
                Map.of(
                    "retentionPeriod", "315360000",
                    "effectiveTime", "2026-01-01T00:00:00Z",
                    "isLocked", true)));
  }

  private static void rights() {
    admin
        .permissions()
        .grant(
            "",
            PROJECT,
            "cloudsql.instances.get",
            "cloudsql.instances.list",
            "cloudsql.backupRuns.list",
            "cloudsql.backupRuns.get");
    admin
        .permissions()
        .grant(
            "",
            DRILLS,
            "cloudsql.instances.create",
            "cloudsql.instances.delete",
            "cloudsql.instances.get",
            "cloudsql.instances.list",
            "cloudsql.instances.restoreBackup",
            "cloudsql.instances.update",
            "cloudsql.users.create");
  }

  private static List<PlantedFault> instanceFaults() {
    return List.of(
        document("the instance runs", each -> each.put("state", "SUSPENDED")),
        setting("the instance has a private address", "ipConfiguration.privateNetwork", null),
        setting("the instance has no public address", "ipConfiguration.ipv4Enabled", true),
        setting(
            "the instance takes encrypted connections only",
            "ipConfiguration.sslMode",
            "ALLOW_UNENCRYPTED_AND_ENCRYPTED"),
        setting("logins by IAM are on", "databaseFlags", List.of()),
        setting("the disk grows by itself", "storageAutoResize", false),
        setting("maintenance comes when it is expected", "maintenanceWindow.day", 3),
        document("the instance is in the declared region", each -> each.put("region", "us-east1")),
        setting("daily backups are enabled", "backupConfiguration.enabled", false),
        new PlantedFault(
            "the newest automated backup succeeded and is fresh",
            () -> GoodInstance.putWithoutBackups(admin.instances(), PROJECT, NAME, Instant.now()),
            EveryItemIT::good),
        setting(
            "enough backups are kept",
            "backupConfiguration.backupRetentionSettings.retainedBackups",
            6),
        setting(
            "point-in-time recovery is enabled",
            "backupConfiguration.pointInTimeRecoveryEnabled",
            false),
        setting(
            "a point in time can be reached for enough days",
            "backupConfiguration.transactionLogRetentionDays",
            6),
        new PlantedFault(
            "point-in-time recovery reaches close to now",
            () ->
                admin
                    .instances()
                    .putLatestRecovery(PROJECT, NAME, Instant.now().minusSeconds(3600)),
            EveryItemIT::good),
        setting(
            "the daily backup starts when it is expected",
            "backupConfiguration.startTime",
            "09:00"),
        setting(
            "backups are kept in a location that is named", "backupConfiguration.location", "us"),
        setting("the instance cannot be deleted by a slip", "deletionProtectionEnabled", false),
        setting("a deletion takes a last backup first", "finalBackupConfig.enabled", false),
        setting("backups outlive the instance", "retainBackupsOnDelete", false),
        setting("the database has room on its disk", "dataDiskSizeGb", "0"));
  }

  private static void good() {
    GoodInstance.put(admin.instances(), PROJECT, NAME, Instant.now());
  }

  private static PlantedFault document(String claim, Consumer<Map<String, Object>> change) {
    return new PlantedFault(
        claim,
        () ->
            admin
                .instances()
                .edit(
                    PROJECT,
                    NAME,
                    found -> {
                      change.accept(found);
                      return found;
                    }),
        EveryItemIT::good);
  }

  /** One of the instance's settings, by its path. */
  @SuppressWarnings("unchecked")
  private static PlantedFault setting(String claim, String path, Object value) {
    return document(
        claim,
        found -> {
          Map<String, Object> at = (Map<String, Object>) found.get("settings");
          String[] names = path.split("\\.");
          for (int i = 0; i < names.length - 1; i++) {
            at = (Map<String, Object>) at.get(names[i]);
          }
          if (value == null) {
            at.remove(names[names.length - 1]);
          } else {
            at.put(names[names.length - 1], value);
          }
        });
  }

  private static PlantedFault sql(String claim, String plant, String heal) {
    Step planted = () -> DATABASE.execute(plant.split("; "));
    return new PlantedFault(claim, planted, () -> DATABASE.execute(heal.split("; ")));
  }

  private static void known(String label, String since) {
    DATABASE.execute(
        "insert into coditect_ops.expected_successes values ('"
            + label
            + "', "
            + since
            + ") on conflict (label) do update set known_since = excluded.known_since");
  }

  // What is found.

  private static Map<String, Check> all() {
    Map<String, Check> items = new TreeMap<>();
    Stream.concat(
            worker.all(Check.class).stream(),
            worker.all(CheckGroup.class).stream().flatMap(group -> group.items().stream()))
        .forEach(
            item ->
                assertThat(items.put(item.claim(), item))
                    .as("two items claim: %s", item.claim())
                    .isNull());
    return items;
  }

  private static Finding find(PlantedFault fault) {
    Check item = all().get(fault.claim());
    assertThat(item).as(fault.claim()).isNotNull();
    return item.examine();
  }

  private static void awaitState(PlantedFault fault, State state) {
    // The server's own counters come a moment later; everything else is there at once.
    await()
        .atMost(Await.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(find(fault).state()).as("%s: %s", fault, find(fault)).isEqualTo(state));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void what_is_planted_turns_the_item_red_and_what_is_healed_green(PlantedFault fault)
      throws Exception {
    Finding before = find(fault);
    assertThat(before.state()).as("before: %s", before).isEqualTo(State.OK);
    assertThat(before.detail()).as("the measured value").isNotBlank();
    fault.plant().take();
    try {
      awaitState(fault, State.FAILED);
      if (!fault.claim().equals("packages can be written")) {
        assertThat(find(fault).problems())
            .isNotEmpty()
            .allSatisfy(
                problem -> {
                  assertThat(problem.what()).isNotBlank();
                  assertThat(problem.where()).isNotBlank();
                  assertThat(problem.cure()).isNotBlank();
                });
      }
    } finally {
      fault.heal().take();
    }
    awaitState(fault, State.OK);
  }

  @Test
  void no_item_is_without_its_red_and_its_green_and_none_is_of_the_past() {
    TreeSet<String> paired = new TreeSet<>(faults().map(PlantedFault::claim).toList());
    paired.addAll(ELSEWHERE.keySet());
    paired.addAll(UNASKED);
    assertThat(all().keySet()).containsExactlyElementsOf(paired);
    Map<String, Check> items = all();
    UNASKED.forEach(
        claim -> assertThat(items.get(claim).examine().state()).isEqualTo(State.NOT_APPLICABLE));
    ELSEWHERE
        .values()
        .forEach(
            tests -> assertThat(List.of(tests.split(" "))).allSatisfy(EveryItemIT::existsAsATest));
  }

  /** A class and one of its methods. */
  private static void existsAsATest(String named) throws ClassNotFoundException {
    String[] parts = named.split("#", 2);
    Class<?> type = Class.forName("ai.coditect.ops." + parts[0]);
    assertThat(Stream.of(type.getDeclaredMethods()).map(method -> method.getName()))
        .contains(parts[1]);
  }

  @Test
  void looking_changes_nothing() {
    String before = fingerprint();
    all().values().forEach(Check::examine);
    assertThat(fingerprint()).isEqualTo(before);
  }

  /** Rows of each table of both schemas, and objects of both buckets. */
  private static String fingerprint() {
    String rows =
        JdbcClient.create(DATABASE.asSuperuser())
            .sql(
                "select string_agg(c.relname || ' ' || (xpath('/row/n/text()', query_to_xml("
                    + "'select count(*) as n from ' || c.oid::regclass, false, true, '')))[1]::text,"
                    + " '|' order by c.relname) from pg_class c join pg_namespace n on n.oid ="
                    + " c.relnamespace where n.nspname like 'coditect%' and c.relkind = 'r'")
            .query(String.class)
            .single();
    return rows + storage.buckets().names("packages") + storage.buckets().names("ledger");
  }
}
