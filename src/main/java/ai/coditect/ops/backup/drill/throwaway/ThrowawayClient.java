package ai.coditect.ops.backup.drill.throwaway;

import ai.coditect.ops.backup.instance.InstanceName;
import ai.coditect.ops.backup.instance.SqlAdminClient;
import ai.coditect.ops.problem.Problem;
import ai.coditect.ops.problem.RefusalException;
import com.google.api.services.sqladmin.model.BackupConfiguration;
import com.google.api.services.sqladmin.model.CloneContext;
import com.google.api.services.sqladmin.model.DatabaseInstance;
import com.google.api.services.sqladmin.model.FinalBackupConfig;
import com.google.api.services.sqladmin.model.InstancesCloneRequest;
import com.google.api.services.sqladmin.model.InstancesRestoreBackupRequest;
import com.google.api.services.sqladmin.model.IpConfiguration;
import com.google.api.services.sqladmin.model.RestoreBackupContext;
import com.google.api.services.sqladmin.model.Settings;
import com.google.api.services.sqladmin.model.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes, fills and removes throwaway instances. Every request that writes to an instance reads it
 * back first and goes nowhere unless it meets all of its conditions.
 */
public final class ThrowawayClient {
  private final SqlAdminClient api;
  private final InstanceLookupClient seen;
  private final InstanceWriteGuard guard;

  /**
   * @param prefix what the names of all throwaway instances begin with
   */
  public ThrowawayClient(SqlAdminClient api, String prefix) {
    this(api, InstanceWriteGuard.of(prefix));
  }

  ThrowawayClient(SqlAdminClient api, InstanceWriteGuard guard) {
    this.api = api;
    this.seen = new InstanceLookupClient(api);
    this.guard = guard;
  }

  /**
   * What a throwaway instance may differ in from its source.
   *
   * @param tier its machine; empty means the source's
   * @param network its private network; empty means the source's
   */
  public record Machine(Optional<String> tier, Optional<String> network) {}

  /** Asks for an empty instance of the source's version, size, region and flags. */
  public OperationSeen create(UUID run, Creation creation, Machine machine) {
    guard.proveName(run, creation);
    InstanceName source = creation.source();
    InstanceName name = creation.name();
    DatabaseInstance asked = like(asItIs(source), creation, machine);
    return api.ask(
        name,
        "cloudsql.instances.create",
        admin ->
            InstanceLookupClient.seen(
                name.project(), admin.instances().insert(name.project(), asked).execute()));
  }

  private DatabaseInstance asItIs(InstanceName source) {
    return api.ask(
        source,
        "cloudsql.instances.get",
        admin -> admin.instances().get(source.project(), source.instance()).execute());
  }

  private static Settings settings(DatabaseInstance original) {
    Settings settings = original.getSettings() == null ? new Settings() : original.getSettings();
    return settings.getIpConfiguration() == null
        ? settings.setIpConfiguration(new IpConfiguration())
        : settings;
  }

  private static DatabaseInstance like(
      DatabaseInstance original, Creation creation, Machine machine) {
    Settings its = settings(original);
    IpConfiguration reached =
        new IpConfiguration()
            .setIpv4Enabled(false)
            .setPrivateNetwork(its.getIpConfiguration().getPrivateNetwork())
            // The range that pods may reach; left out, the service takes any of the network's.
            .setAllocatedIpRange(its.getIpConfiguration().getAllocatedIpRange())
            .setSslMode("ENCRYPTED_ONLY");
    // Another network does not have that range.
    machine.network().ifPresent(each -> reached.setPrivateNetwork(each).setAllocatedIpRange(null));
    return new DatabaseInstance()
        .setName(creation.name().instance())
        .setDatabaseVersion(original.getDatabaseVersion())
        .setRegion(original.getRegion())
        .setSettings(
            withoutBackups()
                .setTier(machine.tier().orElse(its.getTier()))
                .setEdition(its.getEdition())
                // A restore into a smaller disk is not valid.
                .setDataDiskSizeGb(its.getDataDiskSizeGb())
                .setDataDiskType(its.getDataDiskType())
                .setStorageAutoResize(true)
                .setAvailabilityType("ZONAL")
                .setActivationPolicy("ALWAYS")
                // A backup brings databases and users, but no flags.
                .setDatabaseFlags(its.getDatabaseFlags())
                .setDeletionProtectionEnabled(false)
                .setIpConfiguration(reached)
                .setUserLabels(creation.labels()));
  }

  /** Asks for a copy of the source as it was at an instant. It stays in the source's project. */
  public OperationSeen copy(UUID run, Creation creation, Instant until) {
    guard.proveName(run, creation);
    InstanceName source = creation.source();
    String range = settings(asItIs(source)).getIpConfiguration().getAllocatedIpRange();
    return api.ask(
        source,
        "cloudsql.instances.clone",
        admin ->
            InstanceLookupClient.seen(
                source.project(),
                admin
                    .instances()
                    .clone(
                        source.project(),
                        source.instance(),
                        new InstancesCloneRequest()
                            .setCloneContext(
                                new CloneContext()
                                    .setDestinationInstanceName(creation.name().instance())
                                    .setAllocatedIpRange(range)
                                    .setPointInTime(until.toString())))
                    .execute()));
  }

