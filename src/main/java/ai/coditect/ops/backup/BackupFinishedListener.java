package ai.coditect.ops.backup;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SourceInstance;
import ai.coditect.ops.job.AuditLogIntake;
import ai.coditect.ops.job.file.JobCatalog;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at the backups at once when Cloud SQL has logged that an automated one has ended, well or
 * not. An entry that stays away is made up for by the schedule.
 */
final class BackupFinishedListener implements AuditLogIntake {
  static final String EVENT = "backup.finished";

  private final SourceInstance source;
  private final Supplier<JobCatalog> catalog;

  BackupFinishedListener(SourceInstance source, Supplier<JobCatalog> catalog) {
    this.source = source;
    this.catalog = catalog;
  }

  @Override
  public String method() {
    return "cloudsql.instances.automatedBackup";
  }

  @Override
  public Taken take(AuditEntry entry) {
    Optional<JobCatalog.Entry<?>> job = catalog.get().find(BackupVerificationJob.NAME);
    if (job.isEmpty() || !job.get().file().events().contains(EVENT)) {
      return new Ignored("no job file takes " + EVENT);
    }
    Optional<String> database = Optional.ofNullable(entry.labels().get("database_id"));
    if (database.isEmpty()) {
      return new Odd("it is about a backup, and does not say of which instance (database_id)");
    }
    BackupVerificationSettings settings = (BackupVerificationSettings) job.get().settings();
    Optional<InstanceName> ours = source.name(settings.instance());
    if (ours.map(name -> name.project() + ":" + name.instance())
        .filter(database.get()::equals)
        .isEmpty()) {
      return new Ignored("it is about another instance than the one that is looked at");
    }
    return switch (entry.metadata().getOrDefault("windowStatus", "")) {
      case "STATUS_SUCCEEDED", "STATUS_FAILED", "STATUS_SKIPPED" ->
          new Asks(BackupVerificationJob.NAME, Map.of("level", BackupVerificationJob.FRESHNESS));
      case "STATUS_ATTEMPT_FAILED" ->
          new Ignored("an attempt has failed, and the service tries again in the same window");
      case "" -> new Odd("it is about a backup, and does not say how that ended (windowStatus)");
      default -> new Odd("it is about a backup, and the windowStatus is not one that is known");
    };
  }
}
