package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestRefusal;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The instances of all projects. */
public final class Instances {
  private final Map<String, KeptInstance> byName = new TreeMap<>();
  private final Operations operations;
  private final AdminFaults faults;
  private final ServersBehind servers;
  private final Clock clock;
  private final BackupRuns backups;
  private final InstanceUsers users;

  Instances(Operations operations, AdminFaults faults, ServersBehind servers, Clock clock) {
    this.operations = operations;
    this.faults = faults;
    this.servers = servers;
    this.clock = clock;
    this.backups = new BackupRuns(this, operations, servers, clock);
    this.users = new InstanceUsers(this, operations, servers);
  }

  // What a test says behind everybody's back.

  /** There is this instance from now on, RUNNABLE, with these settings over the defaults. */
  public synchronized void put(String project, String name, Map<String, Object> settings) {
    KeptInstance kept =
        new KeptInstance(
            project,
            name,
            InstanceDefaults.complete(
                project, Map.of("name", name, "settings", settings), now(), 1));
    kept.document().put("state", "RUNNABLE");
    kept.addUser("postgres");
    byName.put(project + "/" + name, kept);
  }

  /** Changes the instance as it stands; the document may be changed in place. */
  public synchronized void edit(
      String project, String name, UnaryOperator<Map<String, Object>> change) {
    KeptInstance kept = find(project, name);
    kept.become(change.apply(KeptInstance.copy(kept.document())));
  }

  /** A backup of the past; the fields go over those of an automated one that succeeded. */
  public String putBackup(
      String project, String name, Instant endTime, Map<String, Object> fields) {
    return backups.put(project, name, endTime, fields);
  }

  /** Takes the nightly backup now, and waits for it. */
  public void takeNightlyBackup(String project, String name) {
    backups.takeNightly(project, name);
  }

  /** Until when a point-in-time recovery could go. */
  public synchronized void putLatestRecovery(String project, String name, Instant latest) {
    find(project, name).latestRecovery = latest;
  }

  /** A point-in-time recovery could go as far as now, whenever that is. */
  public synchronized void recoverUpToNow(String project, String name) {
    find(project, name).latestRecovery = null;
  }

  public synchronized boolean has(String project, String name) {
    return byName.containsKey(project + "/" + name);
  }

  /** The names of all that there are in a project. */
  public synchronized List<String> names(String project) {
    return byName.values().stream()
        .filter(each -> each.project.equals(project))
        .map(each -> each.name)
        .toList();
  }

  // What the service answers.

  BackupRuns backups() {
    return backups;
  }

  InstanceUsers users() {
    return users;
  }

  synchronized Map<String, Object> get(String project, String name) {
    KeptInstance found = find(project, name);
    if (faults.isHidingUnmade() && "PENDING_CREATE".equals(found.document().get("state"))) {
      throw missing();
    }
    return KeptInstance.copy(found.document());
  }

  synchronized List<Map<String, Object>> list(String project) {
    return byName.values().stream()
        .filter(each -> each.project.equals(project))
        .map(each -> KeptInstance.copy(each.document()))
        .toList();
  }

  synchronized Map<String, Object> insert(String project, String user, Map<String, Object> asked) {
    String name = String.valueOf(asked.get("name"));
    demandFree(project, name);
    Map<String, Object> document = InstanceDefaults.complete(project, asked, now(), 1);
    document.remove("rootPassword");
    return beginCreation(
        "CREATE",
        user,
        new KeptInstance(project, name, document),
        () -> servers.create(project + "/" + name));
  }

  /** A copy of the source as it is or was; deletion protection and labels come along. */
  synchronized Map<String, Object> copyInstance(
      String project, String source, String user, Map<String, Object> asked) {
    Map<?, ?> context = asked.get("cloneContext") instanceof Map<?, ?> said ? said : Map.of();
    Object named = context.get("destinationInstanceName");
    String name = named == null ? "" : named.toString();
    demandFree(project, name);
    KeptInstance original = find(project, source);
    Optional<Instant> until = pointInTime(original, context.get("pointInTime"));
    Map<String, Object> document = KeptInstance.copy(original.document());
    for (String derived :
        List.of(
            "state", "createTime", "connectionName", "selfLink", "serverCaCert", "ipAddresses")) {
      document.remove(derived);
    }
    document.put("name", name);
    takeAddressFrom(document, context.get("allocatedIpRange"));
    return beginCreation(
        "CLONE",
        user,
        new KeptInstance(project, name, InstanceDefaults.complete(project, document, now(), 1)),
        () -> servers.copy(project + "/" + source, project + "/" + name, until));
  }

  /**
   * The range is of the request, never the source's: not asked for, any of the network is taken.
   */
  @SuppressWarnings("unchecked")
  private static void takeAddressFrom(Map<String, Object> document, @Nullable Object range) {
    if (document.get("settings") instanceof Map<?, ?> settings
        && settings.get("ipConfiguration") instanceof Map<?, ?> ip) {
      Map<String, Object> changed = new LinkedHashMap<>((Map<String, Object>) ip);
      changed.remove("allocatedIpRange");
      if (range != null) {
        changed.put("allocatedIpRange", range);
      }
      ((Map<String, Object>) settings).put("ipConfiguration", changed);
    }
  }

