package ai.coditect.ops.check;

import ai.coditect.ops.local.sqladmin.GoodInstance;
import ai.coditect.ops.local.sqladmin.LocalSqlAdmin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Settings of the instance that are not as they have to be, one by one. */
record InstanceItemFaults(LocalSqlAdmin admin) {
  static final String PROJECT = "demo-project";
  static final String DRILLS = "demo-drills";
  static final String NAME = "coditect-dev-db";

  /** What the worker's identity may do. */
  void grantRights() {
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

  List<PlantedFault> all() {
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
            this::good),
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
            this::good),
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

  void good() {
    GoodInstance.put(admin.instances(), PROJECT, NAME, Instant.now());
  }

  private PlantedFault document(String claim, Consumer<Map<String, Object>> change) {
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
        this::good);
  }

  /** One of the instance's settings, by its path. */
  @SuppressWarnings("unchecked")
  private PlantedFault setting(String claim, String path, Object value) {
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
}
