package ai.coditect.ops.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.coditect.ops.local.Await;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.local.ServingWorker;
import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Entries of the audit log as a log sink sends them, over a real subscription to a whole worker.
 */
class BackupFinishedIT {
  private static final LocalPostgres.Database DATABASE = LocalPostgres.shared().migrated();
  private static final JdbcClient SQL = JdbcClient.create(DATABASE.asSuperuser());
  private static final String PROJECT = "demo-project";
  private static final String NAME = "coditect-dev-db";
  private static final String PERSON = "somebody@example.org";

  /** As the service's documentation shows it, with who did it, which is nobody's business here. */
  private static final String ENTRY =
      """
      {"protoPayload": {"@type": "type.googleapis.com/google.cloud.audit.AuditLog", "status": {"message": "OK"},
        "authenticationInfo": {"principalEmail": "%s"}, "serviceName": "cloudsql.googleapis.com",
        "methodName": "cloudsql.instances.automatedBackup", "resourceName": "projects/%s/instances/%s",
        "metadata": {"@type": "type.googleapis.com/speckle.AutomatedBackupEventLog", "windowStatus": "STATUS_SUCCEEDED",
          "windowStartTime": "2026-11-27T03:00:00Z", "windowEndTime": "2026-11-27T07:00:00Z",
          "backupStartTime": "2026-11-27T03:12:00Z", "backupCompletionTime": "2026-11-27T03:14:00Z", "message": "done"}},
       "insertId": "ID", "resource": {"type": "cloudsql_database",
        "labels": {"region": "us-central1", "project_id": "%s", "database_id": "%s:%s"}},
       "timestamp": "2026-11-27T03:14:05.123456789Z", "severity": "INFO",
       "logName": "projects/%s/logs/cloudaudit.googleapis.com%%2Fsystem_event",
       "receiveTimestamp": "2026-11-27T03:14:06Z"}
      """
          .formatted(PERSON, PROJECT, NAME, PROJECT, PROJECT, NAME, PROJECT);

  private static LocalPubSub pubsub;
  private static LocalSqlAdmin admin;
  private static PubSubConnection client;
  private static ServingWorker worker;

  @BeforeAll
  static void serve() {
    pubsub = LocalPubSub.start();
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    GoodInstance.put(admin.instances(), PROJECT, NAME, Instant.now());
    client = new PubSubConnection(pubsub.endpoint(), PROJECT);
    worker = ServingWorker.start(DATABASE, pubsub, Map.of("OPS_SQLADMIN_URL", admin.url()));
    await().ignoreExceptions().until(() -> pubsub.unacknowledged("ops-worker") == 0);
  }

  @AfterAll
  static void end() {
    worker.close();
    client.close();
    admin.close();
    pubsub.close();
  }

  @Test
  void an_entry_has_the_backups_looked_at_once_and_odd_ones_are_rejected_or_ignored_by_name() {
    publish(
        ENTRY.replace("ID", "first"),
        ENTRY.replace("ID", "first"),
        // Another one of the same minute.
        ENTRY.replace("ID", "second").replace("STATUS_SUCCEEDED", "STATUS_FAILED"),
        // Ignored: another instance, an attempt, another method of the same service.
        ENTRY.replace("ID", "i1").replace(PROJECT + ":" + NAME, PROJECT + ":drill-7"),
        ENTRY.replace("ID", "i2").replace("STATUS_SUCCEEDED", "STATUS_ATTEMPT_FAILED"),
        ENTRY.replace("ID", "i3").replace("instances.automatedBackup", "instances.update"),
        // Rejected, each for a reason of its own.
        ENTRY.replace("ID", "r1").replace("STATUS_SUCCEEDED", "STATUS_NEW"),
        ENTRY.replace("ID", "r2").replace("windowStatus", "status"),
        ENTRY.replace("ID", "r3").replace("database_id", "database"),
        ENTRY.replace("ID", "r4").replace("audit.AuditLog", "audit.Other"),
        ENTRY.replace("ID", "r5").replace("\"timestamp\"", "\"time\""),
        ENTRY
            .replace("ID", "r6")
            .replace("cloudsql.instances.automatedBackup", "storage.objects.get"),
        ENTRY.replace("\"ID\"", "{\"odd\": 1}"),
        ENTRY.replace("ID", "r8").replace("}", ""),
        "");

    await().atMost(Await.PATIENCE).until(() -> reasons().size() == 9);
    await()
        .atMost(Await.PATIENCE)
        .until(() -> runs().stream().filter(run -> run.endsWith(" done")).count() == 2);
    await().atMost(Await.PATIENCE).until(() -> pubsub.unacknowledged("ops-worker") == 0);

    assertThat(reasons())
        .anySatisfy(reason -> assertThat(reason).contains("windowStatus is not one that is known"))
        .anySatisfy(reason -> assertThat(reason).contains("does not say how that ended"))
        .anySatisfy(reason -> assertThat(reason).contains("of which instance (database_id)"))
        .anySatisfy(reason -> assertThat(reason).contains("none of the audit log"))
        .anySatisfy(reason -> assertThat(reason).contains("what identifies it"))
        .anySatisfy(reason -> assertThat(reason).contains("narrow the filter of the log sink"))
        .anySatisfy(reason -> assertThat(reason).contains("not valid JSON"))
        .anySatisfy(reason -> assertThat(reason).contains("it has no data"));
    assertThat(runs())
        .hasSize(2)
        .allSatisfy(
            run ->
                assertThat(run)
                    .startsWith("log:")
                    .endsWith(" event {\"level\": \"freshness\"} done"));
    assertThat(verdicts()).containsExactly("ok", "ok");
    // Whoever took the backup is nowhere.
    assertThat(
            SQL.sql("select count(*) from coditect_ops.runs r where r::text like '%' || ? || '%'")
                .param(PERSON)
                .query(Long.class)
                .single())
        .isZero();

    // The same entry, long after its run: one effect.
    publish(ENTRY.replace("ID", "first"));
    await().atMost(Await.PATIENCE).until(() -> pubsub.unacknowledged("ops-worker") == 0);
    await()
        .atMost(Await.PATIENCE)
        .until(
            () ->
                SQL.sql(
                            "select count(*) from coditect_ops.qrtz_triggers where trigger_group ="
                                + " 'backup-verification'")
                        .query(Long.class)
                        .single()
                    == 0);
    assertThat(runs()).hasSize(2);
  }

  private static void publish(String... entries) {
    client
        .topics()
        .publish(
            client.topic("ops-requests"),
            List.of(entries).stream()
                .map(
                    entry ->
                        PubsubMessage.newBuilder()
                            .putAttributes(
                                "logging.googleapis.com/timestamp",
                                "2026-11-27T03:14:05.123456789Z")
                            .setData(ByteString.copyFromUtf8(entry))
                            .build())
                .toList());
  }

  private static List<String> reasons() {
    return SQL.sql("select reason from coditect_ops.rejected_events").query(String.class).list();
  }

  private static List<String> verdicts() {
    return SQL.sql(
            "select verdict from coditect_ops.backup_verifications where level = 'freshness'")
        .query(String.class)
        .list();
  }

  private static List<String> runs() {
    return SQL.sql(
            "select key || ' ' || origin || ' ' || cast(parameters as text) || ' ' || outcome"
                + " from coditect_ops.runs where job = 'backup-verification' and origin = 'event'")
        .query(String.class)
        .list();
  }
}