  /**
   * Puts a backup of the source over the instance.
   *
   * @return empty where the backup is no longer there
   */
  public Optional<OperationSeen> restore(UUID run, Creation creation, String backup) {
    ProvenInstance target = prove(run, creation, guard);
    InstanceName source = creation.source();
    InstancesRestoreBackupRequest request =
        new InstancesRestoreBackupRequest()
            .setRestoreBackupContext(
                new RestoreBackupContext()
                    .setBackupRunId(Long.valueOf(backup))
                    .setInstanceId(source.instance())
                    .setProject(source.project()));
    return api.ask(
        target.name(),
        "cloudsql.instances.restoreBackup",
        admin ->
            InstanceLookupClient.orNone(
                    () ->
                        admin
                            .instances()
                            .restoreBackup(
                                target.name().project(), target.name().instance(), request)
                            .execute())
                .map(found -> InstanceLookupClient.seen(target.name().project(), found)));
  }

  /** Gives a clone this run's label, and no backups: it has those of its source. */
  public OperationSeen label(UUID run, Creation creation) {
    return patch(prove(run, creation, guard.exceptTheLabel()), creation.labels(), withoutBackups());
  }

  /**
   * Ends the backups of the instance: a restore sets them to what the service begins with.
   *
   * @return empty where it makes none and leaves none behind
   */
  public Optional<OperationSeen> stopBackups(UUID run, Creation creation) {
    ProvenInstance target = prove(run, creation, guard);
    return target.seen().backedUp()
        ? Optional.of(patch(target, Map.of(), withoutBackups()))
        : Optional.empty();
  }

  private static Settings withoutBackups() {
    return new Settings()
        .setBackupConfiguration(
            // There is no log to recover from where there is no backup.
            new BackupConfiguration().setEnabled(false).setPointInTimeRecoveryEnabled(false))
        .setRetainBackupsOnDelete(false)
        .setFinalBackupConfig(new FinalBackupConfig().setEnabled(false));
  }

  /** Says on the instance until when it is kept for a person. */
  public OperationSeen keep(UUID run, Creation creation, Instant until) {
    Map<String, String> label = Map.of(Creation.KEPT, Long.toString(until.getEpochSecond()));
    return patch(prove(run, creation, guard), label, new Settings());
  }

  /**
   * Lifts the deletion protection that a clone has from its source.
   *
   * @return empty where there is none
   */
  public Optional<OperationSeen> unprotect(UUID run, Creation creation) {
    ProvenInstance target = prove(run, creation, guard);
    if (!target.seen().deletionProtection()) {
      return Optional.empty();
    }
    // A guard of its own: no mistake before this line takes the protection off production.
    if (creation.kind() != Creation.Kind.CLONE
        || target.name().equals(creation.source())
        || !target.name().instance().startsWith(guard.prefix() + "-")
        || !run.toString().equals(target.seen().labels().get(Creation.LABEL))) {
      throw new RefusalException(
          List.of(
              new Problem(
                  "Deletion protection stays: only a clone that this run made loses it.",
                  "instance " + target.name().project() + ":" + target.name().instance(),
                  "Nothing was sent. See who protected this instance.")));
    }
    return Optional.of(patch(target, Map.of(), new Settings().setDeletionProtectionEnabled(false)));
  }

  /** Deletes the instance with all that it holds. */
  public OperationSeen delete(UUID run, Creation creation) {
    ProvenInstance target = prove(run, creation, guard);
    return api.ask(
        target.name(),
        "cloudsql.instances.delete",
        admin ->
            InstanceLookupClient.seen(
                target.name().project(),
                admin
                    .instances()
                    .delete(target.name().project(), target.name().instance())
                    .setEnableFinalBackup(false)
                    .execute()));
  }

  /** Makes the login of an administrator, which goes with the instance. */
  public void addAdministrator(UUID run, Creation creation, String user, String password) {
    ProvenInstance target = prove(run, creation, guard);
    api.ask(
        target.name(),
        "cloudsql.users.create",
        admin ->
            admin
                .users()
                .insert(
                    target.name().project(),
                    target.name().instance(),
                    new User().setName(user).setPassword(password))
                .execute());
  }

  private ProvenInstance prove(UUID run, Creation creation, InstanceWriteGuard demanded) {
    return demanded.prove(
        new InstanceWriteGuard.Evidence(
            run,
            creation,
            seen.instance(creation.name()),
            creation.operation().flatMap(name -> seen.operation(creation.name(), name))));
  }

  private OperationSeen patch(
      ProvenInstance target, Map<String, String> labels, Settings settings) {
    Map<String, String> all = new TreeMap<>(target.seen().labels());
    all.putAll(labels);
    settings.setUserLabels(all);
    return api.ask(
        target.name(),
        "cloudsql.instances.update",
        admin ->
            InstanceLookupClient.seen(
                target.name().project(),
                admin
                    .instances()
                    .patch(
                        target.name().project(),
                        target.name().instance(),
                        new DatabaseInstance().setSettings(settings))
                    .execute()));
  }
}