  private Optional<Instant> pointInTime(KeptInstance source, @Nullable Object said) {
    if (said == null) {
      return Optional.empty();
    }
    Instant until;
    try {
      until = Instant.parse(said.toString());
    } catch (DateTimeParseException e) {
      throw RestRefusal.invalid("The point in time is not one: " + said + ".");
    }
    recoveryTime(source.project, source.name);
    if (until.isAfter(latestRecovery(source))) {
      throw RestRefusal.invalid("The point in time cannot be reached.");
    }
    return Optional.of(until);
  }

  /** What makes the server of a new instance, and answers where it listens. */
  @FunctionalInterface
  private interface Making {
    Optional<String> make() throws Exception;
  }

  private Map<String, Object> beginCreation(
      String type, String user, KeptInstance kept, Making making) {
    Map<String, Object> document = kept.document();
    Object addresses = document.remove("ipAddresses");
    Object certificate = document.remove("serverCaCert");
    document.put("state", "PENDING_CREATE");
    boolean mySql = String.valueOf(document.get("databaseVersion")).startsWith("MYSQL");
    kept.addUser(mySql ? "root" : "postgres");
    byName.put(kept.project + "/" + kept.name, kept);
    return operations.begin(
        kept.project,
        type,
        kept.name,
        user,
        () -> {
          Optional<String> address = making.make();
          synchronized (this) {
            kept.document().put("ipAddresses", addresses);
            kept.document().put("serverCaCert", certificate);
            kept.document().put("state", "RUNNABLE");
            kept.listenOn(address);
          }
        },
        () -> {
          synchronized (this) {
            kept.document().put("state", "FAILED");
          }
        });
  }

  synchronized Map<String, Object> change(
      String project, String name, String user, Map<String, Object> said) {
    KeptInstance kept = find(project, name);
    demandQuiet(project, name);
    return operations.begin(
        project,
        "UPDATE",
        name,
        user,
        () -> {
          synchronized (this) {
            kept.settingsVersion++;
            Map<String, Object> changed = KeptInstance.copy(kept.document());
            InstanceDefaults.merge(changed, said);
            InstanceDefaults.merge(
                changed,
                Map.of(
                    "etag",
                    "etag-" + kept.settingsVersion,
                    "settings",
                    Map.of("settingsVersion", Integer.toString(kept.settingsVersion))));
            InstanceDefaults.derive(changed);
            kept.become(changed);
          }
        },
        () -> {});
  }

  synchronized Map<String, Object> delete(String project, String name, String user) {
    KeptInstance kept = find(project, name);
    if (kept.settings().get("deletionProtectionEnabled") == Boolean.TRUE) {
      throw RestRefusal.invalid(
          "The instance is protected. Please disable the deletion protection and try again.");
    }
    if (!faults.isDeletingBusy()) {
      demandQuiet(project, name);
    }
    return operations.begin(
        project,
        "DELETE",
        name,
        user,
        () -> {
          servers.delete(project + "/" + name);
          synchronized (this) {
            byName.remove(project + "/" + name);
          }
        },
        () -> {});
  }

  /** From when to when a point-in-time recovery could go. */
  synchronized Map<String, Object> recoveryTime(String project, String name) {
    KeptInstance kept = find(project, name);
    if (!Boolean.TRUE.equals(kept.backupConfiguration().get("pointInTimeRecoveryEnabled"))) {
      throw RestRefusal.invalid("Point-in-time recovery is not enabled for the instance.");
    }
    Instant latest = latestRecovery(kept);
    return Map.of(
        "kind", "sql#getLatestRecoveryTime",
        "earliestRecoveryTime", latest.minusSeconds(7 * 86_400).toString(),
        "latestRecoveryTime", latest.toString());
  }

  private Instant latestRecovery(KeptInstance kept) {
    return kept.latestRecovery == null ? clock.instant() : kept.latestRecovery;
  }

  KeptInstance find(String project, String name) {
    KeptInstance kept = byName.get(project + "/" + name);
    if (kept == null) {
      throw missing();
    }
    return kept;
  }

  private static RestRefusal missing() {
    return new RestRefusal(404, "instanceDoesNotExist", "The Cloud SQL instance does not exist.");
  }

  private void demandFree(String project, String name) {
    if (byName.containsKey(project + "/" + name)) {
      throw new RestRefusal(409, "instanceAlreadyExists", "The Cloud SQL instance already exists.");
    }
  }

  void demandQuiet(String project, String name) {
    if (operations.areUnderWay(project, name)) {
      throw new RestRefusal(
          409,
          "operationInProgress",
          "Operation failed because another operation was already in progress.");
    }
  }

  private String now() {
    return clock.instant().toString();
  }
}
