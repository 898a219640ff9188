package ai.coditect.ops.local.sqladmin;

import ai.coditect.ops.local.RestCall;
import ai.coditect.ops.local.RestRefusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The instances of all projects, with their backups and users. */
public final class Instances {
  private final Map<String, Kept> byName = new TreeMap<>();
  private final Operations operations;
  private final Clock clock;
  private final AtomicLong backupIds = new AtomicLong(1_700_000_000_000L);

  /** One instance as the service keeps it. */
  private static final class Kept {
    Map<String, Object> document;
    int settingsVersion = 1;
    final List<Map<String, Object>> backups = new ArrayList<>();
    final Map<String, Map<String, Object>> users = new TreeMap<>();
    @Nullable Instant latestRecovery;

    Kept(Map<String, Object> document) {
      this.document = document;
    }
  }

  Instances(Operations operations, Clock clock) {
    this.operations = operations;
    this.clock = clock;
  }

  // What a test says behind everybody's back.

  /** There is this instance from now on, RUNNABLE, with these settings over the defaults. */
  public synchronized void put(String project, String name, Map<String, Object> settings) {
    Kept kept =
        new Kept(
            InstanceDefaults.complete(
                project, Map.of("name", name, "settings", settings), now(), 1));
    kept.document.put("state", "RUNNABLE");
    addUser(kept, "postgres");
    byName.put(project + "/" + name, kept);
  }

  /** Changes the instance as it stands; the document may be changed in place. */
  public synchronized void edit(
      String project, String name, UnaryOperator<Map<String, Object>> change) {
    Kept kept = find(project, name);
    kept.document = change.apply(copy(kept.document));
  }

  /** A backup of the past; the fields go over those of an automated one that succeeded. */
  public synchronized String putBackup(
      String project, String name, Instant endTime, Map<String, Object> fields) {
    Kept kept = find(project, name);
    String id = Long.toString(backupIds.incrementAndGet());
    Map<String, Object> run = backupRun(name, id, "AUTOMATED", endTime.minusSeconds(90));
    run.put("endTime", endTime.toString());
    run.put("status", "SUCCESSFUL");
    run.putAll(fields);
    kept.backups.add(0, run);
    return id;
  }

  /** Until when a point-in-time recovery could go. */
  public synchronized void putLatestRecovery(String project, String name, Instant latest) {
    find(project, name).latestRecovery = latest;
  }

  public synchronized boolean has(String project, String name) {
    return byName.containsKey(project + "/" + name);
  }

  // What the service answers.

  synchronized Map<String, Object> get(String project, String name) {
    return copy(find(project, name).document);
  }

  synchronized List<Map<String, Object>> list(String project) {
    return byName.entrySet().stream()
        .filter(each -> each.getKey().startsWith(project + "/"))
        .map(each -> copy(each.getValue().document))
        .toList();
  }

  synchronized Map<String, Object> insert(String project, String user, Map<String, Object> asked) {
    String name = String.valueOf(asked.get("name"));
    demandFree(project, name);
    Map<String, Object> document = InstanceDefaults.complete(project, asked, now(), 1);
    document.remove("rootPassword");
    return beginCreation(project, name, "CREATE", user, new Kept(document));
  }

  /** A copy of the source as it is; deletion protection comes along. */
  synchronized Map<String, Object> copyInstance(
      String project, String source, String user, Map<String, Object> asked) {
    Object context = asked.get("cloneContext");
    String name =
        context instanceof Map<?, ?> said
            ? String.valueOf(said.get("destinationInstanceName"))
            : "";
    demandFree(project, name);
    Map<String, Object> document = copy(find(project, source).document);
    document.remove("state");
    document.put("name", name);
    document.remove("createTime");
    return beginCreation(
        project,
        name,
        "CLONE",
        user,
        new Kept(InstanceDefaults.complete(project, renamed(document, name), now(), 1)));
  }

