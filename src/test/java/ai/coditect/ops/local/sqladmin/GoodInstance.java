package ai.coditect.ops.local.sqladmin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An instance as jobs/backup-verification.yaml expects it, with one backup of last night. */
public final class GoodInstance {
  private GoodInstance() {}

  public static void put(Instances instances, String project, String name, Instant now) {
    putWithoutBackups(instances, project, name, now);
    instances.putBackup(project, name, now.minus(Duration.ofHours(2)), Map.of());
  }

  public static void putWithoutBackups(
      Instances instances, String project, String name, Instant now) {
    instances.put(
        project,
        name,
        Map.ofEntries(
            Map.entry(
                "backupConfiguration",
                Map.of(
                    "enabled",
                    true,
                    "startTime",
                    "03:00",
                    "pointInTimeRecoveryEnabled",
                    true,
                    "transactionLogRetentionDays",
                    7,
                    "location",
                    "us-central1",
                    "backupRetentionSettings",
                    Map.of("retentionUnit", "COUNT", "retainedBackups", 7))),
            Map.entry(
                "ipConfiguration",
                Map.of(
                    "ipv4Enabled",
                    false,
                    "privateNetwork",
                    "projects/" + project + "/global/networks/default",
                    "sslMode",
                    "ENCRYPTED_ONLY")),
            Map.entry("maintenanceWindow", Map.of("day", 7, "hour", 4)),
            Map.entry(
                "databaseFlags",
                List.of(Map.of("name", "cloudsql.iam_authentication", "value", "on"))),
            Map.entry("deletionProtectionEnabled", true),
            Map.entry("finalBackupConfig", Map.of("enabled", true, "retentionDays", 30)),
            Map.entry("retainBackupsOnDelete", true),
            Map.entry("storageAutoResize", true)));
    instances.putLatestRecovery(project, name, now.minus(Duration.ofMinutes(5)));
  }
}
