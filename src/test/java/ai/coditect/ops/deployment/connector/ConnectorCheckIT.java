package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;

import ai.coditect.ops.local.InProcessWorker;
import ai.coditect.ops.local.LocalPostgres;
import ai.coditect.ops.local.LocalPubSub;
import ai.coditect.ops.local.LocalStorage;
import ai.coditect.ops.local.PubSubConnection;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import ai.coditect.ops.problem.Check;
import ai.coditect.ops.problem.Check.Finding;
import ai.coditect.ops.problem.Check.Finding.State;
import ai.coditect.ops.problem.CheckGroup;
import com.google.protobuf.util.Durations;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.ExpirationPolicy;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Subscription;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checklist of a worker whose services are what the objects of k8s/gcp say. */
class ConnectorCheckIT {
  private static final String PROJECT = "some-project";
  private static final String INSTANCE = "coditect-dev-db";

  /** What the objects decide. */
  private static final List<String> DECIDED =
      List.of(
          "the instance runs",
          "the instance has a private address",
          "the instance has no public address",
          "the instance takes encrypted connections only",
          "logins by IAM are on",
          "the disk grows by itself",
          "maintenance comes when it is expected",
          "the instance is in the declared region",
          "daily backups are enabled",
          "the newest automated backup succeeded and is fresh",
          "enough backups are kept",
          "point-in-time recovery is enabled",
          "a point in time can be reached for enough days",
          "point-in-time recovery reaches close to now",
          "the daily backup starts when it is expected",
          "backups are kept in a location that is named",
          "the instance cannot be deleted by a slip",
          "the database has room on its disk",
          "Pub/Sub topics and subscriptions exist, with dead letters",
          "what fails is delivered again with growing waits",
          "the subscriptions of requests and dead letters never expire",
          "outcomes reach their subscribers in order",
          "the bucket of packages lets go of what is deleted",
          "the bucket of the ledger keeps what is written");

  /** Config Connector has no field for them; "k8s/deploy protect" sets them. */
  private static final List<String> LEFT =
      List.of("a deletion takes a last backup first", "backups outlive the instance");

  @TempDir private static Path directory;
  private static LocalSqlAdmin admin;
  private static LocalPubSub pubsub;
  private static LocalStorage storage;
  private static PubSubConnection client;
  private static InProcessWorker worker;

  @BeforeAll
  static void start() throws Exception {
    admin = LocalSqlAdmin.start(Clock.systemUTC());
    pubsub = LocalPubSub.start();
    storage = LocalStorage.start("exports", "ledger");
    client = new PubSubConnection(pubsub.endpoint(), PROJECT);
    List<ConnectorObject> objects = Kustomize.base();
    for (ConnectorObject each : objects) {
      switch (each.kind()) {
        case "SQLInstance" -> instance(each);
        case "PubSubTopic" -> client.topics().createTopic(client.topic(each.name()));
        case "StorageBucket" -> storage.buckets().rule(each.name().substring(4), rules(each));
        default -> {}
      }
    }
    for (ConnectorObject each : objects) {
      if (each.kind().equals("PubSubSubscription")) {
        client.subscriptions().createSubscription(subscription(each));
      }
    }
    Map<String, String> variables = new HashMap<>(InProcessWorker.erasing(directory));
    variables.put("OPS_LEDGER_URI", "gs://ledger/l");
    variables.put("OPS_EXPORT_URI", "gs://exports/p");
    variables.put("STORAGE_EMULATOR_HOST", storage.host());
    variables.put("PUBSUB_EMULATOR_HOST", pubsub.endpoint());
    variables.put("OPS_SQLADMIN_URL", admin.url());
    variables.put("GOOGLE_CLOUD_PROJECT", PROJECT);
    worker = InProcessWorker.start(LocalPostgres.shared().migrated(), variables);
  }

  @AfterAll
  static void stop() {
    worker.close();
    client.close();
    storage.close();
    pubsub.close();
    admin.close();
  }