  private static Map<String, Object> renamed(Map<String, Object> document, String name) {
    for (String derived : List.of("connectionName", "selfLink", "serverCaCert", "ipAddresses")) {
      document.remove(derived);
    }
    document.put("name", name);
    return document;
  }

  private Map<String, Object> beginCreation(
      String project, String name, String type, String user, Kept kept) {
    Object addresses = kept.document.remove("ipAddresses");
    Object certificate = kept.document.remove("serverCaCert");
    kept.document.put("state", "PENDING_CREATE");
    boolean mySql = String.valueOf(kept.document.get("databaseVersion")).startsWith("MYSQL");
    addUser(kept, mySql ? "root" : "postgres");
    byName.put(project + "/" + name, kept);
    return operations.begin(
        project,
        type,
        name,
        user,
        () -> {
          synchronized (this) {
            kept.document.put("ipAddresses", addresses);
            kept.document.put("serverCaCert", certificate);
            kept.document.put("state", "RUNNABLE");
          }
        },
        () -> {
          synchronized (this) {
            kept.document.put("state", "FAILED");
          }
        });
  }

  synchronized Map<String, Object> change(
      String project, String name, String user, Map<String, Object> said) {
    Kept kept = find(project, name);
    demandQuiet(project, name);
    return operations.begin(
        project,
        "UPDATE",
        name,
        user,
        () -> {
          synchronized (this) {
            kept.settingsVersion++;
            Map<String, Object> changed = copy(kept.document);
            InstanceDefaults.merge(changed, said);
            InstanceDefaults.merge(
                changed,
                Map.of(
                    "etag",
                    "etag-" + kept.settingsVersion,
                    "settings",
                    Map.of("settingsVersion", Integer.toString(kept.settingsVersion))));
            InstanceDefaults.derive(changed);
            kept.document = changed;
          }
        },
        () -> {});
  }

  synchronized Map<String, Object> delete(String project, String name, String user) {
    Kept kept = find(project, name);
    if (settings(kept).get("deletionProtectionEnabled") == Boolean.TRUE) {
      throw RestRefusal.invalid(
          "The instance is protected. Please disable the deletion protection and try again.");
    }
    demandQuiet(project, name);
    return operations.begin(
        project,
        "DELETE",
        name,
        user,
        () -> {
          synchronized (this) {
            byName.remove(project + "/" + name);
          }
        },
        () -> {});
  }

  // Backups.

  synchronized List<Map<String, Object>> backups(String project, String name) {
    return find(project, name).backups.stream().map(Instances::copy).toList();
  }

  synchronized Map<String, Object> backup(String project, String name, String id) {
    return find(project, name).backups.stream()
        .filter(each -> id.equals(each.get("id")))
        .findFirst()
        .map(Instances::copy)
        .orElseThrow(
            () ->
                new RestRefusal(
                    404, "backupRunDoesNotExist", "The Cloud SQL backup run does not exist."));
  }

  synchronized Map<String, Object> insertBackup(String project, String name, String user) {
    Kept kept = find(project, name);
    demandQuiet(project, name);
    Map<String, Object> run =
        backupRun(name, Long.toString(backupIds.incrementAndGet()), "ON_DEMAND", clock.instant());
    run.put("status", "RUNNING");
    kept.backups.add(0, run);
    return operations.begin(
        project,
        "BACKUP_VOLUME",
        name,
        user,
        () -> {
          synchronized (this) {
            run.put("endTime", now());
            run.put("status", "SUCCESSFUL");
          }
        },
        () -> {
          synchronized (this) {
            run.put("status", "FAILED");
            run.put("error", Map.of("code", "INTERNAL_ERROR", "message", "It failed."));
          }
        });
  }

  synchronized Map<String, Object> deleteBackup(
      String project, String name, String id, String user) {
    backup(project, name, id);
    Kept kept = find(project, name);
    return operations.begin(
        project,
        "DELETE_BACKUP",
        name,
        user,
        () -> {
          synchronized (this) {
            kept.backups.removeIf(each -> id.equals(each.get("id")));
          }
        },
        () -> {});
  }

