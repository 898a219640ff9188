package ai.coditect.ops.backup.instance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A Cloud SQL instance as far as its safety depends on it, as the Admin API shows it. What the
 * service did not say is empty.
 *
 * @param state {@code RUNNABLE}, {@code SUSPENDED}, {@code MAINTENANCE} and so on
 * @param version for example {@code POSTGRES_15}
 * @param diskGb the size of its disk in gigabytes
 * @param flags the database flags that were set, as {@code name=value}
 * @param createdAt when the instance was made
 */
public record InstanceState(
    String project,
    String name,
    String state,
    String region,
    String version,
    Optional<Long> diskGb,
    Backups backups,
    Network network,
    Keeping keeping,
    boolean storageAutoResize,
    Optional<Maintenance> maintenance,
    List<String> flags,
    Optional<Instant> createdAt) {

  /** Of which nothing is known. */
  public static final InstanceState UNKNOWN =
      new InstanceState(
          "unknown",
          "unknown",
          "unknown",
          "unknown",
          "unknown",
          Optional.empty(),
          new Backups(
              false,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false,
              Optional.empty(),
              Optional.empty()),
          new Network(false, false, Optional.empty()),
          new Keeping(false, false, false),
          false,
          Optional.empty(),
          List.of(),
          Optional.empty());

  /**
   * @param enabled whether backups are made at all; an instance that never had one still shows its
   *     retention
   * @param startTime of the window, {@code HH:MM} in UTC
   * @param location where they are kept; empty means the continent's multi-region
   */
  public record Backups(
      boolean enabled,
      Optional<String> startTime,
      Optional<Integer> retained,
      Optional<String> retentionUnit,
      boolean pointInTimeRecovery,
      Optional<Integer> logDays,
      Optional<String> location) {}

  /**
   * @param sslMode for example {@code ENCRYPTED_ONLY}
   */
  public record Network(boolean privateAddress, boolean publicAddress, Optional<String> sslMode) {}

  /**
   * What stays when somebody deletes the instance.
   *
   * @param deletionProtection whether a deletion is refused
   * @param finalBackup whether a deletion takes a last backup first
   * @param backupsOnDelete whether its backups outlive it
   */
  public record Keeping(boolean deletionProtection, boolean finalBackup, boolean backupsOnDelete) {}

  /**
   * @param day from 1, Monday, to 7, Sunday
   * @param hour in UTC
   */
  public record Maintenance(int day, int hour) {}

  /**
   * One backup of an instance.
   *
   * @param type {@code AUTOMATED}, {@code ON_DEMAND}, {@code FINAL}
   * @param status {@code SUCCESSFUL}, {@code FAILED}, {@code SKIPPED} and so on
   * @param error the service's code where it failed
   */
  public record BackupRun(
      String id,
      String type,
      String status,
      Optional<Instant> started,
      Optional<Instant> ended,
      Optional<String> location,
      Optional<String> error) {

    public boolean isAutomated() {
      return type.equals("AUTOMATED");
    }

    public boolean isSuccessful() {
      return status.equals("SUCCESSFUL");
    }
  }

  /** From when to when a point-in-time recovery could go. */
  public record RecoveryWindow(Optional<Instant> earliest, Optional<Instant> latest) {}
}