  /** The instance as the Admin API would show it, with a backup of last night. */
  private static void instance(ConnectorObject object) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (String same : List.of("backupConfiguration", "maintenanceWindow", "databaseFlags")) {
      settings.put(same, object.at("spec.settings." + same));
    }
    settings.put(
        "ipConfiguration",
        Map.of(
            "ipv4Enabled",
            object.at("spec.settings.ipConfiguration.ipv4Enabled"),
            "privateNetwork",
            object.text("spec.settings.ipConfiguration.privateNetworkRef.external"),
            "sslMode",
            object.text("spec.settings.ipConfiguration.sslMode")));
    settings.put("storageAutoResize", object.at("spec.settings.diskAutoresize"));
    settings.put("dataDiskSizeGb", object.text("spec.settings.diskSize"));
    settings.put("deletionProtectionEnabled", object.at("spec.settings.deletionProtectionEnabled"));
    admin.instances().put(PROJECT, INSTANCE, settings);
    admin
        .instances()
        .edit(
            PROJECT,
            INSTANCE,
            found -> {
              found.put("region", object.text("spec.region"));
              return found;
            });
    Instant now = Instant.now();
    admin.instances().putBackup(PROJECT, INSTANCE, now.minus(Duration.ofHours(2)), Map.of());
    admin.instances().putLatestRecovery(PROJECT, INSTANCE, now.minus(Duration.ofMinutes(5)));
  }

  private static Map<String, Object> rules(ConnectorObject bucket) {
    Map<String, Object> rules = new LinkedHashMap<>();
    if (bucket.at("spec.versioning") != null) {
      rules.put("versioning", bucket.at("spec.versioning"));
    }
    if (bucket.at("spec.softDeletePolicy") != null) {
      rules.put(
          "softDeletePolicy",
          Map.of(
              "retentionDurationSeconds",
              bucket.text("spec.softDeletePolicy.retentionDurationSeconds")));
    }
    if (bucket.at("spec.retentionPolicy") != null) {
      rules.put(
          "retentionPolicy",
          Map.of(
              "retentionPeriod",
              bucket.text("spec.retentionPolicy.retentionPeriod"),
              "effectiveTime",
              "2026-01-01T00:00:00Z",
              "isLocked",
              false));
    }
    if (bucket.at("spec.lifecycleRule") != null) {
      rules.put("lifecycle", Map.of("rule", bucket.at("spec.lifecycleRule")));
    }
    return rules;
  }

  private static Subscription subscription(ConnectorObject object) throws ParseException {
    Subscription.Builder wanted =
        Subscription.newBuilder()
            .setName(client.subscription(object.name()))
            .setTopic(client.topic(object.text("spec.topicRef.name")))
            .setAckDeadlineSeconds(Integer.parseInt(object.text("spec.ackDeadlineSeconds")))
            .setEnableMessageOrdering(
                Boolean.parseBoolean(object.text("spec.enableMessageOrdering")));
    if (object.at("spec.expirationPolicy") != null) {
      ExpirationPolicy.Builder policy = ExpirationPolicy.newBuilder();
      if (!object.text("spec.expirationPolicy.ttl").isEmpty()) {
        policy.setTtl(Durations.parse(object.text("spec.expirationPolicy.ttl")));
      }
      wanted.setExpirationPolicy(policy);
    }
    if (object.at("spec.retryPolicy") != null) {
      wanted.setRetryPolicy(
          RetryPolicy.newBuilder()
              .setMinimumBackoff(Durations.parse(object.text("spec.retryPolicy.minimumBackoff")))
              .setMaximumBackoff(Durations.parse(object.text("spec.retryPolicy.maximumBackoff"))));
    }
    if (object.at("spec.deadLetterPolicy") != null) {
      wanted.setDeadLetterPolicy(
          DeadLetterPolicy.newBuilder()
              .setDeadLetterTopic(
                  client.topic(object.text("spec.deadLetterPolicy.deadLetterTopicRef.name")))
              .setMaxDeliveryAttempts(
                  Integer.parseInt(object.text("spec.deadLetterPolicy.maxDeliveryAttempts"))));
    }
    return wanted.build();
  }

  @Test
  void is_green_for_all_that_they_decide_and_names_what_they_cannot() {
    Map<String, Finding> found = new TreeMap<>();
    Stream.concat(
            worker.all(Check.class).stream(),
            worker.all(CheckGroup.class).stream().flatMap(group -> group.items().stream()))
        .filter(item -> DECIDED.contains(item.claim()) || LEFT.contains(item.claim()))
        .forEach(item -> found.put(item.claim(), item.examine()));
    assertThat(found).containsOnlyKeys(Stream.of(DECIDED, LEFT).flatMap(List::stream).toList());
    DECIDED.forEach(
        claim ->
            assertThat(found.get(claim).state())
                .as("%s: %s", claim, found.get(claim))
                .isEqualTo(State.OK));
    LEFT.forEach(claim -> assertThat(found.get(claim).state()).isEqualTo(State.FAILED));
  }
}
