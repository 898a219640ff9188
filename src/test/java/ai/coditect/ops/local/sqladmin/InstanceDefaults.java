package ai.coditect.ops.local.sqladmin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the service adds to an instance that somebody asked for, as the recordings of January 2026
 * show it for PostgreSQL 15.
 */
final class InstanceDefaults {
  private static final Map<String, String> INSTALLED =
      Map.of("POSTGRES_15", "15", "POSTGRES_16", "11", "POSTGRES_17", "7", "POSTGRES_18", "1");

  private InstanceDefaults() {}

  /** The whole instance; the body of the request wins where it says something. */
  static Map<String, Object> complete(
      String project, Map<String, Object> asked, String now, int settingsVersion) {
    String name = (String) asked.get("name");
    String region = (String) asked.getOrDefault("region", "us-central1");
    String version = (String) asked.getOrDefault("databaseVersion", "POSTGRES_15");
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("kind", "sql#instance");
    all.put("backendType", "SECOND_GEN");
    all.put("connectionName", project + ":" + region + ":" + name);
    all.put("createTime", now);
    all.put("databaseInstalledVersion", version + "_" + INSTALLED.getOrDefault(version, "0"));
    all.put("databaseVersion", version);
    all.put("etag", "etag-" + settingsVersion);
    all.put("gceZone", region + "-a");
    all.put(
        "geminiConfig",
        Map.of(
            "activeQueryEnabled", false,
            "entitled", false,
            "googleVacuumMgmtEnabled", false,
            "indexAdvisorEnabled", false,
            "oomSessionCancelEnabled", true));
    all.put("includeReplicasForMajorVersionUpgrade", false);
    all.put("instanceType", "CLOUD_SQL_INSTANCE");
    all.put("maintenanceVersion", version + "_15.R20260108.01_01");
    all.put("name", name);
    all.put("project", project);
    all.put("region", region);
    all.put("satisfiesPzi", true);
    all.put(
        "selfLink",
        "https://sqladmin.googleapis.com/sql/v1beta4/projects/" + project + "/instances/" + name);
    all.put("serverCaCert", certificate(name, now));
    all.put("serviceAccountEmailAddress", "p1-abcdef@gcp-sa-cloud-sql.iam.gserviceaccount.com");
    all.put("sqlNetworkArchitecture", "NEW_NETWORK_ARCHITECTURE");
    all.put("settings", settings(region, settingsVersion));
    all.put("upgradableDatabaseVersions", upgrades(version));
    merge(all, asked);
    derive(all);
    return all;
  }