  private static Map<String, Object> backupRun(
      String instance, String id, String type, Instant start) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("kind", "sql#backupRun");
    run.put("id", id);
    run.put("instance", instance);
    run.put("type", type);
    run.put("enqueuedTime", start.minusSeconds(30).toString());
    run.put("startTime", start.toString());
    run.put("windowStartTime", start.toString());
    run.put("location", "us");
    run.put("databaseVersion", "POSTGRES_15_15");
    run.put("backupKind", "SNAPSHOT");
    return run;
  }

  /** From when to when a point-in-time recovery could go. */
  synchronized Map<String, Object> recoveryTime(String project, String name) {
    Kept kept = find(project, name);
    if (!Boolean.TRUE.equals(backupsOf(kept).get("pointInTimeRecoveryEnabled"))) {
      throw RestRefusal.invalid("Point-in-time recovery is not enabled for the instance.");
    }
    Instant latest = kept.latestRecovery == null ? clock.instant() : kept.latestRecovery;
    return Map.of(
        "kind", "sql#getLatestRecoveryTime",
        "earliestRecoveryTime", latest.minusSeconds(7 * 86_400).toString(),
        "latestRecoveryTime", latest.toString());
  }

  // Users.

  synchronized Map<String, Object> users(String project, String name) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("kind", "sql#usersList");
    List<Object> items = List.copyOf(find(project, name).users.values());
    if (!items.isEmpty()) {
      answer.put("items", items);
    }
    return answer;
  }

  synchronized Map<String, Object> insertUser(
      String project, String name, String by, Map<String, Object> asked) {
    addUser(find(project, name), String.valueOf(asked.get("name")));
    return operations.atOnce(project, "CREATE_USER", name, by);
  }

  synchronized Map<String, Object> updateUser(String project, String name, String by, String user) {
    demandUser(find(project, name), user);
    return operations.atOnce(project, "UPDATE_USER", name, by);
  }

  synchronized Map<String, Object> deleteUser(String project, String name, String by, String user) {
    Kept kept = find(project, name);
    demandUser(kept, user);
    kept.users.remove(user);
    return operations.atOnce(project, "DELETE_USER", name, by);
  }

  private static void demandUser(Kept kept, String user) {
    if (!kept.users.containsKey(user)) {
      throw new RestRefusal(404, "userDoesNotExist", "The user does not exist.");
    }
  }

  private static void addUser(Kept kept, String user) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("etag", "etag");
    one.put("host", "");
    one.put("iamStatus", "IAM_STATUS_UNSPECIFIED");
    one.put("instance", kept.document.get("name"));
    one.put("kind", "sql#user");
    one.put("name", user);
    one.put("project", kept.document.get("project"));
    kept.users.put(user, one);
  }

  private Kept find(String project, String name) {
    Kept kept = byName.get(project + "/" + name);
    if (kept == null) {
      throw new RestRefusal(404, "instanceDoesNotExist", "The Cloud SQL instance does not exist.");
    }
    return kept;
  }

  private void demandFree(String project, String name) {
    if (byName.containsKey(project + "/" + name)) {
      throw new RestRefusal(409, "instanceAlreadyExists", "The Cloud SQL instance already exists.");
    }
  }

  private void demandQuiet(String project, String name) {
    if (operations.areUnderWay(project, name)) {
      throw new RestRefusal(
          409,
          "operationInProgress",
          "Operation failed because another operation was already in progress.");
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> settings(Kept kept) {
    return (Map<String, Object>) kept.document.getOrDefault("settings", Map.of());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> backupsOf(Kept kept) {
    return (Map<String, Object>) settings(kept).getOrDefault("backupConfiguration", Map.of());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> copy(Map<String, Object> document) {
    return RestCall.JSON.readValue(RestCall.JSON.writeValueAsBytes(document), Map.class);
  }

  private String now() {
    return clock.instant().toString();
  }
}
