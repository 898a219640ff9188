package ai.coditect.ops.deployment.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script makes what the objects say, value by value. */
class BothWaysTest {

  private static List<String> typed(String environment) throws IOException {
    return Files.readAllLines(
        Path.of("src/test/resources/deployment/changes-" + environment + ".txt"));
  }

  /** The options of the one command that begins so. */
  private static Map<String, String> options(String environment, String command)
      throws IOException {
    List<String> found =
        typed(environment).stream().filter(line -> line.startsWith(command)).toList();
    assertThat(found).as(command).hasSize(1);
    Map<String, String> options = new TreeMap<>();
    Matcher option =
        Pattern.compile("'--([a-z-]+)=([^']*)'|--([a-z-]+)(?:=(\\S*))?").matcher(found.get(0));
    while (option.find()) {
      String name = option.group(1) == null ? option.group(3) : option.group(1);
      String value = option.group(1) == null ? option.group(4) : option.group(2);
      options.put(name, value == null ? "" : value);
    }
    return options;
  }

  /** The last word before the options of every command that begins so. */
  private static Set<String> names(String environment, String command) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : typed(environment)) {
      if (line.startsWith(command + " ")) {
        names.add(line.substring(command.length() + 1).split(" ")[0]);
      }
    }
    return names;
  }

  private static Set<String> resources(List<ConnectorObject> objects, String kind) {
    Set<String> names = new TreeSet<>();
    for (ConnectorObject each : objects) {
      if (each.kind().equals(kind)
          && each.annotation("cnrm.cloud.google.com/project-id").isEmpty()) {
        names.add(each.at("spec.resourceID") == null ? each.name() : each.text("spec.resourceID"));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "production"})
  void the_instance(String environment) throws IOException {
    ConnectorObject instance =
        DeclaredValuesTest.find(Kustomize.overlay(environment), "SQLInstance coditect-db");
    String settings = "spec.settings.";
    String ip = settings + "ipConfiguration.";
    String backups = settings + "backupConfiguration.";
    Map<String, String> said = new TreeMap<>();
    said.put("database-version", instance.text("spec.databaseVersion"));
    said.put("region", instance.text("spec.region"));
    said.put("edition", instance.text(settings + "edition").toLowerCase());
    said.put("tier", instance.text(settings + "tier"));
    said.put("availability-type", instance.text(settings + "availabilityType").toLowerCase());
    said.put("storage-type", instance.text(settings + "diskType").replace("PD_", ""));
    said.put("storage-size", instance.text(settings + "diskSize"));
    said.put("network", instance.text(ip + "privateNetworkRef.external"));
    said.put("allocated-ip-range-name", instance.text(ip + "allocatedIpRange"));
    said.put("ssl-mode", instance.text(ip + "sslMode"));
    said.put(
        "database-flags",
        instance.text(settings + "databaseFlags.0.name")
            + "="
            + instance.text(settings + "databaseFlags.0.value"));
    said.put("backup-start-time", instance.text(backups + "startTime"));
    said.put("backup-location", instance.text(backups + "location"));
    said.put(
        "retained-backups-count",
        instance.text(backups + "backupRetentionSettings.retainedBackups"));
    said.put(
        "retained-transaction-log-days", instance.text(backups + "transactionLogRetentionDays"));
    said.put(
        "maintenance-window-day",
        List.of("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
            .get(Integer.parseInt(instance.text(settings + "maintenanceWindow.day")) - 1));
    said.put("maintenance-window-hour", instance.text(settings + "maintenanceWindow.hour"));
    // What is on or off, and what the service calls otherwise.
    for (String on :
        List.of(
            "storage-auto-increase",
            "no-assign-ip",
            "backup",
            "enable-point-in-time-recovery",
            "deletion-protection")) {
      said.put(on, "");
    }
    assertThat(List.of("diskAutoresize", "deletionProtectionEnabled"))
        .allSatisfy(each -> assertThat(instance.text(settings + each)).isEqualTo("true"));
    assertThat(instance.text(ip + "ipv4Enabled")).isEqualTo("false");
    said.put("maintenance-release-channel", "production");
    Map<String, String> options = options(environment, "gcloud beta sql instances create");
    // The objects have no fields for these; "k8s/deploy protect" does.
    assertThat(options.remove("final-backup")).isEmpty();
    assertThat(options.remove("retain-backups-on-delete")).isEmpty();
    assertThat(options.remove("final-backup-retention-days")).isEqualTo("30");
    options.remove("async");
    options.remove("project");
    assertThat(options).isEqualTo(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ops-worker", "ops-dead", "ops-outcomes-platform"})
  void the_subscriptions(String name) throws IOException {
    ConnectorObject object =
        DeclaredValuesTest.find(Kustomize.base(), "PubSubSubscription " + name);
    Map<String, String> options = options("dev", "gcloud pubsub subscriptions create " + name);
    assertThat(options.get("topic")).isEqualTo(object.text("spec.topicRef.name"));
    assertThat(options.get("ack-deadline")).isEqualTo(object.text("spec.ackDeadlineSeconds"));
    assertThat(
            Integer.parseInt(options.get("message-retention-duration").replace("d", "")) * 86_400)
        .hasToString(object.text("spec.messageRetentionDuration").replace("s", ""));
    assertThat(options.get("expiration-period")).isEqualTo("never");
    assertThat(object.text("spec.expirationPolicy")).isEqualTo("{ttl=}");
    assertThat(options.getOrDefault("min-retry-delay", ""))
        .isEqualTo(object.text("spec.retryPolicy.minimumBackoff"));
    assertThat(options.getOrDefault("max-retry-delay", ""))
        .isEqualTo(object.text("spec.retryPolicy.maximumBackoff"));
    assertThat(options.getOrDefault("dead-letter-topic", ""))
        .isEqualTo(object.text("spec.deadLetterPolicy.deadLetterTopicRef.name"));
    assertThat(options.getOrDefault("max-delivery-attempts", ""))
        .isEqualTo(object.text("spec.deadLetterPolicy.maxDeliveryAttempts"));
    assertThat(options.containsKey("enable-message-ordering"))
        .isEqualTo(object.text("spec.enableMessageOrdering").equals("true"));
  }

  @Test
  void everything_else_by_name() throws IOException {
    List<ConnectorObject> base = Kustomize.base();
    String drills = " --project=coditect-dev-drills";
    Set<String> services = new TreeSet<>();
    typed("dev").stream()
        .filter(line -> line.startsWith("gcloud services enable") && !line.endsWith(drills))
        .forEach(line -> services.add(line.split(" ")[3]));
    assertThat(services).isEqualTo(resources(base, "Service"));
    assertThat(names("dev", "gcloud pubsub topics create"))
        .isEqualTo(resources(base, "PubSubTopic"));
    assertThat(names("dev", "gcloud pubsub subscriptions create"))
        .isEqualTo(resources(base, "PubSubSubscription"));
    assertThat(names("dev", "gcloud iam service-accounts create"))
        .isEqualTo(resources(base, "IAMServiceAccount"));
    // The tenants' password is the script's; where there is a platform, it has its own way.
    Set<String> secrets = names("dev", "gcloud secrets create");
    assertThat(secrets.remove("coditect-app-password")).isTrue();
    assertThat(secrets).isEqualTo(resources(base, "SecretManagerSecret"));
    Set<String> logins = new TreeSet<>();
    names("dev", "gcloud sql users create")
        .forEach(login -> logins.add(login.replace("serene-voltage-464305-n2.iam", "IAM_DOMAIN")));
    assertThat(logins).isEqualTo(resources(base, "SQLUser"));
    for (ConnectorObject role :
        base.stream().filter(o -> o.kind().equals("IAMCustomRole")).toList()) {
      assertThat(
              options("dev", "gcloud iam roles create " + role.text("spec.resourceID"))
                  .get("permissions")
                  .split(","))
          .containsExactlyElementsOf(
              ((List<?>) role.at("spec.permissions")).stream().map(Object::toString).toList());
    }
    assertThat(options("dev", "gcloud logging sinks create").get("log-filter"))
        .isEqualTo(
            DeclaredValuesTest.find(base, "LoggingLogSink ops-backup-finished")
                .text("spec.filter"));
  }

  @Test
  void the_buckets() throws IOException {
    List<ConnectorObject> base = Kustomize.base();
    Map<String, String> exports =
        options("dev", "gcloud storage buckets create gs://serene-voltage-464305-n2-ops-exports");
    Map<String, String> ledger =
        options("dev", "gcloud storage buckets create gs://serene-voltage-464305-n2-ops-ledger");
    ConnectorObject packages = DeclaredValuesTest.find(base, "StorageBucket ops-exports");
    assertThat(exports)
        .containsEntry("location", packages.text("spec.location"))
        .containsEntry(
            "soft-delete-duration", packages.text("spec.softDeletePolicy.retentionDurationSeconds"))
        .containsKeys("uniform-bucket-level-access", "public-access-prevention")
        .doesNotContainKey("retention-period");
    assertThat(ledger)
        .containsEntry("retention-period", "10y")
        .containsKeys("uniform-bucket-level-access", "public-access-prevention");
    assertThat(Files.readString(Path.of("k8s/deploying/exports-lifecycle.json")))
        .contains("\"age\": " + packages.text("spec.lifecycleRule.0.condition.age"));
  }
}