  private static Map<String, Object> settings(String region, int version) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("kind", "sql#settings");
    settings.put("activationPolicy", "ALWAYS");
    settings.put("authorizedGaeApplications", List.of());
    settings.put("availabilityType", "ZONAL");
    settings.put("backupConfiguration", backups());
    settings.put("connectorEnforcement", "NOT_REQUIRED");
    settings.put("dataDiskSizeGb", "10");
    settings.put("dataDiskType", "PD_SSD");
    settings.put("deletionProtectionEnabled", false);
    settings.put("edition", "ENTERPRISE");
    Map<String, Object> ip = new LinkedHashMap<>();
    ip.put("authorizedNetworks", List.of());
    ip.put("ipv4Enabled", true);
    ip.put("requireSsl", false);
    ip.put("serverCertificateRotationMode", "SERVER_CERTIFICATE_ROTATION_MODE_UNSPECIFIED");
    ip.put("sslMode", "ALLOW_UNENCRYPTED_AND_ENCRYPTED");
    settings.put("ipConfiguration", ip);
    Map<String, Object> location = new LinkedHashMap<>();
    location.put("kind", "sql#locationPreference");
    location.put("zone", region + "-a");
    settings.put("locationPreference", location);
    settings.put("pricingPlan", "PER_USE");
    settings.put("replicationLagMaxSeconds", 31536000);
    settings.put("replicationType", "SYNCHRONOUS");
    settings.put("settingsVersion", Integer.toString(version));
    settings.put("storageAutoResize", true);
    settings.put("storageAutoResizeLimit", "0");
    return settings;
  }

  /** Of an instance that never had a backup: counts as if it had, and not enabled. */
  static Map<String, Object> backups() {
    Map<String, Object> backups = new LinkedHashMap<>();
    Map<String, Object> retention = new LinkedHashMap<>();
    retention.put("retainedBackups", 7);
    retention.put("retentionUnit", "COUNT");
    backups.put("backupRetentionSettings", retention);
    backups.put("backupTier", "STANDARD");
    backups.put("enabled", false);
    backups.put("kind", "sql#backupConfiguration");
    backups.put("startTime", "12:00");
    backups.put("transactionLogRetentionDays", 7);
    return backups;
  }

  /** A restore sets the target's own backups back to what an instance begins with. */
  static void forgetBackups(Map<String, Object> instance) {
    Map<String, Object> settings = new LinkedHashMap<>();
    merge(settings, asMap(instance.get("settings")));
    settings.put("backupConfiguration", backups());
    instance.put("settings", settings);
    derive(instance);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object json) {
    return (Map<String, Object>) json;
  }

  private static Map<String, Object> certificate(String name, String now) {
    return Map.of(
        "cert", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "certSerialNumber", "0",
        "commonName", "common-name",
        "createTime", now,
        "expirationTime", now,
        "instance", name,
        "kind", "sql#sslCert",
        "sha1Fingerprint", "12345678");
  }

  private static List<Object> upgrades(String version) {
    List<Object> upgrades = new ArrayList<>();
    for (String newer : List.of("16", "17", "18")) {
      if (version.startsWith("POSTGRES_9") || version.compareTo("POSTGRES_" + newer) < 0) {
        upgrades.add(
            Map.of(
                "displayName", "PostgreSQL " + newer,
                "majorVersion", "POSTGRES_" + newer,
                "name", "POSTGRES_" + newer));
      }
    }
    return upgrades;
  }

  /** What follows from other fields and cannot be asked for. */
  @SuppressWarnings("unchecked")
  static void derive(Map<String, Object> instance) {
    Map<String, Object> settings = (Map<String, Object>) instance.get("settings");
    Map<String, Object> backups = (Map<String, Object>) settings.get("backupConfiguration");
    boolean recovery = Boolean.TRUE.equals(backups.get("pointInTimeRecoveryEnabled"));
    backups.put(
        "transactionalLogStorageState",
        recovery ? "CLOUD_STORAGE" : "TRANSACTIONAL_LOG_STORAGE_STATE_UNSPECIFIED");
    backups.values().removeIf(value -> value == null);
    if (settings.get("insightsConfig") instanceof Map<?, ?> insights) {
      // Seen in recordings: what is off is left out here.
      insights.values().removeIf(Boolean.FALSE::equals);
    }
    if (settings.get("maintenanceWindow") instanceof Map<?, ?>) {
      merge(settings, Map.of("maintenanceWindow", Map.of("kind", "sql#maintenanceWindow")));
    }
    if ("REGIONAL".equals(settings.get("availabilityType"))) {
      instance.put("failoverReplica", new LinkedHashMap<>(Map.of("available", true)));
      instance.put("secondaryGceZone", instance.get("region") + "-b");
    }
    if (instance.get("diskEncryptionConfiguration") instanceof Map<?, ?> key) {
      merge(
          instance,
          Map.of(
              "diskEncryptionConfiguration",
              Map.of("kind", "sql#diskEncryptionConfiguration"),
              "diskEncryptionStatus",
              Map.of(
                  "kind",
                  "sql#diskEncryptionStatus",
                  "kmsKeyVersionName",
                  key.get("kmsKeyName") + "/cryptoKeyVersions/1")));
    }
    Map<String, Object> ip = (Map<String, Object>) settings.get("ipConfiguration");
    List<Object> addresses = new ArrayList<>();
    if (Boolean.TRUE.equals(ip.get("ipv4Enabled"))) {
      addresses.add(Map.of("ipAddress", "34.1.2.3", "type", "PRIMARY"));
      addresses.add(Map.of("ipAddress", "34.1.2.4", "type", "OUTGOING"));
    }
    if (ip.containsKey("privateNetwork")) {
      addresses.add(Map.of("ipAddress", "10.1.2.3", "type", "PRIVATE"));
    }
    instance.put("ipAddresses", addresses);
  }

  /** Puts what is said over what is there, deep; lists are replaced. */
  @SuppressWarnings("unchecked")
  static void merge(Map<String, Object> there, Map<String, Object> said) {
    said.forEach(
        (field, value) -> {
          if (value instanceof Map<?, ?> inner && there.get(field) instanceof Map<?, ?> old) {
            Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) old);
            merge(copy, (Map<String, Object>) inner);
            there.put(field, copy);
          } else {
            there.put(field, value);
          }
        });
  }
}
