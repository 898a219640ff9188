package ai.coditect.ops.backup.instance;

import ai.coditect.ops.backup.instance.InstanceState.BackupRun;
import ai.coditect.ops.backup.instance.InstanceState.Backups;
import ai.coditect.ops.backup.instance.InstanceState.Keeping;
import ai.coditect.ops.backup.instance.InstanceState.Maintenance;
import ai.coditect.ops.backup.instance.InstanceState.Network;
import ai.coditect.ops.backup.instance.InstanceState.RecoveryWindow;
import com.google.api.services.sqladmin.model.BackupConfiguration;
import com.google.api.services.sqladmin.model.BackupRunsListResponse;
import com.google.api.services.sqladmin.model.DatabaseInstance;
import com.google.api.services.sqladmin.model.IpConfiguration;
import com.google.api.services.sqladmin.model.Settings;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the Admin API says about an instance and its backups. Reads only. */
public final class InstanceClient {
  private static final int PAGE = 100;

  private final SqlAdminClient api;

  public InstanceClient(SqlAdminClient api) {
    this.api = api;
  }

  /** The instance as it is now. */
  public InstanceState instance(InstanceName name) {
    return api.ask(
        name,
        "cloudsql.instances.get",
        admin -> read(name, admin.instances().get(name.project(), name.instance()).execute()));
  }

  /** Its backups, newest first, all pages. */
  public List<BackupRun> backups(InstanceName name) {
    return api.ask(
        name,
        "cloudsql.backupRuns.list",
        admin -> {
          List<BackupRun> all = new ArrayList<>();
          String page = null;
          do {
            BackupRunsListResponse answer =
                admin
                    .backupRuns()
                    .list(name.project(), name.instance())
                    .setMaxResults(PAGE)
                    .setPageToken(page)
                    .execute();
            if (answer.getItems() != null) {
              answer.getItems().forEach(run -> all.add(read(run)));
            }
            page = answer.getNextPageToken();
          } while (page != null && !page.isEmpty());
          return List.copyOf(all);
        });
  }

  /** From when to when a point in time could be recovered; recovery must be enabled. */
  public RecoveryWindow recoveryWindow(InstanceName name) {
    return api.ask(
        name,
        "cloudsql.instances.get",
        admin -> {
          var answer =
              admin
                  .projects()
                  .instances()
                  .getLatestRecoveryTime(name.project(), name.instance())
                  .execute();
          return new RecoveryWindow(
              instant(answer.getEarliestRecoveryTime()), instant(answer.getLatestRecoveryTime()));
        });
  }

  private static InstanceState read(InstanceName name, DatabaseInstance answer) {
    Settings settings = answer.getSettings() == null ? new Settings() : answer.getSettings();
    List<String> flags = new ArrayList<>();
    if (settings.getDatabaseFlags() != null) {
      settings.getDatabaseFlags().forEach(f -> flags.add(f.getName() + "=" + f.getValue()));
    }
    return new InstanceState(
        name.project(),
        name.instance(),
        text(answer.getState()),
        text(answer.getRegion()),
        text(answer.getDatabaseVersion()),
        Optional.ofNullable(settings.getDataDiskSizeGb()),
        backups(settings.getBackupConfiguration()),
        network(answer, settings.getIpConfiguration()),
        new Keeping(
            isTrue(settings.getDeletionProtectionEnabled()),
            settings.getFinalBackupConfig() != null
                && isTrue(settings.getFinalBackupConfig().getEnabled()),
            isTrue(settings.getRetainBackupsOnDelete())),
        isTrue(settings.getStorageAutoResize()),
        Optional.ofNullable(settings.getMaintenanceWindow())
            .filter(window -> window.getDay() != null && window.getHour() != null)
            // Monday is 1 and Sunday 7; any other number says that no day is set.
            .filter(window -> window.getDay() >= 1 && window.getDay() <= 7)
            .map(window -> new Maintenance(window.getDay(), window.getHour())),
        List.copyOf(flags),
        instant(answer.getCreateTime()));
  }

  private static Backups backups(@Nullable BackupConfiguration said) {
    BackupConfiguration kept = said == null ? new BackupConfiguration() : said;
    var retention = Optional.ofNullable(kept.getBackupRetentionSettings());
    return new Backups(
        isTrue(kept.getEnabled()),
        Optional.ofNullable(kept.getStartTime()),
        retention.map(r -> r.getRetainedBackups()),
        retention.map(r -> r.getRetentionUnit()),
        isTrue(kept.getPointInTimeRecoveryEnabled()),
        Optional.ofNullable(kept.getTransactionLogRetentionDays()),
        Optional.ofNullable(kept.getLocation()).filter(location -> !location.isBlank()));
  }

  private static Network network(DatabaseInstance answer, @Nullable IpConfiguration said) {
    IpConfiguration ip = said == null ? new IpConfiguration() : said;
    boolean hasPublic =
        isTrue(ip.getIpv4Enabled())
            || answer.getIpAddresses() != null
                && answer.getIpAddresses().stream().anyMatch(a -> "PRIMARY".equals(a.getType()));
    return new Network(
        ip.getPrivateNetwork() != null, hasPublic, Optional.ofNullable(ip.getSslMode()));
  }

  private static BackupRun read(com.google.api.services.sqladmin.model.BackupRun run) {
    return new BackupRun(
        String.valueOf(run.getId()),
        text(run.getType()),
        text(run.getStatus()),
        instant(run.getStartTime()),
        instant(run.getEndTime()),
        Optional.ofNullable(run.getLocation()),
        Optional.ofNullable(run.getError()).map(error -> text(error.getCode())));
  }

  private static boolean isTrue(@Nullable Boolean said) {
    return Boolean.TRUE.equals(said);
  }

  private static String text(@Nullable String said) {
    return said == null ? "unknown" : said;
  }

  /** An instant as the service writes it; empty where it wrote none that can be read. */
  static Optional<Instant> instant(@Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
